import type { Bio, BioCallback, RetryReason } from '../bio/bio.js';
import { debugCallback } from '../bio/debug-callback.js';
import { getLine } from '../bio/lines.js';
import { noted } from './noted.js';

/** BIO_set_close(3): freeing a BIO leaves open what it stands on. */
export const BIO_NOCLOSE = 0;
/** BIO_set_close(3): freeing a BIO closes what it stands on. */
export const BIO_CLOSE = 1;
/** BIO_retry_type(3): waits for input. */
export const BIO_FLAGS_READ = 1;
/** BIO_retry_type(3): waits for room. */
export const BIO_FLAGS_WRITE = 2;
/** BIO_retry_type(3): waits for something else. */
export const BIO_FLAGS_IO_SPECIAL = 4;
/** BIO_get_retry_reason(3): a certificate is looked up. */
export const BIO_RR_SSL_X509_LOOKUP = 1;
/** BIO_get_retry_reason(3): a connection is being made. */
export const BIO_RR_CONNECT = 2;
/** BIO_get_retry_reason(3): no connection has come yet. */
export const BIO_RR_ACCEPT = 3;

const retryReasons: Readonly<Record<RetryReason, number>> = {
  none: 0,
  'x509-lookup': BIO_RR_SSL_X509_LOOKUP,
  connect: BIO_RR_CONNECT,
  accept: BIO_RR_ACCEPT,
};

/** What makes BIOs of one kind. */
export type BioMethod<Kind extends Bio = Bio> = () => Kind;

/** BIO_new(3). */
export const BIO_new = <Kind extends Bio>(method: BioMethod<Kind>): Kind => method();
/** BIO_up_ref(3). Returns 1. */
export const BIO_up_ref = (bio: Bio): number => bio.upRef();
/** BIO_free(3): 1, or 0 when the callback vetoes it; 0 for no BIO. */
export const BIO_free = (bio: Bio | undefined): number => bio?.free() ?? 0;
/** BIO_vfree(3): BIO_free(3) without a result. */
export const BIO_vfree = (bio: Bio | undefined): void => {
  bio?.free();
};
/** BIO_free_all(3). */
export const BIO_free_all = (bio: Bio | undefined): void => bio?.freeAll();
/** BIO_get_close(3): {@link BIO_CLOSE} or {@link BIO_NOCLOSE}. */
export const BIO_get_close = (bio: Bio): number => Number(bio.closes);
/** BIO_set_close(3). Returns 1. */
export const BIO_set_close = (bio: Bio, close: number): number => {
  bio.closes = close !== BIO_NOCLOSE;
  return 1;
};
/** BIO_method_name(3). */
export const BIO_method_name = (bio: Bio): string => bio.name;

/** BIO_read(3): fills `into`. */
export const BIO_read = (bio: Bio, into: Uint8Array): number => noted(bio, bio.read(into));
/** BIO_write(3). */
export const BIO_write = (bio: Bio, data: Uint8Array): number => noted(bio, bio.write(data));
/** BIO_read_ex(3): C's result and out-parameter. */
export const BIO_read_ex = (bio: Bio, into: Uint8Array): { ret: 0 | 1; readbytes: number } => {
  const count = BIO_read(bio, into);
  return count > 0 ? { ret: 1, readbytes: count } : { ret: 0, readbytes: 0 };
};
/** BIO_write_ex(3): C's result and out-parameter. Writing nothing succeeds. */
export const BIO_write_ex = (bio: Bio, data: Uint8Array): { ret: 0 | 1; written: number } => {
  const count = BIO_write(bio, data);
  return count > 0 || data.length === 0 ? { ret: 1, written: count } : { ret: 0, written: 0 };
};
/** BIO_gets(3): fills `into`, all of it, as there is no NUL at its end. */
export const BIO_gets = (bio: Bio, into: Uint8Array): number => noted(bio, bio.gets(into));
/** BIO_get_line(3): as {@link BIO_gets}, for any BIO, byte by byte. */
export const BIO_get_line = (bio: Bio, into: Uint8Array): number => noted(bio, getLine(bio, into));
/** BIO_puts(3): as UTF-8. */
export const BIO_puts = (bio: Bio, text: string): number => noted(bio, bio.puts(text));
/** BIO_number_read(3). */
export const BIO_number_read = (bio: Bio): number => bio.bytesRead;
/** BIO_number_written(3). */
export const BIO_number_written = (bio: Bio): number => bio.bytesWritten;
/** BIO_seek(3). */
export const BIO_seek = (bio: Bio, position: number): number => bio.seek(position);
/** BIO_tell(3). */
export const BIO_tell = (bio: Bio): number => bio.tell();
/** BIO_flush(3). */
export const BIO_flush = (bio: Bio): number => noted(bio, bio.flush());
/** BIO_pending(3). */
export const BIO_pending = (bio: Bio): number => bio.pending;
/** BIO_wpending(3). */
export const BIO_wpending = (bio: Bio): number => bio.writePending;
/** BIO_ctrl_pending(3). */
export const BIO_ctrl_pending = (bio: Bio): number => bio.pending;
/** BIO_ctrl_wpending(3). */
export const BIO_ctrl_wpending = (bio: Bio): number => bio.writePending;
/** BIO_eof(3): 1 or 0. */
export const BIO_eof = (bio: Bio): number => Number(bio.eof);
/** BIO_reset(3). */
export const BIO_reset = (bio: Bio): number => bio.reset();

/** BIO_should_retry(3). */
export const BIO_should_retry = (bio: Bio): boolean => bio.shouldRetry;
/** BIO_should_read(3). */
export const BIO_should_read = (bio: Bio): boolean => bio.shouldRead;
/** BIO_should_write(3). */
export const BIO_should_write = (bio: Bio): boolean => bio.shouldWrite;
/** BIO_should_io_special(3). */
export const BIO_should_io_special = (bio: Bio): boolean => bio.shouldIoSpecial;
/** BIO_retry_type(3): {@link BIO_FLAGS_READ}, {@link BIO_FLAGS_WRITE}, {@link BIO_FLAGS_IO_SPECIAL}, or 0. */
export const BIO_retry_type = (bio: Bio): number => {
  if (bio.shouldRead) return BIO_FLAGS_READ;
  if (bio.shouldWrite) return BIO_FLAGS_WRITE;
  return bio.shouldIoSpecial ? BIO_FLAGS_IO_SPECIAL : 0;
};
/** BIO_get_retry_reason(3): one of BIO_RR_…, or 0. */
export const BIO_get_retry_reason = (bio: Bio): number => retryReasons[bio.retryReason];
/** BIO_get_retry_BIO(3): the BIO of the chain that asked to be called again; C also gives its reason. */
export const BIO_get_retry_BIO = (bio: Bio): Bio => bio.retryBio;
/** BIO_set_retry_read(3), for BIOs of one's own. */
export const BIO_set_retry_read = (bio: Bio): number => bio.retryRead();
/** BIO_set_retry_write(3), for BIOs of one's own. */
export const BIO_set_retry_write = (bio: Bio): number => bio.retryWrite();
/** BIO_set_retry_special(3), for BIOs of one's own, with what BIO_set_retry_reason(3) would say. */
export const BIO_set_retry_special = (bio: Bio, reason: RetryReason): number => bio.retrySpecial(reason);
/** BIO_copy_next_retry(3), for filters of one's own. */
export const BIO_copy_next_retry = (bio: Bio): void => bio.copyRetry(bio.next);
/** BIO_clear_retry_flags(3), for BIOs of one's own. */
export const BIO_clear_retry_flags = (bio: Bio): void => bio.clearRetry();

/** BIO_push(3). */
export const BIO_push = (bio: Bio, next: Bio): Bio => bio.push(next);
/** BIO_pop(3). */
export const BIO_pop = (bio: Bio): Bio | undefined => bio.pop();
/** BIO_next(3). */
export const BIO_next = (bio: Bio): Bio | undefined => bio.next;
/** BIO_set_next(3). */
export const BIO_set_next = (bio: Bio, next: Bio | undefined): void => {
  bio.next = next;
};
/** BIO_find_type(3): the first of the chain that is of a class, where C has a number. */
export const BIO_find_type = <Kind extends Bio>(
  bio: Bio,
  kind: abstract new (...parameters: never[]) => Kind,
): Kind | undefined => bio.find(kind);
/** BIO_dup_chain(3). */
export const BIO_dup_chain = (bio: Bio): Bio | undefined => bio.dupChain();
/** BIO_do_handshake(3). */
export const BIO_do_handshake = (bio: Bio): number => noted(bio, bio.doHandshake());
/** BIO_get_callback_ex(3). */
export const BIO_get_callback_ex = (bio: Bio): BioCallback | undefined => bio.callback;
/** BIO_debug_callback_ex(3): a callback that writes into `out`, where C writes to standard error. */
export const BIO_debug_callback_ex = (out: Bio): BioCallback =>
  debugCallback((line) => out.puts(`${line}\n`));
/** BIO_set_callback_ex(3). */
export const BIO_set_callback_ex = (bio: Bio, callback: BioCallback | undefined): void => {
  bio.callback = callback;
};
