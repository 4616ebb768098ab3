/** Both ends of an established connection, in this process. */
export interface Tunnel {
  /** The client writes `size` bytes `count` times; resolves when the server has read them all. */
  send(size: number, count: number): Promise<void>;
  /** One byte to the server and one back, `count` times. */
  pingPong(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A TLS implementation with its provider and its transport. */
export interface Contender {
  /** `native`, `noble`, `node:tls`, and what is special about it. */
  readonly name: string;
  /** One handshake of both ends, which are then dropped. */
  handshake(): Promise<void>;
  /** A handshake, and `size` bytes from the client to the server as soon as it may send them. */
  request(size: number): Promise<void>;
  /** A connection to measure what follows the handshake. */
  connect(): Promise<Tunnel>;
  close(): Promise<void>;
}

/** What the two ends are connected by. */
export type Transport = 'memory' | 'loopback';

/** Which handshakes: each with a certificate, or each resuming the session of the one before it. */
export type Kind = 'full' | 'resumed';
