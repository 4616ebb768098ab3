import { Bio } from './bio.js';

/** Bytes of each of a buffering BIO's two buffers by default. */
export const defaultBufferSize = 4096;

const newline = 10;

/**
 * A filter that gathers small writes into large ones and reads ahead (BIO_f_buffer(3)). {@link Bio.flush} passes on what
 * has been gathered: without it, the last bytes stay here.
 */
export class BufferBio extends Bio {
  #input: Uint8Array;
  #inputStart = 0;
  #inputEnd = 0;
  #output: Uint8Array;
  #outputStart = 0;
  #outputEnd = 0;

  /** Sizes in bytes, which may also be small ones. */
  constructor(readSize: number = defaultBufferSize, writeSize: number = readSize) {
    super();
    this.#input = new Uint8Array(readSize);
    this.#output = new Uint8Array(writeSize);
  }

  override get name(): string {
    return 'buffer';
  }

  /** Bytes that are read ahead at most. */
  get readBufferSize(): number {
    return this.#input.length;
  }

  /** BIO_set_read_buffer_size(3): drops what was read ahead. No more than 4096 bytes, and the size that it has, change nothing. */
  set readBufferSize(size: number) {
    if (size <= defaultBufferSize || size === this.#input.length) return;
    this.#input = new Uint8Array(size);
    this.#inputStart = this.#inputEnd = 0;
  }

  /** Bytes that are gathered at most. */
  get writeBufferSize(): number {
    return this.#output.length;
  }

  /** BIO_set_write_buffer_size(3): drops what was gathered. No more than 4096 bytes, and the size that it has, change nothing. */
  set writeBufferSize(size: number) {
    if (size <= defaultBufferSize || size === this.#output.length) return;
    this.#output = new Uint8Array(size);
    this.#outputStart = this.#outputEnd = 0;
  }

  /** BIO_set_buffer_read_data(3): puts a copy of `data` in the place of what was read ahead. */
  setReadData(data: Uint8Array): void {
    if (data.length > this.#input.length) this.#input = new Uint8Array(data.length);
    this.#input.set(data);
    this.#inputStart = 0;
    this.#inputEnd = data.length;
  }

  /** BIO_get_buffer_num_lines(3): newlines among what was read ahead. */
  get bufferedLines(): number {
    let lines = 0;
    for (const byte of this.#ahead) if (byte === newline) lines += 1;
    return lines;
  }

  /** What was read ahead, where it is: good until the next call. */
  get #ahead(): Uint8Array {
    return this.#input.subarray(this.#inputStart, this.#inputEnd);
  }

  /** Bytes read ahead; when there are none, what the next BIO has. */
  override get pending(): number {
    return this.#inputEnd - this.#inputStart || super.pending;
  }

  /** Bytes gathered; when there are none, what the next BIO holds back. */
  override get writePending(): number {
    return this.#outputEnd - this.#outputStart || super.writePending;
  }

  override get eof(): boolean {
    return this.#inputStart === this.#inputEnd && (this.next?.eof ?? true);
  }

  /** Drops what both buffers hold, and resets what follows; 0 when nothing does. */
  protected override resetState(): number {
    this.#inputStart = this.#inputEnd = 0;
    this.#outputStart = this.#outputEnd = 0;
    return this.next?.reset() ?? 0;
  }

  /** Goes on reading until `into` is full, the next BIO has to wait, or its input ends. */
  protected override readBytes(into: Uint8Array): number {
    const { next } = this;
    if (!next) return 0;
    let done = this.#takeInput(into);
    // What is more than the buffer holds goes where it is wanted, to its end.
    const direct = into.length - done > this.#input.length;
    while (done < into.length) {
      const got = next.read(direct ? into.subarray(done) : this.#input);
      if (got <= 0) {
        this.copyRetry(next);
        return done > 0 ? done : got;
      }
      if (direct) done += got;
      else {
        this.#inputStart = 0;
        this.#inputEnd = got;
        done += this.#takeInput(into.subarray(done));
      }
    }
    return done;
  }

  /** A whole line, if it fits: goes on reading until the newline. */
  protected override getsBytes(into: Uint8Array): number {
    const { next } = this;
    if (!next) return 0;
    let done = 0;
    for (;;) {
      const rest = into.subarray(done);
      const at = this.#ahead.indexOf(newline);
      done += this.#takeInput(at < 0 ? rest : rest.subarray(0, at + 1));
      if (done === into.length || (at >= 0 && into[done - 1] === newline)) return done;
      const got = next.read(this.#input);
      if (got <= 0) {
        this.copyRetry(next);
        return done > 0 ? done : got;
      }
      this.#inputStart = 0;
      this.#inputEnd = got;
    }
  }

  protected override duplicate(): Bio {
    return new BufferBio(this.#input.length, this.#output.length);
  }

  protected override writeBytes(data: Uint8Array): number {
    const { next } = this;
    if (!next) return 0;
    const room = this.#output.length - this.#outputEnd;
    if (data.length <= room) return this.#gather(data);
    let done = 0;
    if (this.#outputEnd > this.#outputStart) {
      done = this.#gather(data.subarray(0, room));
      const pushed = this.#push(next);
      if (pushed <= 0) return done > 0 ? done : pushed;
    }
    // What would fill the buffer again goes on at once.
    while (data.length - done >= this.#output.length) {
      const written = next.write(data.subarray(done));
      if (written <= 0) {
        this.copyRetry(next);
        return done > 0 ? done : written;
      }
      done += written;
      if (done === data.length) return done;
    }
    return done + this.#gather(data.subarray(done));
  }

  protected override flushBytes(): number {
    const { next } = this;
    if (!next) return 0;
    const pushed = this.#push(next);
    if (pushed <= 0) return pushed;
    const flushed = next.flush();
    if (flushed <= 0) this.copyRetry(next);
    return flushed;
  }

  #takeInput(into: Uint8Array): number {
    const count = Math.min(into.length, this.#inputEnd - this.#inputStart);
    into.set(this.#input.subarray(this.#inputStart, this.#inputStart + count));
    this.#inputStart += count;
    return count;
  }

  #gather(data: Uint8Array): number {
    this.#output.set(data, this.#outputEnd);
    this.#outputEnd += data.length;
    return data.length;
  }

  /** Passes on all that was gathered: 1, or the next BIO's answer when it does not take it. */
  #push(next: Bio): number {
    while (this.#outputStart < this.#outputEnd) {
      const written = next.write(this.#output.subarray(this.#outputStart, this.#outputEnd));
      if (written <= 0) {
        this.copyRetry(next);
        return written;
      }
      this.#outputStart += written;
    }
    this.#outputStart = this.#outputEnd = 0;
    return 1;
  }
}
