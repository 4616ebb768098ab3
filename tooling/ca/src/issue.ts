import { createHash, randomBytes } from 'node:crypto';
import {
  type CryptoProvider,
  encodePem,
  type KeyType,
  type PrivateKey,
  type SignatureAlgorithm,
} from '@proj/crypto';
import { bits, type Der, integer, integerOctets, sequence, tagged, time } from './der.ts';
import {
  authorityKeyId,
  basicConstraints,
  type ExtensionInput,
  encodeExtension,
  extendedKeyUsage,
  keyUsage,
  subjectAltNames,
  subjectKeyId,
} from './extensions.ts';
import { generateKey, type KeyPair } from './keys.ts';
import { type GeneralNameInput, type NameInput, name } from './names.ts';
import { algorithmIdentifier, usualAlgorithm } from './signature-algorithms.ts';

const day = 24 * 60 * 60 * 1000;

/** What a certificate is to say. All has a default that is right; a test that wants something wrong sets it. */
export interface Template {
  readonly subject?: NameInput;
  readonly keyType?: KeyType;
  /** Bits of an RSA key. */
  readonly rsaBits?: number;
  /** A key to certify again, for cross-signing and renewal. */
  readonly key?: KeyPair;
  /** Milliseconds since the epoch; default: since yesterday, for a year. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** Octets of the serial number; default: 16 random ones. */
  readonly serialNumber?: Uint8Array;
  /** 1, 2 or 3; default 3. */
  readonly version?: number;
  /** How it is signed; default: as the issuer's key usually does. */
  readonly signatureAlgorithm?: SignatureAlgorithm;
  /** An AlgorithmIdentifier inside that differs from the one outside. */
  readonly signedAlgorithm?: Der;
  /** An issuer's name that is not the issuer's. */
  readonly issuer?: NameInput;
  /** Extensions beside, or in the place of, the usual ones. */
  readonly extensions?: readonly ExtensionInput[];
  /** Usual extensions, by object identifier, that are left out. */
  readonly without?: readonly string[];
}

/** What a leaf's certificate is to say beside. */
export interface LeafTemplate extends Template {
  readonly names?: readonly GeneralNameInput[];
  /** Purposes, `server`, `client` or object identifiers; default: server and client. */
  readonly purposes?: readonly string[];
}

/** What an authority's certificate is to say beside. */
export interface AuthorityTemplate extends Template {
  readonly pathLength?: number;
}

/** A certificate with its key. */
export class Issued {
  /** DER. */
  readonly certificate: Der;
  readonly key: KeyPair;
  readonly subject: NameInput;
  /** From this certificate up to, and without, the root. */
  readonly chain: readonly Der[];

  constructor(certificate: Der, key: KeyPair, subject: NameInput, above: readonly Der[]) {
    this.certificate = certificate;
    this.key = key;
    this.subject = subject;
    this.chain = [certificate, ...above];
  }

  get pem(): string {
    return encodePem('CERTIFICATE', this.certificate);
  }

  /** The certificate and its intermediates, as servers want them in one file. */
  get chainPem(): string {
    return this.chain.map((der) => encodePem('CERTIFICATE', der)).join('');
  }

  get keyPem(): string {
    return encodePem('PRIVATE KEY', this.key.pkcs8);
  }
}

/** An authority that issues. */
export class Authority extends Issued {
  readonly #provider: CryptoProvider;
  readonly #isRoot: boolean;

  private constructor(provider: CryptoProvider, issued: Issued, isRoot: boolean) {
    super(issued.certificate, issued.key, issued.subject, issued.chain.slice(1));
    this.#provider = provider;
    this.#isRoot = isRoot;
  }

  /** A new root, self-signed. */
  static root(provider: CryptoProvider, template: AuthorityTemplate = {}): Authority {
    const subject = template.subject ?? 'Test Root';
    const key = template.key ?? generateKey(provider, template.keyType ?? 'p256', template.rsaBits);
    const signer = { subject, key: key.privateKey };
    const certificate = build(signer, subject, key.privateKey, template, authorityExtensions(template));
    return new Authority(provider, new Issued(certificate, key, subject, []), true);
  }

  /** An authority below this one. */
  authority(template: AuthorityTemplate = {}): Authority {
    return new Authority(
      this.#provider,
      this.#issue('Test Intermediate', template, authorityExtensions(template)),
      false,
    );
  }

  /** A certificate for a peer. Default: for `localhost` and 127.0.0.1, as server and client. */
  leaf(template: LeafTemplate = {}): Issued {
    const names = template.names ?? [{ dns: 'localhost' }, { ip: [127, 0, 0, 1] }];
    const usual = [
      keyUsage('digitalSignature'),
      extendedKeyUsage(...(template.purposes ?? ['server', 'client'])),
      ...(names.length === 0 ? [] : [subjectAltNames(...names)]),
    ];
    return this.#issue('localhost', template, usual);
  }

  #issue(usualSubject: string, template: Template, usual: readonly ExtensionInput[]): Issued {
    const subject = template.subject ?? usualSubject;
    const key = template.key ?? generateKey(this.#provider, template.keyType ?? 'p256', template.rsaBits);
    const signer = { subject: this.subject, key: this.key.privateKey };
    const certificate = build(signer, subject, key.privateKey, template, usual);
    return new Issued(certificate, key, subject, this.#isRoot ? [] : this.chain);
  }
}

function authorityExtensions({ pathLength }: AuthorityTemplate): ExtensionInput[] {
  return [basicConstraints(true, pathLength), keyUsage('keyCertSign', 'cRLSign')];
}

interface Signer {
  readonly subject: NameInput;
  readonly key: PrivateKey;
}

function build(
  signer: Signer,
  subject: NameInput,
  key: PrivateKey,
  template: Template,
  usual: readonly ExtensionInput[],
): Der {
  const algorithm = template.signatureAlgorithm ?? usualAlgorithm(signer.key.type);
  const identifier = algorithmIdentifier(algorithm, signer.key.type);
  const extensions = chooseExtensions(template, [
    ...usual,
    subjectKeyId(keyIdOf(key)),
    authorityKeyId(keyIdOf(signer.key)),
  ]);
  const now = Date.now();
  const tbs = sequence(
    ...((template.version ?? 3) > 1 ? [tagged(0, integer((template.version ?? 3) - 1))] : []),
    integerOctets(template.serialNumber ?? randomSerialNumber()),
    template.signedAlgorithm ?? identifier,
    name(template.issuer ?? signer.subject),
    sequence(time(template.notBefore ?? now - day), time(template.notAfter ?? now + 365 * day)),
    name(subject),
    key.spki,
    ...(extensions.length > 0 ? [tagged(3, sequence(...extensions.map(encodeExtension)))] : []),
  );
  return signed(signer.key, algorithm, tbs);
}

/** What is signed, with algorithm and signature beside it: the form of certificates and revocation lists. */
export function signed(key: PrivateKey, algorithm: SignatureAlgorithm, tbs: Der): Der {
  return sequence(tbs, algorithmIdentifier(algorithm, key.type), bits(key.sign(algorithm, tbs, randomBytes)));
}

/** The template's extensions stand in the place of usual ones of the same kind. Versions below 3 have none. */
function chooseExtensions(template: Template, usual: readonly ExtensionInput[]): readonly ExtensionInput[] {
  const { extensions = [], without = [], version = 3 } = template;
  if (version < 3) return extensions;
  const replaced = new Set([...without, ...extensions.map(({ id }) => id)]);
  return [...usual.filter(({ id }) => !replaced.has(id)), ...extensions];
}

/** RFC 7093, 2 (1): the first 160 bits of the SHA-256 of the key. */
export function keyIdOf(key: PrivateKey): Der {
  return createHash('sha256').update(key.spki).digest().subarray(0, 20);
}

function randomSerialNumber(): Der {
  const octets = randomBytes(16);
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets;
}
