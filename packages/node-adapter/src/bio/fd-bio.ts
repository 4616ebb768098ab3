import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { Bio, getLine } from '@proj/bio';

/** Errors after which the same call may succeed (BIO_fd_non_fatal_error(3)). */
const passing: ReadonlySet<string> = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);

/** What an {@link FdBio} reads and writes. */
export interface FdBioOptions {
  /** Another descriptor to write to, as where a program reads its standard input and writes its standard output. */
  readonly writeFd?: number;
  /** Whether freeing the BIO closes the descriptors (BIO_CLOSE); default false. */
  readonly close?: boolean;
}

/**
 * A BIO over file descriptors: pipes, terminals, files (BIO_s_fd(3)). Over descriptors that block, calls return when they
 * are done. Where a descriptor is in non-blocking mode, the BIO asks to be retried; Node.js sets that mode on pipes and
 * terminals that it has streams for, such as `process.stdin`, when those are first touched. The system's error is the
 * operation's `cause`.
 */
export class FdBio extends Bio {
  /** Where it reads. */
  readonly fd: number;
  /** Where it writes. */
  readonly writeFd: number;
  /** Where it reads and writes next, once that was chosen; before, where the descriptor stands. */
  #position: number | null = null;
  #ended = false;

  constructor(fd: number, { writeFd = fd, close = false }: FdBioOptions = {}) {
    super();
    this.fd = fd;
    this.writeFd = writeFd;
    this.closes = close;
  }

  override get name(): string {
    return 'file descriptor';
  }

  override get eof(): boolean {
    return this.#ended;
  }

  /** BIO_seek(3), in a file: goes to `position`, in bytes from its beginning. Returns it; −1 for what is no file. */
  override seek(position: number): number {
    if (!Number.isSafeInteger(position) || position < 0 || !fstatSync(this.fd).isFile()) return -1;
    this.#position = position;
    this.#ended = false;
    return position;
  }

  /** BIO_tell(3): the position in bytes, once {@link FdBio.seek} chose one; −1 before, as Node.js can not ask for it. */
  override tell(): number {
    return this.#position ?? -1;
  }

  protected override readBytes(into: Uint8Array): number {
    try {
      const count = readSync(this.fd, into, 0, into.length, this.#position);
      this.#advance(count);
      this.#ended = count === 0;
      return count;
    } catch (error) {
      return this.#failed(error, 'read');
    }
  }

  protected override getsBytes(into: Uint8Array): number {
    return getLine({ read: (piece) => this.readBytes(piece) }, into);
  }

  /** In a file, back to its beginning. 0, as libcrypto answers, or −1 where there is no going back. */
  protected override resetState(): number {
    return this.seek(0);
  }

  protected override writeBytes(data: Uint8Array): number {
    try {
      const count = writeSync(this.writeFd, data, 0, data.length, this.#position);
      this.#advance(count);
      return count;
    } catch (error) {
      return this.#failed(error, 'write');
    }
  }

  protected override release(): void {
    if (!this.closes) return;
    closeSync(this.fd);
    if (this.writeFd !== this.fd) closeSync(this.writeFd);
  }

  #advance(count: number): void {
    if (this.#position !== null) this.#position += count;
  }

  #failed(error: unknown, operation: 'read' | 'write'): number {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // So Windows says that the other end of a pipe was closed.
    if (code === 'EOF' && operation === 'read') {
      this.#ended = true;
      return 0;
    }
    if (typeof code !== 'string' || !passing.has(code)) return this.fail(error);
    return operation === 'read' ? this.retryRead() : this.retryWrite();
  }
}
