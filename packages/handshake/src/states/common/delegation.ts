import {
  type PublicKey,
  type SignatureScheme,
  schemeFitsKey,
  signatureSchemeById,
  signatureSchemeByName,
  TLS13,
  TlsError,
} from '@proj/crypto';
import type { Certificate } from '@proj/crypto/x509';
import type { Credential } from '../../config.js';
import {
  type DelegatedKey,
  type DelegationConfig,
  delegationEnd,
  maxDelegationLifetime,
  maySign,
} from '../../delegation.js';
import { type DelegatedCredential, delegationContent } from '../../wire/delegated-credential.js';
import type { Handshake } from '../state.js';
import { type ChosenCredential, leafOf } from './credentials.js';

/**
 * The delegated key to sign with in the place of a credential's own, where it has one that is valid and that the peer takes
 * (RFC 9345, 4.1).
 *
 * @param schemes - Of delegated keys, as the peer names them.
 */
export function usableDelegation(
  { config, negotiated }: Handshake,
  credential: Credential,
  schemes: readonly number[],
): DelegatedKey | undefined {
  const { delegated } = credential;
  if (!delegated || negotiated.version !== TLS13) return undefined;
  const { algorithm, scheme } = delegated.credential;
  const left = delegationEnd(leafOf(credential), delegated.credential) - config.now();
  const valid = left > 0 && left <= maxDelegationLifetime;
  const taken = schemes.includes(scheme) && negotiated.peerSignatureSchemes.includes(algorithm);
  return valid && taken ? delegated : undefined;
}

/** The credential and the scheme to sign with: those of the delegated key where one goes out (RFC 9345, 4.1). */
export function signingWith(chosen: ChosenCredential, delegated: DelegatedKey | undefined): ChosenCredential {
  const scheme = delegated && signatureSchemeById(delegated.credential.scheme);
  if (!scheme) return chosen;
  return { credential: { ...chosen.credential, signer: delegated.signer }, scheme };
}

/**
 * The key that the peer must sign with: the one that its certificate vouches for, where it has sent one. Throws
 * `ILLEGAL_PARAMETER` for one that is not right (RFC 9345, 4.1.3).
 */
export function delegatedKeyOf(handshake: Handshake, leaf: Certificate, key: PublicKey): PublicKey {
  const { config, negotiated } = handshake;
  const { peerDelegation: delegation } = negotiated;
  if (!delegation) return key;
  const left = delegationEnd(leaf, delegation) - config.now();
  if (left <= 0) throw wrong('it has ended');
  if (left > maxDelegationLifetime) throw wrong('it is valid for more than seven days');
  if (!maySign(leaf)) throw wrong('its certificate may not delegate');
  checkSignature(handshake, leaf, key, delegation);
  const scheme = acceptedScheme(delegation.scheme, config.delegatedCredentialSchemes);
  const delegated = imported(handshake, delegation.spki);
  if (scheme && delegated.type !== 'rsa' && schemeFitsKey(scheme, delegated.type, TLS13)) return delegated;
  throw wrong('its key or scheme is none that was offered');
}

function checkSignature(
  { config }: Handshake,
  leaf: Certificate,
  key: PublicKey,
  delegation: DelegatedCredential,
): void {
  const algorithm = acceptedScheme(delegation.algorithm, config.signatureSchemes);
  if (!algorithm || !schemeFitsKey(algorithm, key.type, TLS13))
    throw wrong('it is signed with an algorithm that was not offered');
  const content = delegationContent(config.role === 'client' ? 'server' : 'client', leaf.der, delegation);
  if (!key.verify(algorithm.algorithm, content, delegation.signature))
    throw wrong('its certificate has not signed it');
}

function acceptedScheme(id: number, names: readonly string[]): SignatureScheme | undefined {
  const scheme = signatureSchemeById(id);
  return scheme && names.includes(scheme.name) ? scheme : undefined;
}

function imported({ config }: Handshake, spki: Uint8Array): PublicKey {
  try {
    return config.provider.importPublicKey(spki);
  } catch (cause) {
    throw new TlsError('ILLEGAL_PARAMETER', 'a delegated credential has a key that can not be used', {
      cause,
    });
  }
}

function wrong(why: string): TlsError {
  return new TlsError('ILLEGAL_PARAMETER', `the peer's delegated credential is refused: ${why}`);
}

/** The extension by which delegated credentials are asked for (RFC 9345, 4.1). */
export function delegationValues({ delegatedCredentialSchemes: names }: DelegationConfig): {
  readonly delegatedCredential?: readonly number[];
} {
  if (names.length === 0) return {};
  return { delegatedCredential: names.map((name) => signatureSchemeByName(name).id) };
}
