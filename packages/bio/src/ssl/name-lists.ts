import {
  type CryptoProvider,
  type GroupName,
  groups,
  type SignatureSchemeName,
  signatureSchemes,
} from '@proj/crypto';

/** OpenSSL's other names of groups, in lower case. */
const groupAliases: Readonly<Record<string, GroupName>> = {
  'p-256': 'secp256r1',
  prime256v1: 'secp256r1',
  'p-384': 'secp384r1',
  'p-521': 'secp521r1',
};

/** The groups of a list such as `X25519MLKEM768:X25519:P-256` (SSL_CTX_set1_groups_list(3)). Throws a RangeError. */
export function parseGroups(list: string, provider: CryptoProvider): GroupName[] {
  return words(list).map((word) => {
    const lower = word.toLowerCase();
    const name = groupAliases[lower] ?? groups.find((group) => group.name.toLowerCase() === lower)?.name;
    if (name === undefined) {
      throw new RangeError(
        `"${word}" is no group of this library: it has ${groups.map((g) => g.name).join(', ')}`,
      );
    }
    if (provider.group(name)) return name;
    throw new RangeError(`the provider "${provider.name}" lacks the group ${name}: leave it out`);
  });
}

/** What `RSA+SHA256` and its like mean: all schemes that fit, as libssl reads it for TLS 1.2. */
const schemePairs: Readonly<Record<string, readonly SignatureSchemeName[]>> = {
  'ECDSA+SHA1': ['ecdsa_sha1'],
  'ECDSA+SHA256': ['ecdsa_secp256r1_sha256'],
  'ECDSA+SHA384': ['ecdsa_secp384r1_sha384'],
  'ECDSA+SHA512': ['ecdsa_secp521r1_sha512'],
  'RSA+SHA1': ['rsa_pkcs1_sha1'],
  'RSA+SHA256': ['rsa_pkcs1_sha256'],
  'RSA+SHA384': ['rsa_pkcs1_sha384'],
  'RSA+SHA512': ['rsa_pkcs1_sha512'],
  'RSA-PSS+SHA256': ['rsa_pss_rsae_sha256', 'rsa_pss_pss_sha256'],
  'RSA-PSS+SHA384': ['rsa_pss_rsae_sha384', 'rsa_pss_pss_sha384'],
  'RSA-PSS+SHA512': ['rsa_pss_rsae_sha512', 'rsa_pss_pss_sha512'],
};

/**
 * The schemes of a list such as `ECDSA+SHA256:rsa_pss_rsae_sha256:ed25519` (SSL_CTX_set1_sigalgs_list(3)). Throws a
 * RangeError.
 */
export function parseSignatureSchemes(list: string): SignatureSchemeName[] {
  const names = words(list).flatMap((word) => {
    const pair = schemePairs[word.toUpperCase().replace(/^PSS\+/, 'RSA-PSS+')];
    if (pair) return pair;
    const scheme = signatureSchemes.find(({ name }) => name === word.toLowerCase());
    if (scheme) return [scheme.name];
    throw new RangeError(
      `"${word}" is no signature algorithm of this library: give names such as ed25519, rsa_pss_rsae_sha256, ECDSA+SHA256`,
    );
  });
  return [...new Set(names)];
}

function words(list: string): string[] {
  const found = list.split(':').filter((word) => word !== '');
  if (found.length === 0) throw new RangeError('the list is empty: name at least one');
  return found;
}
