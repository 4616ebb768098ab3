import { type PublicKey, TlsError } from '@proj/crypto';
import type { PublicKeyRequest } from '../../raw-public-key.js';
import type { Handshake, Next } from '../state.js';
import { delegatedKeyOf } from './delegation.js';
import { parsePeerChain, signingKeyOf, verifyPeer } from './verify-peer.js';

/**
 * Reads and verifies what a peer shows in TLS 1.3's Certificate, at least one entry, and gives the key that it has to
 * sign with. Throws what `verifyPeer` throws; for a raw public key, `DECODE_ERROR` when it is not alone,
 * `UNSUPPORTED_CERTIFICATE` when it can not be read, and `CERTIFICATE_UNKNOWN` when it is refused.
 */
export function verifyPeerKey(
  handshake: Handshake,
  entries: readonly Uint8Array[],
  next: (key: PublicKey) => Next,
): Next {
  const { config, negotiated } = handshake;
  if (negotiated.peerCertificateType === 'rawPublicKey') return verifyRawKey(handshake, entries, next);
  const chain = parsePeerChain(config, entries);
  const [leaf] = chain;
  if (!leaf) throw new TlsError('NO_PEER_CERTIFICATE', 'the peer sent no certificate');
  return verifyPeer(handshake, chain, () =>
    next(delegatedKeyOf(handshake, leaf, signingKeyOf(config.provider, leaf))),
  );
}

/** Verifies a raw public key, which is alone among the entries, and gives it; throws as {@link verifyPeerKey} does. */
export function verifyRawKey(
  handshake: Handshake,
  [entry, ...others]: readonly Uint8Array[],
  next: (key: PublicKey) => Next,
): Next {
  const { config, negotiated } = handshake;
  const { verifyPublicKey } = config;
  // RFC 8446, 4.4.2.
  if (!entry || others.length > 0) {
    throw new TlsError('DECODE_ERROR', 'Certificate: a raw public key comes alone');
  }
  if (!verifyPublicKey)
    throw new TlsError('INTERNAL_ERROR', 'there is nothing to verify a raw public key with');
  const spki = entry.slice();
  const key = imported(handshake, spki);
  const client = config.role === 'client';
  const request: PublicKeyRequest = {
    spki,
    peer: client ? 'server' : 'client',
    serverName: client ? config.serverName : undefined,
  };
  return handshake.ask('verify-chain', verifyPublicKey, request, (accepts) => {
    if (!accepts) throw new TlsError('CERTIFICATE_UNKNOWN', "verifyPublicKey refuses the peer's public key");
    negotiated.peerPublicKey = spki;
    return next(key);
  });
}

function imported({ config }: Handshake, spki: Uint8Array): PublicKey {
  try {
    return config.provider.importPublicKey(spki);
  } catch (cause) {
    throw new TlsError('UNSUPPORTED_CERTIFICATE', "the peer's raw public key can not be used", { cause });
  }
}
