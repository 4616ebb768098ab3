/** Where a stream connects to or listens: a TCP endpoint, or a path of a Unix domain socket or a named pipe. */
export interface Endpoint {
  /** A name or an address; without it, this machine for clients, and all of its addresses for servers. */
  readonly host?: string;
  /** 0 makes a server choose a free one. */
  readonly port?: number;
  /** In place of host and port. */
  readonly path?: string;
}

/** An endpoint that a socket has, or that a listener was given. */
export interface Address {
  readonly address?: string;
  readonly port?: number;
}

/** An address without what is not known of it. */
export function addressOf(address: string | undefined, port: number | undefined): Address {
  return { ...(address !== undefined && { address }), ...(port !== undefined && { port }) };
}
