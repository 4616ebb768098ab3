import { type CryptoProvider, type PublicKey, SSL30, TlsError, wipe } from '@proj/crypto';
import type { Certificate } from '@proj/crypto/x509';
import type { ClientConfig, Credential, DecryptRequest, ServerConfig, Signer } from '../config.js';
import { Decision, type Later, later } from '../decision.js';
import type { RsaKeyExchange, RsaShare } from '../legacy-support.js';
import { leafOf } from '../states/common/credentials.js';
import { peerKeyOf } from '../states/common/verify-peer.js';
import type { Handshake, Next } from '../states/state.js';
import { readRsaClientKeyExchange, writeRsaClientKeyExchange } from '../wire/client-key-exchange.js';

/** Bytes of a premaster secret: a version, and 46 random ones (RFC 5246, 7.4.7.1). */
const premasterLength = 48;

function keyOf(provider: CryptoProvider, leaf: Certificate): PublicKey {
  const key = peerKeyOf(provider, leaf, 'keyEncipherment');
  if (key.encryptPkcs1) return key;
  throw new TlsError(
    'UNSUPPORTED_CERTIFICATE',
    `the server chose RSA key exchange, and its certificate has a ${key.type} key, which can not encrypt`,
  );
}

/** RFC 5246, 7.4.7.1: the version is the one that the ClientHello offers, whatever was negotiated. */
function encrypt(handshake: Handshake<ClientConfig>, key: PublicKey, offered: number): RsaShare {
  const secret = new Uint8Array(premasterLength);
  secret[0] = offered >> 8;
  secret[1] = offered;
  secret.set(handshake.random(premasterLength - 2), 2);
  const encrypted = key.encryptPkcs1?.(secret, handshake.config.random);
  if (!encrypted) throw new TlsError('INTERNAL_ERROR', 'the key was taken though it can not encrypt');
  // RFC 6101, 5.6.7: SSL 3.0 sends no length.
  const body = handshake.negotiated.version === SSL30 ? encrypted : writeRsaClientKeyExchange(encrypted);
  return { body, secret };
}

function serves(credential: Credential): boolean {
  const { rawPublicKey, signer } = credential;
  if (!signer.decrypt || signer.keyType !== 'rsa' || rawPublicKey) return false;
  const { keyUsage } = leafOf(credential);
  return !keyUsage || keyUsage.has('keyEncipherment');
}

/**
 * Nothing that can be seen from outside depends on what was in the ciphertext (Bleichenbacher, ROBOT; RFC 5246, 7.4.7.1):
 * for bad padding, another length or another version the handshake goes on with random bytes, and fails where a wrong
 * premaster secret does, at the client's Finished, with bad_record_mac.
 */
function decrypt(
  handshake: Handshake<ServerConfig>,
  { signer }: Credential,
  offered: number,
  body: Uint8Array,
  next: (premasterSecret: Uint8Array) => Next,
): Next {
  const isBare = handshake.negotiated.version === SSL30;
  const ciphertext = (isBare ? body : readRsaClientKeyExchange(body)).slice();
  // Drawn before anything is known of the ciphertext.
  const rejection = handshake.random(premasterLength);
  const request: DecryptRequest = { ciphertext, length: premasterLength, rejection: rejection.slice() };
  const hook = (asked: DecryptRequest, decision: Decision<Uint8Array>) => unfailing(signer, asked, decision);
  return handshake.ask('decrypt', hook, request, (decrypted) => {
    const premasterSecret = withVersion(decrypted, offered, rejection);
    wipe(rejection);
    return next(premasterSecret);
  });
}

/** Asks the signer; where that fails, the answer is the rejection: an error of ours would be the oracle that is avoided. */
function unfailing(
  signer: Signer,
  request: DecryptRequest,
  decision: Decision<Uint8Array>,
): Uint8Array | Later {
  const answered = (give: () => Uint8Array | Later | undefined): Uint8Array | Later => {
    try {
      return give() ?? request.rejection;
    } catch {
      return request.rejection;
    }
  };
  const pending = new Decision<Uint8Array>('decrypt');
  const answer = answered(() => signer.decrypt?.(request, pending));
  if (answer !== later) return answer;
  pending.whenSettled(() => {
    const late = answered(() => pending.take());
    decision.complete(late === later ? request.rejection : late);
  });
  return later;
}

/** The premaster secret if it says the version that was offered, else the rejection; no branch tells which. */
function withVersion(decrypted: Uint8Array, offered: number, rejection: Uint8Array): Uint8Array {
  let wrong = decrypted.length ^ premasterLength;
  wrong |= (decrypted[0] ?? 0) ^ (offered >> 8);
  wrong |= (decrypted[1] ?? 0) ^ (offered & 0xff);
  // All ones to take it, all zeros to take the rejection.
  const take = ((wrong - 1) & ~wrong) >> 31;
  const result = new Uint8Array(premasterLength);
  for (let i = 0; i < premasterLength; i++) {
    result[i] = ((decrypted[i] ?? 0) & take) | ((rejection[i] ?? 0) & ~take);
  }
  return result;
}

/** RSA key exchange, both roles. */
export const rsaKeyExchange: RsaKeyExchange = { keyOf, encrypt, serves, decrypt };
