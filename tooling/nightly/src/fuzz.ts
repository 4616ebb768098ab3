import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { nobleProvider } from '@proj/crypto/noble';
import { Certificate, X509Error } from '@proj/crypto/x509';
import {
  Authority,
  certificatePolicies,
  crlDistributionPoints,
  der,
  extension,
  nameConstraints,
} from '@tooling/ca';
import type { Random } from './random.ts';

/** Milliseconds that one certificate may take, however busy the machine is. */
const tooSlow = 2_000;

/** What a run found. */
export interface FuzzReport {
  readonly mutations: number;
  /** Refused when parsed. */
  readonly refused: number;
  /** Parsed, and an accessor refused. */
  readonly refusedLater: number;
  readonly taken: number;
  /** Anything else: an exception that is no `X509Error`, or a certificate that took too long. */
  readonly findings: readonly string[];
  /** Milliseconds of the slowest one. */
  readonly slowest: number;
}

/** Certificates to mutate: Node's roots, and fresh ones with the extensions that those lack. */
export function seeds(): Uint8Array[] {
  const root = Authority.root(nobleProvider);
  const intermediate = root.authority({
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
      crlDistributionPoints({ names: [{ uri: 'http://a.example/1' }], reasons: 0x40, crlIssuer: 'Lister' }),
      extension('1.3.6.1.5.5.7.1.24', der.sequence(der.integer(5))),
    ],
  });
  const roots = rootCertificates.map((pem) => new Uint8Array(new X509Certificate(pem).raw));
  return [leaf.certificate, intermediate.certificate, ...roots];
}

/** Runs mutations of the seeds through the parser and all accessors. */
export function fuzz(random: Random, mutations: number, from: readonly Uint8Array[] = seeds()): FuzzReport {
  const counts = { refused: 0, refusedLater: 0, taken: 0 };
  const findings: string[] = [];
  let slowest = 0;
  for (let i = 0; i < mutations; i++) {
    const bytes = mutate(random.pick(from), random);
    const start = performance.now();
    try {
      counts[run(bytes)]++;
    } catch (error) {
      findings.push(`${error instanceof Error ? error.stack : error}: ${Buffer.from(bytes).toString('hex')}`);
    }
    const took = performance.now() - start;
    slowest = Math.max(slowest, took);
    if (took > tooSlow) findings.push(`${Math.round(took)} ms: ${Buffer.from(bytes).toString('hex')}`);
  }
  return { mutations, ...counts, findings, slowest };
}

function run(bytes: Uint8Array): 'refused' | 'refusedLater' | 'taken' {
  const certificate = tryRead(() => Certificate.parse(bytes));
  if (!certificate) return 'refused';
  const accessors: readonly ((one: Certificate) => unknown)[] = [
    (one) => one.subject.key + one.issuer.key + one.subject.toString(),
    (one) => one.isSelfIssued,
    (one) => one.signatureAlgorithmId,
    (one) => one.publicKeyInfo,
    (one) => one.subjectAltNames,
    (one) => one.keyUsage,
    (one) => one.extendedKeyUsage,
    (one) => one.basicConstraints,
    (one) => one.nameConstraints,
    (one) => one.authorityKeyId,
    (one) => one.subjectKeyId,
    (one) => one.certificatePolicies,
    (one) => one.policyMappings,
    (one) => one.policyConstraints,
    (one) => one.inhibitAnyPolicy,
    (one) => one.authorityInformationAccess,
    (one) => one.tlsFeature,
    (one) => one.crlDistributionPoints,
  ];
  const refusals = accessors.filter((read) => tryRead(() => ({ value: read(certificate) })) === undefined);
  return refusals.length > 0 ? 'refusedLater' : 'taken';
}

function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof X509Error) return undefined;
    throw error;
  }
}

/** One to three changes: bits, bytes, lengths, pieces dropped, doubled or moved. */
function mutate(seed: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(seed);
  for (let changes = 1 + random.below(3); changes > 0 && bytes.length > 0; changes--) {
    bytes = change(bytes, random);
  }
  return bytes;
}

function change(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length);
  const length = 1 + random.below(8);
  switch (random.below(7)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      return bytes;
    case 1:
      bytes[at] = random.below(256);
      return bytes;
    case 2:
      bytes[at] = random.pick([0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff, 0x30, 0x31, 0x1f, 0xa0]);
      return bytes;
    case 3:
      return join(bytes.subarray(0, at), bytes.subarray(at + length));
    case 4:
      return join(bytes.subarray(0, at + length), bytes.subarray(at));
    case 5:
      return bytes.slice(0, at);
    default: {
      const piece = bytes.slice(at, at + length);
      const to = random.below(bytes.length);
      bytes.set(piece.subarray(0, bytes.length - to), to);
      return bytes;
    }
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
