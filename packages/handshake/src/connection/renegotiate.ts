import { TLS13, TlsError } from '@proj/crypto';
import type { ClientConfig, ServerConfig } from '../config.js';
import type { RenegotiationKind } from '../renegotiation/renegotiation.js';
import type { Services } from '../services.js';
import { handshakeTypes } from '../wire/handshake-type.js';
import type { Machine } from './machine.js';

type AnyServices = Services<ClientConfig | ServerConfig>;

const nothing = new Uint8Array(0);

/** Notes that another handshake is wanted; see `Connection.renegotiate` for what it throws. */
export function wantRenegotiation(services: AnyServices, kind: RenegotiationKind): void {
  const { closed, config, handshaking, negotiated, renegotiation } = services;
  if (closed) throw new TlsError('CLOSED', 'close() was called: nothing can be negotiated any more');
  if (negotiated.version === TLS13)
    throw new TlsError('NOT_READY', 'TLS 1.3 has no renegotiation: use updateKeys');
  if (handshaking && !renegotiation.running)
    throw new TlsError('NOT_READY', 'complete the handshake before renegotiating');
  if (config.renegotiation.refuse)
    throw new TlsError(
      'NO_RENEGOTIATION',
      'renegotiation is refused: allow it with renegotiation.refuse false',
    );
  renegotiation.wanted = kind;
}

/**
 * Whether the renegotiation that is wanted can begin: nothing is on its way in either direction, and our close_notify,
 * which nothing may follow (RFC 5246, 7.2.1), is not out.
 *
 * @param readable - Bytes of data that nobody has read yet.
 */
export function renegotiationIsDue(services: AnyServices, machine: Machine, readable: number): boolean {
  const { closed, handshaking, reader, renegotiation, writer } = services;
  if (renegotiation.wanted === undefined || closed || handshaking || machine.deciding) return false;
  return reader.buffered === 0 && writer.output.pending === 0 && readable === 0;
}

/** Begins it: a client negotiates, a server asks for it. */
export function beginRenegotiation(services: AnyServices, machine: Machine): void {
  if (services.config.role === 'client') machine.enter(services.beginRenegotiation());
  else {
    services.renegotiation.request();
    services.send(handshakeTypes.helloRequest, nothing);
  }
  services.flush();
}
