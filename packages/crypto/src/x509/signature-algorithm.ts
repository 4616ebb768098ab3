import type { DerElement } from '../keys/der.js';
import { parsePssParameters } from '../keys/pss-parameters.js';
import type { HashName } from '../provider.js';
import type { SignatureAlgorithm } from '../registry/signature-schemes.js';
import { DerReader } from './der/reader.js';
import { tags } from './der/tags.js';

type Parameters = 'null' | 'absent';

interface Known {
  readonly algorithm: SignatureAlgorithm;
  readonly parameters: Parameters;
}

const pkcs1 = (hash: HashName): Known => ({ algorithm: { kind: 'rsa-pkcs1', hash }, parameters: 'null' });
const ecdsa = (hash: HashName): Known => ({ algorithm: { kind: 'ecdsa', hash }, parameters: 'absent' });
const mlDsa: Known = { algorithm: { kind: 'ml-dsa' }, parameters: 'absent' };

/** RFC 4055, 5; RFC 5758, 3.2; RFC 8410, 3; RFC 9881, 2. Those with broken hashes are known, so as to be refused by name. */
const known: Readonly<Record<string, Known>> = {
  '1.2.840.113549.1.1.4': pkcs1('MD5'),
  '1.2.840.113549.1.1.5': pkcs1('SHA-1'),
  '1.2.840.113549.1.1.14': pkcs1('SHA-224'),
  '1.2.840.113549.1.1.11': pkcs1('SHA-256'),
  '1.2.840.113549.1.1.12': pkcs1('SHA-384'),
  '1.2.840.113549.1.1.13': pkcs1('SHA-512'),
  '1.2.840.10045.4.1': ecdsa('SHA-1'),
  '1.2.840.10045.4.3.1': ecdsa('SHA-224'),
  '1.2.840.10045.4.3.2': ecdsa('SHA-256'),
  '1.2.840.10045.4.3.3': ecdsa('SHA-384'),
  '1.2.840.10045.4.3.4': ecdsa('SHA-512'),
  '1.3.101.112': { algorithm: { kind: 'ed25519' }, parameters: 'absent' },
  '1.3.101.113': { algorithm: { kind: 'ed448' }, parameters: 'absent' },
  '2.16.840.1.101.3.4.3.17': mlDsa,
  '2.16.840.1.101.3.4.3.18': mlDsa,
  '2.16.840.1.101.3.4.3.19': mlDsa,
};

const rsassaPss = '1.2.840.113549.1.1.10';

/** What an AlgorithmIdentifier of a signature says. */
export interface SignatureAlgorithmInfo {
  readonly oid: string;
  /** The algorithm; `undefined` where it, or its parameters, are unknown or wrong. */
  readonly algorithm: SignatureAlgorithm | undefined;
}

/** Reads the AlgorithmIdentifier (DER) of a signature. Throws an `X509Error` when its form is wrong. */
export function readSignatureAlgorithm(der: Uint8Array): SignatureAlgorithmInfo {
  const reader = DerReader.decode(der, 'a signature algorithm').enter();
  const oid = reader.oid();
  const parameters = reader.done ? undefined : reader.node();
  reader.finish();
  if (oid === rsassaPss) return { oid, algorithm: parameters && pssAlgorithm(parameters) };
  const found = known[oid];
  if (!found || !parametersFit(found.parameters, parameters)) return { oid, algorithm: undefined };
  return { oid, algorithm: found.algorithm };
}

function parametersFit(wanted: Parameters, found: DerElement | undefined): boolean {
  if (found === undefined) return wanted === 'absent';
  return wanted === 'null' && found.tag === tags.null;
}

function pssAlgorithm(parameters: DerElement): SignatureAlgorithm | undefined {
  try {
    const { hash, mgf1Hash, saltLength } = parsePssParameters(parameters);
    return { kind: 'rsa-pss', hash, mgf1Hash, saltLength };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
