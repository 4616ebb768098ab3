import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { parsePrivateKeyInfo, parsePublicKeyInfo } from '@proj/crypto';
import { decryptPrivateKey } from '@proj/crypto/encrypted-keys';
import { nobleProvider } from '@proj/crypto/noble';
import {
  Certificate,
  CertificateRevocationList,
  embeddedTimestamps,
  OcspResponse,
  X509Error,
} from '@proj/crypto/x509';
import {
  Authority,
  certificatePolicies,
  crlDistributionPoints,
  der,
  extension,
  issueCrl,
  issueOcspResponse,
  issuingDistributionPoint,
  nameConstraints,
} from '@tooling/ca';

/** A parser of what others wrote. */
export interface FuzzTarget {
  /** Right inputs to mutate. */
  seeds(): readonly Uint8Array[];
  /** Parses, and gives what reads the rest. */
  parse(bytes: Uint8Array): readonly (() => unknown)[];
  /** The only error that may come of it. */
  readonly refusal: new (
    ...parameters: never[]
  ) => Error;
}

/** Certificates: Node's roots, and fresh ones with the extensions that those lack. */
const certificates: FuzzTarget = {
  refusal: X509Error,
  seeds: () => {
    const intermediate = Authority.root(nobleProvider).authority({
      extensions: [
        nameConstraints({
          permitted: [{ dns: 'localhost' }, { directory: 'x' }],
          excluded: [{ email: 'a.b' }],
        }),
        certificatePolicies('1.2.3', '2.5.29.32.0'),
      ],
    });
    const leaf = intermediate.leaf({
      extensions: [
        crlDistributionPoints({
          names: [{ uri: 'http://a.example/1' }],
          reasons: 0x40,
          crlIssuer: 'Lister',
        }),
        extension('1.3.6.1.5.5.7.1.24', der.sequence(der.integer(5))),
      ],
    });
    const roots = rootCertificates.map((pem) => new Uint8Array(new X509Certificate(pem).raw));
    return [leaf.certificate, intermediate.certificate, ...roots];
  },
  parse: (bytes) => {
    const one = Certificate.parse(bytes);
    return [
      () => one.subject.key + one.issuer.key + one.subject.toString(),
      () => one.isSelfIssued,
      () => one.signatureAlgorithmId,
      () => one.publicKeyInfo,
      () => one.subjectAltNames,
      () => one.keyUsage,
      () => one.extendedKeyUsage,
      () => one.basicConstraints,
      () => one.nameConstraints,
      () => one.authorityKeyId,
      () => one.subjectKeyId,
      () => one.certificatePolicies,
      () => one.policyMappings,
      () => one.policyConstraints,
      () => one.inhibitAnyPolicy,
      () => one.authorityInformationAccess,
      () => one.tlsFeature,
      () => one.crlDistributionPoints,
      () => embeddedTimestamps(one),
    ];
  },
};

/** Revocation lists, complete and delta, direct and indirect. */
const lists: FuzzTarget = {
  refusal: X509Error,
  seeds: () => {
    const root = Authority.root(nobleProvider);
    const [one, other] = [root.leaf(), root.leaf()];
    const revoked = [{ certificate: one.certificate, reason: 1 }, { certificate: other.certificate }];
    const point = issuingDistributionPoint({ names: [{ uri: 'http://a.example/1' }], indirect: true });
    return [
      issueCrl(root),
      issueCrl(root, { revoked }),
      issueCrl(root, { revoked, base: 1, number: 2 }),
      issueCrl(root, {
        revoked: [{ certificate: one.certificate, issuer: 'Other' }],
        extensions: [point],
      }),
    ];
  },
  parse: (bytes) => {
    const list = CertificateRevocationList.parse(bytes);
    return [
      () => list.issuer.toString(),
      () => list.signatureAlgorithm,
      () => list.nextUpdate,
      () => list.number,
      () => list.baseNumber,
      () => list.authorityKeyId,
      () => list.issuingDistributionPoint,
    ];
  },
};

/** OCSP responses, of the issuer and of a delegate. */
const responses: FuzzTarget = {
  refusal: X509Error,
  seeds: () => {
    const root = Authority.root(nobleProvider);
    const { certificate } = root.leaf();
    const nonce = extension('1.3.6.1.5.5.7.48.1.2', der.octets(new Uint8Array(32)));
    return [
      issueOcspResponse(root, certificate, { extensions: [nonce] }),
      issueOcspResponse(root, certificate, { status: 'revoked', byKey: true }),
      issueOcspResponse(root, certificate, {
        status: 'unknown',
        delegate: root.leaf({ purposes: ['1.3.6.1.5.5.7.3.9'] }),
      }),
    ];
  },
  parse: (bytes) => {
    const response = OcspResponse.parse(bytes);
    return [() => response.nonce, () => response.responder, () => response.certificates];
  },
};

/** Keys of all types that Node makes quickly. */
function keyPairs(): readonly { readonly publicKey: KeyObject; readonly privateKey: KeyObject }[] {
  return [
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    generateKeyPairSync('ec', { namedCurve: 'P-521' }),
    generateKeyPairSync('ed25519'),
    generateKeyPairSync('ed448'),
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha256',
      mgf1HashAlgorithm: 'sha256',
    }),
  ];
}

const privateKeys: FuzzTarget = {
  refusal: RangeError,
  seeds: () => keyPairs().map(({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'der' })),
  parse: (bytes) => [() => parsePrivateKeyInfo(bytes)],
};

const publicKeys: FuzzTarget = {
  refusal: RangeError,
  seeds: () => keyPairs().map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'der' })),
  parse: (bytes) => [() => parsePublicKeyInfo(bytes)],
};

/** PKCS#8 encrypted as Node does it, of which a mutation may ask for a lot of work. */
const encryptedKeys: FuzzTarget = {
  refusal: RangeError,
  seeds: () =>
    ['aes-128-cbc', 'aes-256-cbc'].map((cipher) =>
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
        type: 'pkcs8',
        format: 'der',
        cipher,
        passphrase: 'secret',
      }),
    ),
  parse: (bytes) => [() => decryptPrivateKey(bytes, 'secret')],
};

/** All targets by name. */
export const fuzzTargets: Readonly<Record<string, FuzzTarget>> = {
  certificates,
  lists,
  responses,
  'private-keys': privateKeys,
  'public-keys': publicKeys,
  'encrypted-keys': encryptedKeys,
};
