import {
  ascii,
  concatBytes,
  type PublicKey,
  type SignatureScheme,
  schemeFitsKey,
  signatureSchemeById,
  TlsError,
} from '@proj/crypto';
import type { ClientConfig, ServerConfig, SignRequest } from '../../config.js';
import type { Decision } from '../../decision.js';
import type { Handshake, Next } from '../state.js';
import type { ChosenCredential } from './credentials.js';
import { dialectOf, type SignedMessage } from './dialect.js';

/** Which end a message comes from. */
export type Sender = 'client' | 'server';

/** 64 spaces keep the content apart from what older versions sign (RFC 8446, 4.4.3). */
const prefix = new Uint8Array(64).fill(0x20);

const contexts: { readonly [sender in Sender]: Uint8Array } = {
  client: ascii('TLS 1.3, client CertificateVerify\0'),
  server: ascii('TLS 1.3, server CertificateVerify\0'),
};

/**
 * What a TLS 1.3 CertificateVerify signs (RFC 8446, 4.4.3).
 *
 * @param sender - Whose CertificateVerify it is.
 * @param transcriptHash - Hash of the messages up to the sender's Certificate.
 */
export function certificateVerifyContent13(sender: Sender, transcriptHash: Uint8Array): Uint8Array {
  return concatBytes(prefix, contexts[sender], transcriptHash);
}

/**
 * What a ServerKeyExchange of TLS 1.2 and below signs (RFC 5246, 7.4.3; RFC 8422, 5.4).
 *
 * @param clientRandom - 32 bytes.
 * @param serverRandom - 32 bytes.
 * @param params - The parameters as they stand in the message.
 */
export function serverKeyExchangeContent12(
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  params: Uint8Array,
): Uint8Array {
  return concatBytes(clientRandom, serverRandom, params);
}

/**
 * The scheme that a peer signed with. Throws `WRONG_SIGNATURE_TYPE` (illegal_parameter) for one that was not offered
 * (RFC 8446, 4.4.3; RFC 5246, 7.4.3), that does not go with the key, or that the version does not allow.
 *
 * @param id - As it stands in the message; `undefined` where the version has none in it.
 * @param key - The peer's, from its certificate.
 */
function acceptedScheme(
  handshake: Handshake,
  what: SignedMessage,
  id: number | undefined,
  key: PublicKey,
  version: number,
): SignatureScheme {
  if (id === undefined) return impliedScheme(handshake, what, key);
  const scheme = signatureSchemeById(id);
  if (!scheme || !handshake.config.signatureSchemes.includes(scheme.name)) {
    const name = scheme?.name ?? `0x${id.toString(16).padStart(4, '0')}`;
    throw new TlsError('WRONG_SIGNATURE_TYPE', `the peer signed with ${name}, which was not offered to it`);
  }
  if (schemeFitsKey(scheme, key.type, version)) return scheme;
  throw new TlsError(
    'WRONG_SIGNATURE_TYPE',
    `the peer signed with ${scheme.name}, which does not go with the ${key.type} key of its certificate here`,
  );
}

/** What the version implies (RFC 4346, 7.4.3). */
function impliedScheme(handshake: Handshake, what: SignedMessage, key: PublicKey): SignatureScheme {
  const scheme = dialectOf(handshake).impliedScheme?.(key.type, what);
  if (scheme) return scheme;
  throw new TlsError(
    'WRONG_SIGNATURE_TYPE',
    `the peer signed with the ${key.type} key of its certificate, which this version knows no way to`,
  );
}

/**
 * Checks a peer's signature with the key of its certificate, and notes the scheme. Throws as {@link acceptedScheme}
 * does, and `BAD_SIGNATURE` (decrypt_error).
 *
 * @param what - The message's name.
 */
export function verifySignature(
  handshake: Handshake,
  what: SignedMessage,
  key: PublicKey,
  version: number,
  signed: { readonly scheme: number | undefined; readonly signature: Uint8Array },
  content: Uint8Array,
): void {
  const { peerDelegation } = handshake.negotiated;
  if (peerDelegation && signed.scheme !== peerDelegation.scheme) {
    // RFC 9345, 4.1.3.
    throw new TlsError(
      'ILLEGAL_PARAMETER',
      `${what}: signed with another scheme than the delegated credential says`,
    );
  }
  const scheme = acceptedScheme(handshake, what, signed.scheme, key, version);
  if (!key.verify(scheme.algorithm, content, signed.signature)) {
    throw new TlsError('BAD_SIGNATURE', `${what}: the signature (${scheme.name}) is wrong`);
  }
  handshake.negotiated.peerSignatureScheme = scheme.name;
}

/** Signs with a credential's key, at once or after a pause, and notes the scheme. */
export function sign(
  handshake: Handshake<ClientConfig> | Handshake<ServerConfig>,
  { credential, scheme }: ChosenCredential,
  content: Uint8Array,
  next: (signature: Uint8Array) => Next,
): Next {
  handshake.negotiated.signatureScheme = scheme.name;
  const { signer } = credential;
  const hook = (request: SignRequest, decision: Decision<Uint8Array>) => signer.sign(request, decision);
  return handshake.ask('sign', hook, { scheme, message: content }, next);
}
