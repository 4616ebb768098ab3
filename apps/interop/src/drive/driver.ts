import { earlyDataReads, type Ssl, sslErrors } from '@proj/bio';
import type { Call } from './call.ts';
import type { Condition, Transport } from './transport.ts';

/** Milliseconds that a driver waits for the peer at one time. */
const defaultPatience = 30_000;

/** The peer did not do anything for too long. */
export class SilenceError extends Error {
  override readonly name: string = 'SilenceError';
}

/** What a driver may be told. */
export interface DriverOptions {
  /** Milliseconds to wait at one time; default 30 s. */
  readonly patience?: number;
  /** Sees each call when it has returned. */
  readonly onCall?: (call: Call) => void;
  /** Learns for how many milliseconds was waited because of what a call asked for: `SSL_ERROR_WANT_READ`. */
  readonly onWait?: (error: string, milliseconds: number) => void;
}

const conditions = new Map<number, Condition>([
  [sslErrors.WANT_READ, 'read'],
  [sslErrors.WANT_WRITE, 'write'],
  [sslErrors.WANT_CONNECT, 'connect'],
]);

const errorNames = new Map<number, string>(
  Object.entries(sslErrors).map(([name, code]) => [code, `SSL_ERROR_${name}`]),
);

function errorName(error: number): string {
  return errorNames.get(error) ?? `SSL_ERROR_${error}`;
}

/**
 * Calls an SSL object as the manual pages tell its users to: call; when the result is 0 or less, ask SSL_get_error(3);
 * wait for what it names; call again. Every call is told to `onCall`.
 */
export class Driver {
  readonly ssl: Ssl;
  /** Milliseconds to wait for the peer at one time; `undefined` is as long as it takes. */
  patience: number | undefined;
  readonly #transport: Transport;
  readonly #onCall: (call: Call) => void;
  readonly #onWait: (error: string, milliseconds: number) => void;

  constructor(ssl: Ssl, transport: Transport, options: DriverOptions = {}) {
    this.ssl = ssl;
    this.#transport = transport;
    this.patience = options.patience ?? defaultPatience;
    this.#onCall = options.onCall ?? (() => {});
    this.#onWait = options.onWait ?? (() => {});
  }

  /** Completes the handshake. Throws what made it fail. */
  async handshake(): Promise<void> {
    const ret = await this.#complete('SSL_do_handshake', () => this.ssl.doHandshake());
    if (ret !== 1) throw this.#failure();
  }

  /** A client's early data, before the handshake (SSL_write_early_data(3)). Throws what made that fail. */
  async writeEarly(data: Uint8Array): Promise<void> {
    await this.#complete('SSL_write_early_data', () => this.ssl.writeEarlyData(data).ret);
  }

  /** All of a client's early data, before a server's handshake (SSL_read_early_data(3)). Throws what made that fail. */
  async readEarly(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const into = new Uint8Array(16_384);
      let count = 0;
      const ret = await this.#complete('SSL_read_early_data', () => {
        const read = this.ssl.readEarlyData(into);
        count = read.readbytes;
        return read.ret;
      });
      if (ret === earlyDataReads.FINISH) return Buffer.concat(parts);
      parts.push(into.subarray(0, count));
    }
  }

  /** Sends all of `data`. Throws what made that fail. */
  async write(data: Uint8Array): Promise<void> {
    for (let sent = 0; sent < data.length; ) {
      const rest = data.subarray(sent);
      const taken = await this.#complete('SSL_write', () => this.ssl.write(rest));
      if (taken <= 0) throw this.#failure();
      sent += taken;
    }
  }

  /** Receives something; `undefined` when the peer has said close_notify. Throws what made reading fail. */
  async read(maxLength = 16_384): Promise<Uint8Array | undefined> {
    const into = new Uint8Array(maxLength);
    const count = await this.#complete('SSL_read', () => this.ssl.read(into));
    return count > 0 ? into.subarray(0, count) : undefined;
  }

  /** Receives until `length` bytes are there, or the peer has said close_notify. */
  async readAtLeast(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let received = 0; received < length; ) {
      const part = await this.read();
      if (!part) break;
      parts.push(part);
      received += part.length;
    }
    return Buffer.concat(parts);
  }

  /** Says close_notify. */
  async close(): Promise<void> {
    await this.#complete('SSL_shutdown', () => this.ssl.shutdown());
  }

  /** Says close_notify, where that has not been done, and waits for the peer's. */
  async closeBoth(): Promise<void> {
    while ((await this.#complete('SSL_shutdown', () => this.ssl.shutdown())) !== 1);
  }

  /** Repeats a call until it need not wait any more. Its result is positive, or 0 for the end. */
  async #complete(name: string, call: () => number): Promise<number> {
    for (let waited = 0; ; ) {
      const { ret, error } = this.#call(name, call, waited);
      if (ret > 0) return ret;
      const condition = conditions.get(error);
      if (condition) {
        waited = await this.#wait(condition);
        this.#onWait(errorName(error), waited);
      } else if (error === sslErrors.ZERO_RETURN || (name === 'SSL_shutdown' && ret === 0)) return 0;
      else throw this.#failure();
    }
  }

  #call(name: string, call: () => number, waited: number): { readonly ret: number; readonly error: number } {
    const { ssl } = this;
    const pendingIn = ssl.pending + (ssl.readBio?.pending ?? 0);
    const start = performance.now();
    const ret = call();
    const ms = performance.now() - start;
    const error = ssl.getError(ret);
    this.#onCall({
      call: name,
      ret,
      error: errorName(error),
      state: ssl.state.long,
      pendingIn,
      pendingOut: ssl.writeBio?.writePending ?? 0,
      ms,
      waited,
    });
    return { ret, error };
  }

  /** Waits for what a call asked for; the milliseconds that it took. */
  async #wait(condition: Condition): Promise<number> {
    const { patience } = this;
    const start = performance.now();
    const ready = await this.#transport.poll(condition, patience);
    if (ready) return performance.now() - start;
    const seconds = (patience ?? 0) / 1000;
    throw new SilenceError(
      condition === 'connect'
        ? `there was no connection after ${seconds} s: check host, port and firewalls`
        : `the peer did nothing for ${seconds} s: it may not speak TLS on that port`,
    );
  }

  /** What made the last call fail. */
  #failure(): unknown {
    const { ssl } = this;
    return (
      ssl.failure ??
      ssl.readBio?.cause ??
      ssl.writeBio?.cause ??
      ssl.context.errors.last?.cause ??
      new Error(`the connection ended in the state "${ssl.state.long}"`)
    );
  }
}
