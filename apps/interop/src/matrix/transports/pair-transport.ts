import { type Bio, createBioPair, type PairBio } from '@proj/bio';
import type { SocketTransport } from '../../drive/socket-transport.ts';
import type { Condition, Transport } from '../../drive/transport.ts';
import { OneByteBio } from './one-byte-bio.ts';

/** Milliseconds for a socket that takes nothing to take something again. */
const lingerLimit = 2000;

/** Bytes carried in one step. */
const stepSize = 16 * 1024;

/**
 * A BIO pair, whose other half is pumped to and from a socket: what an application does that keeps its transport to
 * itself (BIO_s_bio(3)).
 */
export class PairTransport implements Transport {
  readonly bio: Bio;
  readonly #near: PairBio;
  readonly #far: PairBio;
  readonly #socket: SocketTransport;
  readonly #step: Uint8Array = new Uint8Array(stepSize);
  #ended = false;

  constructor(socket: SocketTransport, options: { readonly oneByte: boolean }) {
    [this.#near, this.#far] = createBioPair();
    this.#socket = socket;
    this.bio = options.oneByte ? new OneByteBio(this.#near) : this.#near;
  }

  async poll(condition: Condition, milliseconds: number | undefined): Promise<boolean> {
    for (;;) {
      this.#pump();
      if (this.#isReady(condition)) return true;
      if (!(await this.#socket.poll(this.#awaited(), milliseconds))) return false;
    }
  }

  /** Carries all that was written to the socket, where it still goes. */
  async flush(): Promise<void> {
    for (;;) {
      this.#pump();
      if (this.#far.pending === 0 || this.#ended) return;
      if (!(await this.#socket.poll('write', lingerLimit))) return;
    }
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#socket.close();
    this.bio.free();
  }

  #isReady(condition: Condition): boolean {
    const readable = this.#near.pending > 0 || this.#near.eof;
    const writable = this.#near.writeGuarantee > 0;
    if (condition === 'any') return readable || writable;
    return condition === 'read' ? readable : writable;
  }

  /** What of the socket can move the pump. */
  #awaited(): Condition {
    const hungry = !this.#ended && this.#far.writeGuarantee > 0;
    if (this.#far.pending === 0) return 'read';
    return hungry ? 'any' : 'write';
  }

  #pump(): void {
    while (this.#carryOut() || this.#carryIn());
  }

  #carryOut(): boolean {
    const bytes = this.#far.nread0();
    if (typeof bytes === 'number') return false;
    const taken = this.#socket.bio.write(bytes);
    if (taken <= 0) return false;
    this.#far.nread(taken);
    return true;
  }

  #carryIn(): boolean {
    const room = this.#far.writeGuarantee;
    if (room === 0 || this.#ended) return false;
    const { bio } = this.#socket;
    const count = bio.read(this.#step.subarray(0, room));
    if (count > 0) this.#far.write(this.#step.subarray(0, count));
    else if (!bio.shouldRetry) this.#end();
    return count > 0;
  }

  /** The end of the socket becomes the end of the pair. */
  #end(): void {
    this.#ended = true;
    this.#far.shutdownWrite();
  }
}
