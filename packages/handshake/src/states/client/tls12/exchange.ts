import { type PublicKey, TlsError } from '@proj/crypto';
import type { Certificate } from '@proj/crypto/x509';
import type { ClientConfig } from '../../../config.js';
import type { RsaKeyExchange } from '../../../legacy-support.js';
import { signingKeyOf } from '../../common/verify-peer.js';
import type { Handshake } from '../../state.js';
import { AwaitRequestOrDone } from './request-or-done.js';
import { AwaitServerKeyExchange } from './server-key-exchange.js';
import type { Settled } from './start.js';

/** The key of the server's certificate: one that may do what the suite asks of it (RFC 5246, 7.4.2). */
export function exchangeKeyOf(
  { config }: Handshake<ClientConfig>,
  { suite }: Settled,
  leaf: Certificate,
): PublicKey {
  if (suite.keyExchange === 'rsa') return rsaOf(config).keyOf(config.provider, leaf);
  return signingKeyOf(config.provider, leaf);
}

/** What follows the certificate: ServerKeyExchange, but where the certificate's key is what keys are exchanged with. */
export function awaitExchange(
  handshake: Handshake<ClientConfig>,
  settled: Settled,
  key: PublicKey,
): AwaitServerKeyExchange | AwaitRequestOrDone {
  if (settled.suite.keyExchange !== 'rsa') return new AwaitServerKeyExchange(handshake, settled, key);
  const rsa = rsaOf(handshake.config);
  const answer = () => rsa.encrypt(handshake, key, settled.offered);
  return new AwaitRequestOrDone(handshake, { settled, answer });
}

/** What the configuration has made sure of. */
function rsaOf({ legacy }: ClientConfig): RsaKeyExchange {
  if (legacy) return legacy.rsa;
  throw new TlsError('INTERNAL_ERROR', 'a suite with RSA key exchange was offered without legacy support');
}
