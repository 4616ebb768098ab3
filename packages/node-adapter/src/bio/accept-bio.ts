import { Bio, BioError } from '@proj/bio';
import { type Acceptor, BlockingAcceptor, LoopAcceptor } from './acceptor.js';
import type { Address, Endpoint } from './endpoint.js';
import { parseHostPort, portNumber } from './host-port.js';
import { type Pollable, pollableOf } from './pollable.js';

/**
 * A BIO that waits for connections (BIO_s_accept(3)). The first {@link Bio.doHandshake} (BIO_do_accept(3)) listens; the next
 * accepts a connection and puts its BIO behind this one. Reads and writes do both where need be, and then go to that BIO;
 * {@link Bio.pop} takes it out, and the next connection can be accepted.
 *
 * As in C it blocks the thread unless {@link AcceptBio.nonBlocking} is set; then it asks to be retried for the reason `accept`
 * (SSL_ERROR_WANT_ACCEPT), and `poll()` waits for that.
 */
export class AcceptBio extends Bio implements Pollable {
  /** BIO_set_nbio_accept(3), for this BIO and the connections that it accepts. To be set before it listens. */
  nonBlocking = false;
  /** Milliseconds that a blocking call waits at most, also of accepted connections; then it fails with `ETIMEDOUT`. */
  timeout: number | undefined;
  /** BIO_set_accept_bios(3): a chain of which each connection gets a copy in front of its socket, such as an `SslBio`. */
  acceptBios: Bio | undefined;
  #host: string | undefined;
  #port: string | undefined;
  #acceptor: Acceptor | undefined;
  #isOpen = false;
  readonly #waiting = new Set<() => void>();

  /** @param name A port, or host and port as `host:port`; `*` is any host (BIO_new_accept(3)). */
  constructor(name?: string) {
    super();
    if (name !== undefined) this.setName(name);
  }

  override get name(): string {
    return 'socket accept';
  }

  /** BIO_set_accept_name(3). Throws a `BioError` for what can not be read. */
  setName(name: string): void {
    const { host, port } = parseHostPort(name, 'port');
    this.#host = host;
    if (port !== undefined) this.#port = port;
  }

  /** BIO_set_accept_port(3). */
  setPort(port: string): void {
    this.#port = port;
  }

  /** Where it listens, once it does: the port that was chosen, too. */
  get address(): Address {
    return this.#isOpen ? (this.#acceptor?.address ?? {}) : {};
  }

  override get eof(): boolean {
    return this.next?.eof ?? false;
  }

  get isReadable(): boolean {
    return this.next ? (pollableOf(this.next)?.isReadable ?? true) : (this.#acceptor?.isReady ?? true);
  }

  get isWritable(): boolean {
    return this.next ? (pollableOf(this.next)?.isWritable ?? true) : (this.#acceptor?.isReady ?? true);
  }

  onceChanged(wake: () => void): () => void {
    if (this.next) return pollableOf(this.next)?.onceChanged(wake) ?? (() => {});
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  protected override establish(): number {
    if (!this.#isOpen) return this.#attempt(() => this.#listen());
    return this.next ? 1 : this.#attempt(() => this.#accept());
  }

  protected override readBytes(into: Uint8Array): number {
    return this.#through((next) => next.read(into));
  }

  protected override writeBytes(data: Uint8Array): number {
    return this.#through((next) => next.write(data));
  }

  protected override flushBytes(): number {
    return this.next ? this.#through((next) => next.flush()) : 1;
  }

  /** Closes the connection and stops listening; the next call begins anew. Returns 0, as libcrypto does. */
  protected override resetState(): number {
    this.pop()?.freeAll();
    this.#close();
    return 0;
  }

  protected override release(): void {
    this.acceptBios?.freeAll();
    if (this.closes) this.#close();
  }

  /** Makes sure of a connection, then passes the call on to it. */
  #through(call: (next: Bio) => number): number {
    while (!this.next) {
      const done = this.establish();
      if (done <= 0) return done;
    }
    const result = call(this.next);
    this.copyRetry(this.next);
    return result;
  }

  #attempt(step: () => number): number {
    try {
      return step();
    } catch (error) {
      if (!this.#isOpen) this.#close();
      return this.fail(error);
    }
  }

  #listen(): number {
    this.#acceptor ??= this.#newAcceptor();
    if (!this.#acceptor.isListening()) return this.retrySpecial('accept');
    this.#isOpen = true;
    return 1;
  }

  #newAcceptor(): Acceptor {
    if (this.#port === undefined) {
      throw new BioError('NO_ACCEPT_ADDR_OR_SERVICE_SPECIFIED', 'set where to listen: setName("host:port")');
    }
    const port = portNumber(this.#port);
    const endpoint: Endpoint = this.#host === undefined ? { port } : { host: this.#host, port };
    if (!this.nonBlocking) return new BlockingAcceptor(endpoint, this.timeout);
    return new LoopAcceptor(endpoint, () => this.#wake());
  }

  #accept(): number {
    const connection = this.#acceptor?.accept();
    if (!connection) return this.retrySpecial('accept');
    const bios = this.acceptBios?.dupChain();
    if (this.acceptBios && !bios) {
      connection.free();
      throw new BioError('UNSUPPORTED_METHOD', 'a BIO of the chain of acceptBios can not be copied');
    }
    this.push(bios ? bios.push(connection) : connection);
    return 1;
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  #close(): void {
    this.#acceptor?.close();
    this.#acceptor = undefined;
    this.#isOpen = false;
    this.#wake();
  }
}
