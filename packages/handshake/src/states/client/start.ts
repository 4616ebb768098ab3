import { TLS13 } from '@proj/crypto';
import type { ClientConfig } from '../../config.js';
import type { Handshake, Next } from '../state.js';
import { firstOffer } from './offer.js';
import { AwaitServerHello } from './server-hello.js';

/**
 * Begins a client's handshake: sends the ClientHello. Also begins a renegotiation: what the handshake before it
 * negotiated binds this one (RFC 5746, 3.5).
 */
export function startClient(handshake: Handshake<ClientConfig>): Next {
  const offer = firstOffer(handshake);
  // RFC 8446, 5: from here on they are dropped. Where TLS 1.2 may yet be chosen, they wait until it is not.
  if (handshake.config.minVersion >= TLS13) handshake.tolerateChangeCipherSpec(true);
  return new AwaitServerHello(handshake, offer);
}
