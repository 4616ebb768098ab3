import {
  equalBytes,
  isSameKey,
  type KeyType,
  parsePublicKeyInfo,
  type SignatureAlgorithm,
  type SignatureScheme,
  type SignatureSchemeName,
  type SuiteAuthentication,
  schemeFitsKey,
  signatureSchemeById,
  signatureSchemeByName,
  TlsError,
} from '@proj/crypto';
import { Certificate, matchIdentity, parseReferenceIdentity } from '@proj/crypto/x509';
import type { Credential, CredentialRequest, Signer } from '../../config.js';
import { clientCertificateTypes } from '../../wire/certificate-request12.js';
import type { Handshake, Negotiated, Next } from '../state.js';
import { isOfAgreedType } from './certificate-types.js';
import { dialectOf } from './dialect.js';
import { shared } from './preference.js';
import type { StapleWish } from './staple.js';

/** A credential, and the scheme to sign with. */
export interface ChosenCredential {
  readonly credential: Credential;
  readonly scheme: SignatureScheme;
}

/** What the peer's messages allow a credential to be. */
export interface CredentialWish extends CredentialRequest {
  /** Whether a key of this type will do: TLS 1.2's certificate types and suites speak of keys beside schemes. */
  readonly acceptsKey?: (keyType: KeyType) => boolean;
  /** Schemes that the peer verifies in certificates, where it says so apart (RFC 8446, 4.2.3). */
  readonly certificateSchemes?: readonly number[] | undefined;
  /** Algorithms that the peer takes the certificates compressed with (RFC 8879); absent where it did not say. */
  readonly compression?: readonly number[] | undefined;
  /** What the peer wants to be told beside the certificates; absent where there is no place for it. */
  readonly staple?: StapleWish;
  /** Whether the peer's order of schemes counts rather than ours. */
  readonly peerOrder?: boolean;
}

/** Notes what a server has asked a client for. */
export function noteCertificateRequest(
  negotiated: Negotiated,
  { authorities, signatureSchemes }: CredentialWish,
): void {
  negotiated.certificateRequested = true;
  negotiated.peerSignatureSchemes = signatureSchemes;
  negotiated.peerAuthorities = authorities;
}

/** What kind of TLS 1.2 suite goes with a key; ML-DSA keys go with none. */
export function suiteAuthenticationOf(keyType: KeyType): SuiteAuthentication | undefined {
  if (keyType.startsWith('rsa')) return 'rsa';
  return keyType.startsWith('ml-dsa') ? undefined : 'ecdsa';
}

/** What a TLS 1.2 CertificateRequest's certificate types allow (RFC 5246, 7.4.4; RFC 8422, 5.5 for EdDSA). */
export function keyFitsCertificateTypes(keyType: KeyType, certificateTypes: readonly number[]): boolean {
  const authentication = suiteAuthenticationOf(keyType);
  if (authentication === undefined) return false;
  const { rsaSign, ecdsaSign } = clientCertificateTypes;
  return certificateTypes.includes(authentication === 'rsa' ? rsaSign : ecdsaSign);
}

interface Parsed {
  readonly leaf: Certificate;
  readonly chain: readonly Certificate[];
}

/** Parsed once per credential: they are looked at in every handshake. */
const parsedCredentials = new WeakMap<Credential, Parsed>();

/** A credential's certificates. Throws a `TlsError` `INVALID_CONFIG` when one can not be read. */
function certificatesOf(credential: Credential): Parsed {
  const known = parsedCredentials.get(credential);
  if (known) return known;
  const chain = credential.chain.map((der, index) => usable(() => Certificate.parse(der), index));
  const [leaf] = chain;
  if (!leaf)
    throw new TlsError(
      'INVALID_CONFIG',
      'a credential has an empty chain: give at least its own certificate',
    );
  const parsed = { leaf, chain };
  parsedCredentials.set(credential, parsed);
  return parsed;
}

/** Credentials whose parts were found to belong together: each connection's configuration asks anew. */
const checkedCredentials = new WeakSet<Credential>();

/**
 * Checks that a credential's parts belong together. Throws a `TlsError` `INVALID_CONFIG`, with an `X509Error` below it
 * where a certificate is malformed.
 */
export function checkCredential(credential: Credential): void {
  if (checkedCredentials.has(credential)) return;
  const { rawPublicKey, signer } = credential;
  if (rawPublicKey) {
    checkRawKey(rawPublicKey, signer);
    return;
  }
  const { leaf } = certificatesOf(credential);
  const { type, spki } = usable(() => leaf.publicKeyInfo, 0);
  if (type !== signer.keyType) {
    throw new TlsError(
      'INVALID_CONFIG',
      `a credential's first certificate is for a key of type ${type}, its signer has one of type ${signer.keyType}: give the key that belongs to it`,
    );
  }
  if (signer.spki && !isSameKey(signer.spki, spki)) {
    throw new TlsError(
      'INVALID_CONFIG',
      "a credential's private key does not belong to its first certificate: give the matching one, leaf first",
    );
  }
  checkedCredentials.add(credential);
}

function checkRawKey(rawPublicKey: Uint8Array, { keyType, spki }: Signer): void {
  const { type } = usable(() => parsePublicKeyInfo(rawPublicKey), 0);
  if (type === keyType && (!spki || isSameKey(spki, rawPublicKey))) return;
  throw new TlsError(
    'INVALID_CONFIG',
    `a credential's raw public key, of type ${type}, does not belong to its signer: give the signer's own`,
  );
}

/** The first certificate of a credential that has a chain. */
export function leafOf(credential: Credential): Certificate {
  return certificatesOf(credential).leaf;
}

/** The scheme that a credential would sign with, if there is one that the peer accepts. */
function fittingScheme(
  handshake: Handshake,
  credential: Credential,
  wish: CredentialWish,
): SignatureScheme | undefined {
  const { keyType, schemes } = credential.signer;
  if (!isOfAgreedType(handshake, credential)) return undefined;
  if (wish.acceptsKey && !wish.acceptsKey(keyType)) return undefined;
  const { impliedScheme } = dialectOf(handshake);
  const signed = handshake.config.role === 'client' ? 'CertificateVerify' : 'ServerKeyExchange';
  if (impliedScheme) return impliedScheme(keyType, signed);
  const { signingSchemes } = handshake.config;
  const ours = schemes?.filter((name) => signingSchemes.includes(name)) ?? signingSchemes;
  const inOurOrder = ours.map((name: SignatureSchemeName) => signatureSchemeByName(name));
  return shared(inOurOrder, wish.signatureSchemes, !wish.peerOrder).find(
    (scheme) => schemeFitsKey(scheme, keyType, wish.version) && keyAllows(handshake, credential, scheme),
  );
}

/**
 * Whether a key can make this RSASSA-PSS signature: its modulus has room for hash, salt and two bytes (RFC 8017, 9.1.1),
 * and its own parameters, where it has any, allow it (RFC 4055, 1.2).
 */
function keyAllows(handshake: Handshake, credential: Credential, { algorithm }: SignatureScheme): boolean {
  if (algorithm.kind !== 'rsa-pss') return true;
  const { hash, mgf1Hash, saltLength } = algorithm;
  const { provider } = handshake.config;
  const { rawPublicKey } = credential;
  const leaf = rawPublicKey ? undefined : certificatesOf(credential).leaf;
  const key = rawPublicKey ? provider.importPublicKey(rawPublicKey) : leaf?.publicKey(provider);
  const hashLength = provider.hash(hash)?.outputLength ?? 0;
  const encodedBits = (key?.bits ?? 0) - 1;
  if (encodedBits < 8 * (hashLength + saltLength) + 9) return false;
  const pss = rawPublicKey ? parsePublicKeyInfo(rawPublicKey).pss : leaf?.publicKeyInfo.pss;
  return !pss || (pss.hash === hash && pss.mgf1Hash === mgf1Hash && pss.saltLength <= saltLength);
}

/**
 * The first of the configured credentials that fits best: its names before what its chain is signed with, that before its
 * authorities, and any of them before the order of configuration. Authorities only guide the choice (RFC 8446, 4.2.4; RFC 5246, 7.4.6).
 */
function bestCredential(handshake: Handshake, wish: CredentialWish): ChosenCredential | undefined {
  const fitting = handshake.config.credentials.flatMap((credential): ChosenCredential[] => {
    if (credential.mustMatchIssuer && !isIssuedUnder(credential, wish.authorities)) return [];
    const scheme = fittingScheme(handshake, credential, wish);
    return scheme ? [{ credential, scheme }] : [];
  });
  // Names are compared only where there is a choice.
  if (fitting.length < 2) return fitting[0];
  const ranked = fitting.map((chosen) => ({ chosen, rank: rankOf(chosen.credential, wish) }));
  return ranked.reduce((best, one) => (one.rank > best.rank ? one : best)).chosen;
}

function rankOf(credential: Credential, wish: CredentialWish): number {
  const { authorities, serverName } = wish;
  if (credential.rawPublicKey) return 0;
  const named = serverName !== undefined && coversName(credential, serverName);
  const trusted = authorities.length > 0 && isIssuedUnder(credential, authorities);
  const verifiable = isVerifiable(credential, wish);
  return (named ? 4 : 0) + (verifiable ? 2 : 0) + (trusted ? 1 : 0);
}

/**
 * Whether the peer says that it can verify the signatures of the chain (RFC 8446, 4.4.2.2); that of a root counts for
 * nothing. A chain that it can not is sent all the same where there is no other.
 */
function isVerifiable(
  credential: Credential,
  { certificateSchemes = [], signatureSchemes }: CredentialWish,
): boolean {
  const ids = certificateSchemes.length > 0 ? certificateSchemes : signatureSchemes;
  const accepted = ids.flatMap((id) => signatureSchemeById(id)?.algorithm ?? []);
  return certificatesOf(credential).chain.every(({ issuer, signatureAlgorithm, subject }) => {
    if (issuer.equals(subject)) return true;
    return accepted.some((algorithm) => isSameAlgorithm(algorithm, signatureAlgorithm));
  });
}

function isSameAlgorithm(one: SignatureAlgorithm, other: SignatureAlgorithm | undefined): boolean {
  const hashOf = (algorithm: SignatureAlgorithm) => ('hash' in algorithm ? algorithm.hash : undefined);
  return other !== undefined && one.kind === other.kind && hashOf(one) === hashOf(other);
}

/** A name or a certificate that can not be compared covers nothing: it only loses its place in the ranking. */
function coversName(credential: Credential, serverName: string): boolean {
  try {
    return matchIdentity(certificatesOf(credential).leaf, parseReferenceIdentity(serverName));
  } catch {
    return false;
  }
}

function isIssuedUnder(credential: Credential, authorities: readonly Uint8Array[]): boolean {
  return certificatesOf(credential).chain.some(({ issuer }) =>
    authorities.some((name) => equalBytes(name, issuer.der)),
  );
}

/**
 * Chooses a credential: by the hook where there is one, else the best of those configured; `undefined` when there is
 * none. Throws `NO_SUITABLE_CERTIFICATE` when the hook's choice can not sign what the peer accepts.
 */
export function chooseCredential(
  handshake: Handshake,
  wish: CredentialWish,
  next: (chosen: ChosenCredential | undefined) => Next,
): Next {
  const { selectCredential } = handshake.config;
  if (!selectCredential) return next(bestCredential(handshake, wish));
  return handshake.ask('select-credential', selectCredential, wish, (credential) => {
    if (!credential) return next(undefined);
    if (credential === 'default') return next(bestCredential(handshake, wish));
    checkCredential(credential);
    const scheme = fittingScheme(handshake, credential, wish);
    if (scheme) return next({ credential, scheme });
    throw new TlsError(
      'NO_SUITABLE_CERTIFICATE',
      `the credential that was chosen (a key of type ${credential.signer.keyType}) can not sign with any scheme that the peer accepts`,
    );
  });
}

function usable<T>(read: () => T, index: number): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TlsError('INVALID_CONFIG', `certificate ${index} of a credential can not be used: ${reason}`, {
      cause: error,
    });
  }
}
