import type { Bio, BioCallback, RetryReason } from '../bio/bio.js';
import { BioError } from '../bio/bio-error.js';
import { BufferBio } from '../bio/buffer.js';
import { MemoryBio } from '../bio/memory.js';
import { createBioPair, PairBio } from '../bio/pair.js';
import { SslBio } from '../bio/ssl-filter.js';
import { bioEntry } from '../ssl/error-queue.js';
import { Ssl } from '../ssl/ssl.js';
import type { SslContext } from '../ssl/ssl-context.js';
import { queue } from './err.js';

/** What makes BIOs of one kind. */
export type BioMethod<Kind extends Bio = Bio> = () => Kind;

/** Notes why a BIO failed for good. */
function noted(bio: Bio, result: number): number {
  if (result < 0 && bio.cause instanceof BioError) queue.push(bioEntry(bio.cause));
  return result;
}

/** 1, or 0 and an entry in the error queue. */
function attempt(run: () => void): number {
  try {
    run();
    return 1;
  } catch (error) {
    queue.push(bioEntry(error));
    return 0;
  }
}

/** BIO_s_mem(3). */
export const BIO_s_mem = (): BioMethod<MemoryBio> => () => new MemoryBio();
/** BIO_s_bio(3): one half of a pair. */
export const BIO_s_bio = (): BioMethod<PairBio> => () => new PairBio();
/** BIO_f_buffer(3). */
export const BIO_f_buffer = (): BioMethod<BufferBio> => () => new BufferBio();
/** BIO_new(3). */
export const BIO_new = <Kind extends Bio>(method: BioMethod<Kind>): Kind => method();
/** BIO_new_mem_buf(3): read-only. */
export const BIO_new_mem_buf = (contents: Uint8Array): MemoryBio => new MemoryBio(contents);
/** BIO_new_bio_pair(3): returns both halves, where C has out-parameters. */
export const BIO_new_bio_pair = (size1: number, size2: number): [PairBio, PairBio] =>
  createBioPair(size1, size2);
/** BIO_new_ssl(3): a filter with a connection of this context. */
export const BIO_new_ssl = (context: SslContext, client: boolean): SslBio => {
  const ssl = new Ssl(context);
  if (client) ssl.setConnectState();
  else ssl.setAcceptState();
  return new SslBio(ssl);
};
/** BIO_free(3). Returns 1. */
export const BIO_free = (bio: Bio): number => attempt(() => bio.free());

/** BIO_read(3): fills `into`. */
export const BIO_read = (bio: Bio, into: Uint8Array): number => noted(bio, bio.read(into));
/** BIO_write(3). */
export const BIO_write = (bio: Bio, data: Uint8Array): number => noted(bio, bio.write(data));
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
/** BIO_get_retry_reason(3). */
export const BIO_get_retry_reason = (bio: Bio): RetryReason => bio.retryReason;
/** BIO_get_retry_BIO(3): the BIO of the chain that asked to be called again; C also gives its reason. */
export const BIO_get_retry_BIO = (bio: Bio): Bio => bio.retryBio;
/** BIO_set_retry_read(3), for BIOs of one's own. */
export const BIO_set_retry_read = (bio: Bio): number => bio.retryRead();
/** BIO_set_retry_write(3), for BIOs of one's own. */
export const BIO_set_retry_write = (bio: Bio): number => bio.retryWrite();
/** BIO_clear_retry_flags(3), for BIOs of one's own. */
export const BIO_clear_retry_flags = (bio: Bio): void => bio.clearRetry();

/** BIO_push(3). */
export const BIO_push = (bio: Bio, next: Bio): Bio => bio.push(next);
/** BIO_pop(3). */
export const BIO_pop = (bio: Bio): Bio | undefined => bio.pop();
/** BIO_next(3). */
export const BIO_next = (bio: Bio): Bio | undefined => bio.next;
/** BIO_set_callback_ex(3). */
export const BIO_set_callback_ex = (bio: Bio, callback: BioCallback | undefined): void => {
  bio.callback = callback;
};

/** BIO_set_mem_eof_return(3). */
export const BIO_set_mem_eof_return = (bio: MemoryBio, value: number): void => {
  bio.eofReturn = value;
};
/** BIO_get_mem_data(3): the bytes, where C has an out-parameter. */
export const BIO_get_mem_data = (bio: MemoryBio): Uint8Array => bio.data;

/** BIO_make_bio_pair(3). */
export const BIO_make_bio_pair = (one: PairBio, other: PairBio): number => attempt(() => one.join(other));
/** BIO_destroy_bio_pair(3). Returns 1. */
export const BIO_destroy_bio_pair = (bio: PairBio): number => attempt(() => bio.destroyPair());
/** BIO_shutdown_wr(3). Returns 1. */
export const BIO_shutdown_wr = (bio: PairBio): number => attempt(() => bio.shutdownWrite());
/** BIO_set_write_buf_size(3): 1, or 0 while the BIO is in a pair. */
export const BIO_set_write_buf_size = (bio: PairBio, size: number): number =>
  attempt(() => {
    bio.writeBufferSize = size;
  });
/** BIO_get_write_buf_size(3). */
export const BIO_get_write_buf_size = (bio: PairBio): number => bio.writeBufferSize;
/** BIO_get_write_guarantee(3). */
export const BIO_get_write_guarantee = (bio: PairBio): number => bio.writeGuarantee;
/** BIO_ctrl_get_write_guarantee(3). */
export const BIO_ctrl_get_write_guarantee = (bio: PairBio): number => bio.writeGuarantee;
/** BIO_get_read_request(3). */
export const BIO_get_read_request = (bio: PairBio): number => bio.readRequest;
/** BIO_ctrl_get_read_request(3). */
export const BIO_ctrl_get_read_request = (bio: PairBio): number => bio.readRequest;
/** BIO_ctrl_reset_read_request(3). Returns 1. */
export const BIO_ctrl_reset_read_request = (bio: PairBio): number => attempt(() => bio.resetReadRequest());
/** BIO_nread0(3): the bytes where they are, or a number as C returns it; C has an out-parameter. */
export const BIO_nread0 = (bio: PairBio): Uint8Array | number => bio.nread0();
/** BIO_nread(3): as {@link BIO_nread0}, and takes them. */
export const BIO_nread = (bio: PairBio, count: number): Uint8Array | number => bio.nread(count);
/** BIO_nwrite0(3): the room where it is, or a number as C returns it; C has an out-parameter. */
export const BIO_nwrite0 = (bio: PairBio): Uint8Array | number => bio.nwrite0();
/** BIO_nwrite(3): as {@link BIO_nwrite0}, and counts it as written. */
export const BIO_nwrite = (bio: PairBio, count: number): Uint8Array | number => bio.nwrite(count);

/** BIO_f_ssl(3): a filter for a connection, as BIO_new(3) and BIO_set_ssl(3) make one. */
export const BIO_set_ssl = (ssl: Ssl, closes: boolean): SslBio => new SslBio(ssl, closes);
/** BIO_get_ssl(3). */
export const BIO_get_ssl = (bio: SslBio): Ssl => bio.ssl;
/** BIO_do_handshake(3). */
export const BIO_do_handshake = (bio: SslBio): number => bio.doHandshake();
