import { BioError } from './bio-error.js';

/** Why a BIO that failed with the special flag wants to be called again (BIO_get_retry_reason(3)). */
export type RetryReason = 'none' | 'x509-lookup' | 'connect' | 'accept';

/** The operations that a {@link BioCallback} sees (BIO_set_callback_ex(3)). */
export type BioOperation = 'read' | 'write' | 'gets' | 'puts' | 'flush' | 'reset' | 'free';

/**
 * Called before an operation (`returned` undefined), where an answer of 0 or less vetoes it and becomes its result, and
 * after it, where the answer replaces the result.
 */
export type BioCallback = (
  bio: Bio,
  operation: BioOperation,
  bytes: Uint8Array | undefined,
  returned: number | undefined,
) => number;

/**
 * A source and sink of bytes with libcrypto's manners (bio(7)): calls answer at once, a count when something was done,
 * 0 at the end of input, −1 when nothing could be done; then the retry flags say whether to call again, and after what.
 * BIOs stack: a filter passes on to {@link Bio.next}.
 *
 * A BIO of your own implements {@link Bio.readBytes} and {@link Bio.writeBytes}, and calls {@link Bio.retryRead} or
 * {@link Bio.retryWrite} where it would have to wait.
 */
export abstract class Bio {
  /** The next BIO of the chain, away from the application. */
  next: Bio | undefined;
  /** The previous BIO of the chain. */
  previous: Bio | undefined;
  /** Watches or vetoes operations. */
  callback: BioCallback | undefined;
  /** What made the last operation fail for good, such as a socket's error; reset when the next one starts. */
  cause: unknown;
  /** Whether freeing this BIO closes what it stands on: BIO_CLOSE or BIO_NOCLOSE (BIO_set_close(3)). */
  closes = true;
  #retry: 'none' | 'read' | 'write' | 'special' = 'none';
  #reason: RetryReason = 'none';
  #references = 1;
  #isFreed = false;
  #bytesRead = 0;
  #bytesWritten = 0;

  /** What kind of BIO it is, by libcrypto's name for it (BIO_method_name(3)). */
  get name(): string {
    return 'BIO';
  }

  /** BIO_should_retry(3): the last operation failed only because it would have had to wait. */
  get shouldRetry(): boolean {
    return this.#retry !== 'none';
  }

  /** BIO_should_read(3): it waits for input. */
  get shouldRead(): boolean {
    return this.#retry === 'read';
  }

  /** BIO_should_write(3): it waits for room to write. */
  get shouldWrite(): boolean {
    return this.#retry === 'write';
  }

  /** BIO_should_io_special(3): it waits for something else, see {@link Bio.retryReason}. */
  get shouldIoSpecial(): boolean {
    return this.#retry === 'special';
  }

  /** BIO_get_retry_reason(3). */
  get retryReason(): RetryReason {
    return this.#reason;
  }

  /**
   * BIO_read(3): fills `into` with at most its length. Returns the count, 0 at the end of input, −1 otherwise, −2 where
   * the BIO can not be read. Never blocks unless this is a blocking BIO.
   */
  read(into: Uint8Array): number {
    if (into.length === 0) return this.#nothing();
    const vetoed = this.#begin('read', into);
    return vetoed ?? this.#end('read', into, this.readBytes(into));
  }

  /** BIO_write(3): takes at most `data.length` bytes; returns the count (0 for empty data), −1 or −2 as above. */
  write(data: Uint8Array): number {
    if (data.length === 0) return 0;
    const vetoed = this.#begin('write', data);
    return vetoed ?? this.#end('write', data, this.writeBytes(data));
  }

  /**
   * BIO_gets(3): reads a line, with the newline that ends it, of at most `into.length` bytes; a BIO at the end of its input
   * gives what there is. The count, 0 or −1 as {@link Bio.read}, −2 where this kind of BIO has no lines.
   */
  gets(into: Uint8Array): number {
    if (into.length === 0) return this.#nothing();
    const vetoed = this.#begin('gets', into);
    return vetoed ?? this.#end('gets', into, this.getsBytes(into));
  }

  /** BIO_puts(3): writes a text as UTF-8; the result is {@link Bio.write}'s. */
  puts(text: string): number {
    const data = new TextEncoder().encode(text);
    if (data.length === 0) return 0;
    const vetoed = this.#begin('puts', data);
    return vetoed ?? this.#end('puts', data, this.writeBytes(data));
  }

  /** BIO_number_read(3): bytes that reads have given, in all. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** BIO_number_written(3): bytes that writes have taken, in all. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /** BIO_flush(3): 1 when nothing is left to push on, otherwise −1 with the retry flags set. */
  flush(): number {
    const vetoed = this.#begin('flush', undefined);
    return vetoed ?? this.#end('flush', undefined, this.flushBytes());
  }

  /**
   * BIO_do_handshake(3), and by other names BIO_do_connect(3) and BIO_do_accept(3): does what has to be done before bytes can
   * be moved. Returns 1 when it is done, −1 otherwise, with the retry flags set where it has to wait. A filter that has nothing
   * of the kind to do passes it on; 0 when no BIO of the chain has.
   */
  doHandshake(): number {
    this.clearRetry();
    this.cause = undefined;
    return this.establish();
  }

  /** BIO_ctrl_pending(3): bytes that can be read at once. */
  get pending(): number {
    return this.next?.pending ?? 0;
  }

  /** BIO_ctrl_wpending(3): bytes taken and not yet passed on. */
  get writePending(): number {
    return this.next?.writePending ?? 0;
  }

  /** BIO_eof(3): no more input will come. */
  get eof(): boolean {
    return this.next?.eof ?? false;
  }

  /** BIO_reset(3): back to the initial state. Mostly 1, for some kinds 0; a filter answers with what follows it. */
  reset(): number {
    const vetoed = this.#begin('reset', undefined);
    return vetoed ?? this.#end('reset', undefined, this.resetState());
  }

  /** BIO_seek(3): goes to a position, in bytes from the beginning. Returns it, or −1 where there are none. */
  seek(position: number): number {
    return this.next?.seek(position) ?? -1;
  }

  /** BIO_tell(3): the position in bytes, or −1 where there is none. */
  tell(): number {
    return this.next?.tell() ?? -1;
  }

  /** BIO_push(3): puts `bio` (and what follows it) behind the end of this chain. Returns this BIO. */
  push(bio: Bio): this {
    let last: Bio = this;
    while (last.next) last = last.next;
    last.next = bio;
    bio.previous = last;
    last.pushed();
    return this;
  }

  /** BIO_pop(3): takes this BIO out of its chain. Returns the one that followed. */
  pop(): Bio | undefined {
    const { next, previous } = this;
    this.popped();
    if (previous) previous.next = next;
    if (next) next.previous = previous;
    this.next = undefined;
    this.previous = undefined;
    return next;
  }

  /** BIO_find_type(3): the first BIO of this chain that is of a kind, such as `SslBio`. */
  find<Kind extends Bio>(kind: abstract new (...parameters: never[]) => Kind): Kind | undefined {
    let bio: Bio | undefined = this;
    while (bio && !(bio instanceof kind)) bio = bio.next;
    return bio;
  }

  /** BIO_dup_chain(3): new BIOs of the same kinds and settings; `undefined` where one of them can not be copied. */
  dupChain(): Bio | undefined {
    const copy = this.duplicate();
    if (!copy) return undefined;
    copy.callback = this.callback;
    copy.closes = this.closes;
    if (!this.next) return copy;
    const rest = this.next.dupChain();
    if (rest) return copy.push(rest);
    copy.free();
    return undefined;
  }

  /** BIO_up_ref(3): another owner, who calls {@link Bio.free} too. Returns 1. */
  upRef(): number {
    this.#references += 1;
    return 1;
  }

  /**
   * BIO_free(3): releases what the BIO holds when its last owner calls this. Returns 1, or 0 when the callback vetoes it;
   * then it stays as it is.
   */
  free(): number {
    if (this.#references > 0) this.#references -= 1;
    if (this.#references > 0 || this.#isFreed) return 1;
    if (this.callback && this.callback(this, 'free', undefined, undefined) <= 0) return 0;
    this.#isFreed = true;
    this.release();
    return 1;
  }

  /** BIO_free_all(3): frees the whole chain, up to a BIO that others own too. */
  freeAll(): void {
    let bio: Bio | undefined = this;
    while (bio) {
      const { next }: Bio = bio;
      const isShared: boolean = bio.#references > 1;
      bio.free();
      bio = isShared ? undefined : next;
    }
  }

  /** The BIO of this chain that asked to be called again (BIO_get_retry_BIO(3)). */
  get retryBio(): Bio {
    let bio: Bio = this;
    while (bio.shouldRetry && bio.next?.shouldRetry) bio = bio.next;
    return bio;
  }

  /** Takes over the retry flags and the cause of the next BIO (BIO_copy_next_retry): what a filter does. */
  copyRetry(from: Bio | undefined): void {
    this.#retry = from ? from.#retry : 'none';
    this.#reason = from ? from.#reason : 'none';
    this.cause = from?.cause;
  }

  /** Marks the operation as waiting for input. Returns −1, the result to answer with. */
  retryRead(): number {
    this.#retry = 'read';
    return -1;
  }

  /** Marks the operation as waiting for room. Returns −1. */
  retryWrite(): number {
    this.#retry = 'write';
    return -1;
  }

  /** Marks the operation as waiting for something else. Returns −1. */
  retrySpecial(reason: RetryReason): number {
    this.#retry = 'special';
    this.#reason = reason;
    return -1;
  }

  /** Marks the operation as failed for good, and says why. Returns −1. */
  fail(cause: unknown): number {
    this.cause = cause;
    return -1;
  }

  /** BIO_clear_retry_flags(3). */
  clearRetry(): void {
    this.#retry = 'none';
    this.#reason = 'none';
  }

  /** Reads; the result is {@link Bio.read}'s. */
  protected abstract readBytes(into: Uint8Array): number;

  /** Reads a line; the result is {@link Bio.gets}'. A kind of BIO that has lines says how. */
  protected getsBytes(_into: Uint8Array): number {
    this.fail(new BioError('UNSUPPORTED_METHOD', `lines can not be read from a ${this.name}: use getLine()`));
    return -2;
  }

  /** Writes; the result is {@link Bio.write}'s. */
  protected abstract writeBytes(data: Uint8Array): number;

  /** Flushes; the result is {@link Bio.flush}'s. A BIO that holds nothing back has nothing to do. */
  protected flushBytes(): number {
    return 1;
  }

  /** Establishes; the result is {@link Bio.doHandshake}'s. */
  protected establish(): number {
    const { next } = this;
    if (!next) return 0;
    const done = next.doHandshake();
    this.copyRetry(next);
    return done;
  }

  /** Resets; the result is {@link Bio.reset}'s. */
  protected resetState(): number {
    return this.next?.reset() ?? 1;
  }

  /** A new BIO like this one, with no chain, for {@link Bio.dupChain}. */
  protected duplicate(): Bio | undefined {
    return undefined;
  }

  /** Called when a BIO was put behind this one. */
  protected pushed(): void {}

  /** Called before this BIO leaves its chain. */
  protected popped(): void {}

  /** Called when the BIO is freed. */
  protected release(): void {}

  /** Reads nothing: the flags of the last operation are gone all the same, unlike after writing nothing. */
  #nothing(): number {
    this.clearRetry();
    this.cause = undefined;
    return 0;
  }

  /** Answers the result when the callback vetoes the operation. */
  #begin(operation: BioOperation, bytes: Uint8Array | undefined): number | undefined {
    this.clearRetry();
    this.cause = undefined;
    const answer = this.callback?.(this, operation, bytes, undefined);
    return answer !== undefined && answer <= 0 ? answer : undefined;
  }

  #end(operation: BioOperation, bytes: Uint8Array | undefined, result: number): number {
    if (result > 0) {
      if (operation === 'read' || operation === 'gets') this.#bytesRead += result;
      else if (operation === 'write' || operation === 'puts') this.#bytesWritten += result;
    }
    return this.callback ? this.callback(this, operation, bytes, result) : result;
  }
}
