import { Reader, Writer } from '@proj/crypto';

/** TLS 1.2's NewSessionTicket (RFC 5077, 3.3). */
export interface NewSessionTicket12 {
  /** Seconds; 0 leaves it to the client. */
  readonly lifetimeHint: number;
  /** Empty when the server has decided not to give one. */
  readonly ticket: Uint8Array;
}

/** Reads the body of TLS 1.2's NewSessionTicket. Throws a `TlsError` `DECODE_ERROR`. */
export function readNewSessionTicket12(body: Uint8Array): NewSessionTicket12 {
  const reader = new Reader(body, 'NewSessionTicket');
  const lifetimeHint = reader.u32();
  const ticket = reader.vector16();
  reader.end();
  return { lifetimeHint, ticket };
}

/** Writes the body of TLS 1.2's NewSessionTicket. */
export function writeNewSessionTicket12(message: NewSessionTicket12): Uint8Array {
  return new Writer(message.ticket.length + 6).u32(message.lifetimeHint).vector16(message.ticket).finish();
}
