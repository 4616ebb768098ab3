import { type CipherSuite, type GroupName, groupByName, type SignatureSchemeName } from '@proj/crypto';
import type { Version } from '../../model/cell.ts';
import { suiteNamed } from '../../model/combinations.ts';
import type { CommonSetup, Omission } from '../peer.ts';

const versionNames: Readonly<Record<Version, string>> = {
  'TLSv1.3': 'VERS-TLS1.3',
  'TLSv1.2': 'VERS-TLS1.2',
};

/** Schemes by GnuTLS's names; ECDSA's have one name for each of the versions. */
const schemeNames: { readonly [name in SignatureSchemeName]?: readonly string[] } = {
  ecdsa_secp256r1_sha256: ['SIGN-ECDSA-SHA256', 'SIGN-ECDSA-SECP256R1-SHA256'],
  ecdsa_secp384r1_sha384: ['SIGN-ECDSA-SHA384', 'SIGN-ECDSA-SECP384R1-SHA384'],
  ecdsa_secp521r1_sha512: ['SIGN-ECDSA-SHA512', 'SIGN-ECDSA-SECP521R1-SHA512'],
  ed25519: ['SIGN-EdDSA-Ed25519'],
  ed448: ['SIGN-EdDSA-Ed448'],
  rsa_pss_pss_sha256: ['SIGN-RSA-PSS-SHA256'],
  rsa_pss_pss_sha384: ['SIGN-RSA-PSS-SHA384'],
  rsa_pss_pss_sha512: ['SIGN-RSA-PSS-SHA512'],
  rsa_pss_rsae_sha256: ['SIGN-RSA-PSS-RSAE-SHA256'],
  rsa_pss_rsae_sha384: ['SIGN-RSA-PSS-RSAE-SHA384'],
  rsa_pss_rsae_sha512: ['SIGN-RSA-PSS-RSAE-SHA512'],
  rsa_pkcs1_sha256: ['SIGN-RSA-SHA256'],
  rsa_pkcs1_sha384: ['SIGN-RSA-SHA384'],
  rsa_pkcs1_sha512: ['SIGN-RSA-SHA512'],
  ecdsa_sha1: ['SIGN-ECDSA-SHA1'],
  rsa_pkcs1_sha1: ['SIGN-RSA-SHA1'],
};

/** A scheme by its names in priority strings. */
export function namesOfScheme(scheme: SignatureSchemeName): readonly string[] {
  return schemeNames[scheme] ?? [];
}

/** A group by its name in priority strings. */
export function nameOfGroup(group: GroupName): string {
  return `GROUP-${groupByName(group).name.toUpperCase()}`;
}

const omissions: Readonly<Record<Omission, string>> = {
  'extended-master-secret': '%NO_SESSION_HASH',
  'encrypt-then-mac': '%NO_ETM',
  'middlebox-compatibility': '%DISABLE_TLS13_COMPAT_MODE',
  'session-tickets': '%NO_TICKETS',
};

const hashes: { readonly [name: string]: string } = {
  'SHA-1': 'SHA1',
  'SHA-256': 'SHA256',
  'SHA-384': 'SHA384',
};

function partsOfSuite({ protection, keyExchange, authentication }: CipherSuite): string[] {
  const agreed = keyExchange === 'any' ? [] : [`${keyExchange}-${authentication}`.toUpperCase()];
  return protection.kind === 'aead'
    ? [...agreed, protection.aead, 'AEAD']
    : [...agreed, protection.cipher, hashes[protection.mac] ?? protection.mac];
}

/** GnuTLS's priority string (gnutls.org, "Priority strings") for what an end is told; what it is not told is as by default. */
export function priorityOf({ version, suites, groups, schemes, without }: CommonSetup): string {
  const removed = without ? [omissions[without]] : [];
  if (!suites) {
    const only = version ? ['-VERS-ALL', `+${versionNames[version]}`] : [];
    return ['NORMAL', ...only, ...removed].join(':');
  }
  const rows = suites.map(suiteNamed);
  const versions = [...new Set(rows.map(({ tls13 }) => versionNames[tls13 ? 'TLSv1.3' : 'TLSv1.2']))];
  const parts = [
    ...versions,
    ...rows.flatMap(partsOfSuite),
    ...(groups ? groups.map(nameOfGroup) : ['GROUP-ALL']),
    ...(schemes ? schemes.flatMap(namesOfScheme) : Object.values(schemeNames).flat()),
    'COMP-NULL',
    'CTYPE-ALL',
  ];
  return ['NONE', ...[...new Set(parts)].map((part) => `+${part}`), ...removed].join(':');
}
