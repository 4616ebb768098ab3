import {
  type CipherSuite,
  cipherSuiteById,
  type GroupName,
  groupById,
  groupByName,
  legacyCipherSuites,
  type SignatureSchemeName,
  tls12CbcCipherSuites,
  tls12CipherSuites,
} from '@proj/crypto';
import { Unimplemented } from './outcome.ts';

/** What the runner takes to be offered by default: no finite fields, no CCM, and of CBC what goes with SHA-1 or AES-128. */
function isUsual({ keyExchange, protection }: CipherSuite): boolean {
  if (keyExchange === 'dhe') return false;
  if (protection.kind === 'cbc' && protection.cipher.startsWith('3DES')) return false;
  if (protection.kind === 'aead') return !protection.aead.includes('CCM');
  return protection.mac === 'SHA-1' || (protection.cipher === 'AES-128-CBC' && protection.mac === 'SHA-256');
}

/** In the order of a machine with AES instructions. */
const tls13Order: readonly number[] = [0x1301, 0x1302, 0x1303];
const usual13: readonly CipherSuite[] = tls13Order.flatMap((id) => cipherSuiteById(id) ?? []);
const known12: readonly CipherSuite[] = [
  ...tls12CipherSuites,
  ...tls12CbcCipherSuites,
  ...legacyCipherSuites,
];
const usual12: readonly CipherSuite[] = known12.filter(isUsual);

const isCipher =
  (part: string) =>
  ({ protection }: CipherSuite): boolean =>
    (protection.kind === 'aead' ? protection.aead : protection.cipher).startsWith(part);
/** What the runner names without naming suites. */
const keywords: ReadonlyMap<string, readonly CipherSuite[]> = new Map([
  ['ALL', usual12],
  ['DEFAULT:!AES', usual12.filter((suite) => !isCipher('AES')(suite))],
  ['AES128', usual12.filter(isCipher('AES-128'))],
  ['3DES', known12.filter(isCipher('3DES'))],
]);

/** The suites of a `-cipher` flag, with all of TLS 1.3, which it does not speak of. */
export function cipherSuitesOf(list: string, groups: readonly GroupName[]): CipherSuite[] {
  const hasCurve = groups.some((name) => groupByName(name).tls12);
  const whole = keywords.get(list === '' ? 'ALL' : list);
  const named = whole ?? list.split(':').flatMap((name) => keywords.get(name) ?? suiteNamed(name));
  return [...usual13, ...named.filter(({ keyExchange }) => hasCurve || keyExchange !== 'ecdhe')];
}

function suiteNamed(name: string): CipherSuite {
  const suite = known12.find((one) => one.name === name);
  if (!suite) throw new Unimplemented(`the cipher suite ${name}`);
  return suite;
}

/** The groups that the runner takes to be offered by default. */
export const usualGroups: readonly GroupName[] = ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1'];

/** Groups by their code points. */
export function groupNames(ids: readonly number[]): GroupName[] {
  return ids.map((id) => {
    const group = groupById(id);
    if (!group) throw new Unimplemented(`the group ${id}`);
    return group.name;
  });
}

/** The schemes that the runner takes to be accepted by default. */
export const usualSchemes: readonly SignatureSchemeName[] = [
  'ecdsa_secp256r1_sha256',
  'rsa_pss_rsae_sha256',
  'rsa_pkcs1_sha256',
  'ecdsa_secp384r1_sha384',
  'rsa_pss_rsae_sha384',
  'rsa_pkcs1_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pkcs1_sha512',
  'rsa_pkcs1_sha1',
];

/** The schemes that the runner takes our keys to sign with by default. */
export const usualSigningSchemes: readonly SignatureSchemeName[] = [
  'ed25519',
  ...usualSchemes.filter((name) => !name.endsWith('sha1')),
  'ecdsa_secp521r1_sha512',
  'mldsa44',
  'mldsa65',
  'mldsa87',
  'ecdsa_sha1',
  'rsa_pkcs1_sha1',
];

/** The shares that the runner takes to be sent by default: of the first group, and of the first of the other kind. */
export function usualKeyShares(groups: readonly GroupName[]): GroupName[] {
  const [first] = groups;
  if (first === undefined) return [];
  const isHybrid = (name: GroupName): boolean => groupByName(name).kind === 'kem-hybrid';
  const other = groups.find((name) => isHybrid(name) !== isHybrid(first));
  return other === undefined ? [first] : [first, other];
}
