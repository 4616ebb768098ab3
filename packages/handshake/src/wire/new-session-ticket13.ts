import { Reader, Writer } from '@proj/crypto';
import { type RawExtension, readExtensions, writeExtensions } from './raw-extension.js';

const what = 'NewSessionTicket';

/** Seven days in seconds: servers must not announce more, clients must not keep a ticket longer (RFC 8446, 4.6.1). */
export const maxTicketLifetime = 604_800;

/** TLS 1.3's NewSessionTicket (RFC 8446, 4.6.1). */
export interface NewSessionTicket13 {
  /** Seconds, as announced: cap it at {@link maxTicketLifetime}. 0 means that the ticket is to be dropped at once. */
  readonly lifetime: number;
  /** Milliseconds, modulo 2^32, to add to the ticket's age. */
  readonly ageAdd: number;
  /** 0 to 255 bytes, unique among the connection's tickets. */
  readonly nonce: Uint8Array;
  /** At least one byte. */
  readonly ticket: Uint8Array;
  /** In the order of the message. */
  readonly extensions: readonly RawExtension[];
}

/** Reads the body of TLS 1.3's NewSessionTicket. Throws a `TlsError` `DECODE_ERROR` or `DUPLICATE_EXTENSION`. */
export function readNewSessionTicket13(body: Uint8Array): NewSessionTicket13 {
  const reader = new Reader(body, what);
  const lifetime = reader.u32();
  const ageAdd = reader.u32();
  const nonce = reader.vector8();
  const ticket = reader.vector16(1);
  const extensions = readExtensions(reader, what, 0, 0xfffe);
  reader.end();
  return { lifetime, ageAdd, nonce, ticket, extensions };
}

/** Writes the body of TLS 1.3's NewSessionTicket. */
export function writeNewSessionTicket13(message: NewSessionTicket13): Uint8Array {
  const writer = new Writer(message.ticket.length + 64)
    .u32(message.lifetime)
    .u32(message.ageAdd)
    .vector8(message.nonce)
    .vector16(message.ticket);
  writeExtensions(writer, message.extensions);
  return writer.finish();
}
