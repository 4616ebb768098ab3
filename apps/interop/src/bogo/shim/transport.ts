import { once } from 'node:events';
import { connect } from 'node:net';
import type { Bio } from '@proj/bio';
import { poll, SocketBio } from '@proj/node-adapter';
import type { ShimOptions } from './options.ts';
import { StepBio } from './step-bio.ts';

/** Bytes that are asked for at once where nothing is held back. */
const readSize = 17 * 1024;

/** The connection to the runner. With `-async` it stops at every byte. */
export class Transport {
  readonly #socket: SocketBio;
  readonly #step: StepBio | undefined;
  readonly #bio: Bio;
  readonly #buffer = new Uint8Array(readSize);
  /** Whether the runner has ended its direction. */
  ended = false;

  private constructor(socket: SocketBio, isAsync: boolean) {
    this.#socket = socket;
    this.#step = isAsync ? new StepBio() : undefined;
    this.#bio = this.#step?.push(socket) ?? socket;
  }

  /** Connects, and says which test this is. */
  static async open({ port, ipv6, shimId, async: isAsync }: ShimOptions): Promise<Transport> {
    const stream = connect({ port, host: ipv6 ? '::1' : '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const socket = new SocketBio(stream);
    await once(stream, 'connect');
    const id = new Uint8Array(8);
    new DataView(id.buffer).setBigUint64(0, shimId, true);
    socket.write(id);
    return new Transport(socket, isAsync);
  }

  /** Writes bytes as far as that goes without waiting; how many were taken. */
  tryWrite(data: Uint8Array): number {
    const count = this.#bio.write(data);
    if (count > 0) return count;
    if (!this.#bio.shouldRetry) throw new Error(`the transport failed: ${String(this.#bio.cause)}`);
    return 0;
  }

  /** Lets some bytes through that would be held back. */
  allowWrite(count: number): void {
    this.#step?.allowWrite(count);
  }

  /** Reads at most `needed` bytes where they are held back one by one, and what there is otherwise; none at the end. */
  async read(needed: number): Promise<Uint8Array> {
    for (;;) {
      const size = this.#step ? needed : readSize;
      const count = this.#bio.read(this.#buffer.subarray(0, size));
      if (count > 0) return this.#buffer.subarray(0, count);
      if (!this.#bio.shouldRetry) {
        if (count < 0) throw new Error(`the transport failed: ${String(this.#bio.cause)}`);
        this.ended = true;
        return this.#buffer.subarray(0, 0);
      }
      await this.waitForRetry();
    }
  }

  /** Waits for what the last operation stopped for, or allows one more step of it. */
  async waitForRetry(): Promise<void> {
    const step = this.#step;
    if (step?.isHolding) {
      if (step.shouldRead) step.allowRead(1);
      else step.allowWrite(1);
      return;
    }
    await poll(this.#socket, { read: this.#bio.shouldRead, write: this.#bio.shouldWrite });
  }

  /** Ends our direction, and reads what still comes: the runner would lose our last bytes otherwise. */
  async close(): Promise<void> {
    const { stream } = this.#socket;
    const closed = stream.closed ? undefined : once(stream, 'close').catch(() => {});
    this.#socket.endWriting();
    stream.on('error', () => {});
    // Nobody reads through the BIO any more.
    stream.removeAllListeners('readable');
    stream.resume();
    await closed;
  }
}
