import { connect } from 'node:net';
import { Bio, BioError } from '@proj/bio';
import { BlockingSocketBio } from './blocking-socket-bio.js';
import type { Address } from './endpoint.js';
import { parseHostPort, portNumber } from './host-port.js';
import type { Pollable } from './pollable.js';
import { SocketBio } from './socket-bio.js';

/**
 * A BIO that connects by itself (BIO_s_connect(3)): in {@link Bio.doHandshake}, or in the first read or write. As in C it
 * blocks the thread unless {@link ConnectBio.nonBlocking} is set; then it asks to be retried for the reason `connect`
 * (SSL_ERROR_WANT_CONNECT) until it is connected, and `poll()` waits for that.
 */
export class ConnectBio extends Bio implements Pollable {
  /** BIO_set_nbio(3): whether calls that would have to wait ask to be retried. To be set before it connects. */
  nonBlocking = false;
  /** Milliseconds that a blocking call waits at most; then it fails with `ETIMEDOUT`. Without it, for ever. */
  timeout: number | undefined;
  #host: string | undefined;
  #port: string | undefined;
  #socket: (Bio & Pollable & { readonly remoteAddress: Address }) | undefined;

  /** @param name A host, or host and port as `host:port` (BIO_new_connect(3)). */
  constructor(name?: string) {
    super();
    if (name !== undefined) this.setHostname(name);
  }

  override get name(): string {
    return 'socket connect';
  }

  /** The host, if one is set; without it, this machine. */
  get hostname(): string | undefined {
    return this.#host;
  }

  /** BIO_set_conn_hostname(3): a host; a port in it, as in `host:port`, counts. Throws a `BioError` for what can not be read. */
  setHostname(name: string): void {
    const { host, port } = parseHostPort(name, 'host');
    this.#host = host;
    if (port !== undefined) this.#port = port;
  }

  /** The port: a number, or the name of a service such as `https`. */
  get port(): string | undefined {
    return this.#port;
  }

  /** BIO_set_conn_port(3). */
  set port(port: string | undefined) {
    this.#port = port;
  }

  /** The peer's address, when connected. */
  get remoteAddress(): Address {
    return this.#socket?.remoteAddress ?? {};
  }

  override get pending(): number {
    return this.#socket?.pending ?? 0;
  }

  override get writePending(): number {
    return this.#socket?.writePending ?? 0;
  }

  override get eof(): boolean {
    return this.#socket?.eof ?? false;
  }

  get isReadable(): boolean {
    return this.#socket?.isReadable ?? true;
  }

  get isWritable(): boolean {
    return this.#socket?.isWritable ?? true;
  }

  onceChanged(wake: () => void): () => void {
    return this.#socket?.onceChanged(wake) ?? (() => {});
  }

  protected override establish(): number {
    return this.#through((socket) => socket.doHandshake());
  }

  protected override readBytes(into: Uint8Array): number {
    return this.#through((socket) => socket.read(into));
  }

  protected override writeBytes(data: Uint8Array): number {
    return this.#through((socket) => socket.write(data));
  }

  /** Closes the connection; the next call makes another one to the same host. Returns 0, as libcrypto does. */
  protected override resetState(): number {
    this.#disconnect();
    return 0;
  }

  /** One with the same host and settings that has not connected. */
  protected override duplicate(): Bio {
    const copy = new ConnectBio();
    copy.#host = this.#host;
    copy.#port = this.#port;
    copy.nonBlocking = this.nonBlocking;
    copy.timeout = this.timeout;
    return copy;
  }

  protected override release(): void {
    if (this.closes) this.#disconnect();
  }

  #through(call: (socket: Bio) => number): number {
    let result: number;
    try {
      this.#socket ??= this.#connect();
      result = call(this.#socket);
    } catch (error) {
      if (error instanceof BioError) return this.fail(error);
      throw error;
    }
    this.copyRetry(this.#socket);
    return result;
  }

  #connect(): SocketBio | BlockingSocketBio {
    if (this.#host === undefined && this.#port === undefined) {
      throw new BioError(
        'NO_HOSTNAME_OR_SERVICE_SPECIFIED',
        'set where to connect: setHostname("host:port")',
      );
    }
    const endpoint = { host: this.#host ?? 'localhost', port: portNumber(this.#port) };
    if (this.nonBlocking) return new SocketBio(connect({ ...endpoint, allowHalfOpen: true, noDelay: true }));
    return BlockingSocketBio.connect(endpoint, this.timeout === undefined ? {} : { timeout: this.timeout });
  }

  #disconnect(): void {
    this.#socket?.free();
    this.#socket = undefined;
  }
}
