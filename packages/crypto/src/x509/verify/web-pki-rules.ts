import type { PublicKey } from '../../provider.js';
import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';
import type { GeneralName } from '../extensions/general-name.js';
import { extensionIds } from '../extensions/oids.js';
import { formatIp } from '../identity/ip.js';
import { type Role, refuse } from './authority-rules.js';

const commonName = '2.5.4.3';

/** Rules of the Baseline Requirements that can be seen in a certificate; checked with the profile `webpki`. */
export function checkWebPkiRules(certificate: Certificate, key: PublicKey, role: Role): void {
  checkKeySize(key);
  if (role === 'anchor') checkRoot(certificate);
  if (role === 'leaf') checkSubscriber(certificate);
}

/** Baseline Requirements, 6.1.5. */
function checkKeySize(key: PublicKey): void {
  const isRsa = key.type === 'rsa' || key.type === 'rsa-pss';
  if (isRsa && key.bits % 8 !== 0)
    throw new X509Error(
      'WEAK_KEY',
      `an RSA key of ${key.bits} bits, which is no multiple of 8; use 2048, 3072 or 4096`,
    );
}

/** Baseline Requirements, 7.1.2.1.2 and 7.1.2.1.3. */
function checkRoot(root: Certificate): void {
  if (root.extendedKeyUsage) throw refuse('WRONG_PURPOSE', 'a root with an extended key usage');
  if (root.authorityKeyId?.issuer)
    throw refuse('INVALID_EXTENSION', 'a root whose authority key identifier names an issuer');
}

/** Baseline Requirements, 7.1.2.7. */
function checkSubscriber(leaf: Certificate): void {
  if (leaf.basicConstraints?.ca || leaf.keyUsage?.has('keyCertSign'))
    throw refuse('CA_AS_LEAF', "an authority's certificate in the place of a server's or client's");
  if (!leaf.subject.isEmpty && leaf.extensions.get(extensionIds.subjectAltName)?.critical)
    throw refuse('WRONG_CRITICALITY', 'critical alternative names beside a subject that is not empty');
}

/**
 * Throws for a server's common name that is not one of its alternative names, character for character (Baseline
 * Requirements, 7.1.4.3). No one here reads common names, so it comes last: it must not hide what matters more.
 */
export function checkCommonNames(leaf: Certificate): void {
  const alternatives = new Set(leaf.subjectAltNames?.map(nameText));
  for (const { type, value } of leaf.subject.relativeNames.flat()) {
    if (type === commonName && !alternatives.has(value))
      throw refuse('INVALID_NAME_SYNTAX', 'a common name that is not one of the alternative names');
  }
}

function nameText(name: GeneralName): string | undefined {
  if (name.kind === 'dns') return name.name;
  if (name.kind === 'ip') return formatIp(name.bytes);
  return name.kind === 'email' ? name.address : undefined;
}
