/** Why a BIO that failed with the special flag wants to be called again (BIO_get_retry_reason(3)). */
export type RetryReason = 'none' | 'x509-lookup' | 'connect' | 'accept';

/** The operations that a {@link BioCallback} sees (BIO_set_callback_ex(3)). */
export type BioOperation = 'read' | 'write' | 'flush' | 'free';

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
  #retry: 'none' | 'read' | 'write' | 'special' = 'none';
  #reason: RetryReason = 'none';

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
    if (into.length === 0) return 0;
    const vetoed = this.#begin('read', into);
    return vetoed ?? this.#end('read', into, this.readBytes(into));
  }

  /** BIO_write(3): takes at most `data.length` bytes; returns the count (0 for empty data), −1 or −2 as above. */
  write(data: Uint8Array): number {
    if (data.length === 0) return 0;
    const vetoed = this.#begin('write', data);
    return vetoed ?? this.#end('write', data, this.writeBytes(data));
  }

  /** BIO_flush(3): 1 when nothing is left to push on, otherwise −1 with the retry flags set. */
  flush(): number {
    const vetoed = this.#begin('flush', undefined);
    return vetoed ?? this.#end('flush', undefined, this.flushBytes());
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

  /** BIO_reset(3): back to the initial state. Returns 1, or 0 or −1 where that is not possible. */
  reset(): number {
    return this.next?.reset() ?? 1;
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

  /** BIO_free(3): releases what the BIO holds; whoever made it calls this once. */
  free(): void {
    if (this.callback && this.callback(this, 'free', undefined, undefined) <= 0) return;
    this.release();
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

  /** Writes; the result is {@link Bio.write}'s. */
  protected abstract writeBytes(data: Uint8Array): number;

  /** Flushes; the result is {@link Bio.flush}'s. A BIO that holds nothing back has nothing to do. */
  protected flushBytes(): number {
    return 1;
  }

  /** Called when a BIO was put behind this one. */
  protected pushed(): void {}

  /** Called before this BIO leaves its chain. */
  protected popped(): void {}

  /** Called when the BIO is freed. */
  protected release(): void {}

  /** Answers the result when the callback vetoes the operation. */
  #begin(operation: BioOperation, bytes: Uint8Array | undefined): number | undefined {
    this.clearRetry();
    this.cause = undefined;
    const answer = this.callback?.(this, operation, bytes, undefined);
    return answer !== undefined && answer <= 0 ? answer : undefined;
  }

  #end(operation: BioOperation, bytes: Uint8Array | undefined, result: number): number {
    return this.callback ? this.callback(this, operation, bytes, result) : result;
  }
}
