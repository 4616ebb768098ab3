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
  /** `native`, `noble`, `node:tls`. */
  readonly name: string;
  /** One full handshake of both ends, which are then dropped. */
  handshake(): Promise<void>;
  /** A connection to measure what follows the handshake. */
  connect(): Promise<Tunnel>;
  close(): Promise<void>;
}

/** What the two ends are connected by. */
export type Transport = 'memory' | 'loopback';
