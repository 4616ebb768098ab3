import { parsePrivateKeyInfo, parsePublicKeyInfo } from './keys/index.js';
import type { CryptoProvider, KeyFamily, ProviderParts } from './provider.js';
import type { CipherSuite } from './registry/cipher-suite.js';
import type { KeyType, SignatureAlgorithm } from './registry/signature-schemes.js';

function byName<T extends { readonly name: string }>(values: readonly T[]): ReadonlyMap<string, T> {
  return new Map(values.map((value) => [value.name, value]));
}

/** Makes a provider of the algorithms it is given. Nothing else is reachable, so nothing else is bundled. */
export function createProvider(parts: ProviderParts): CryptoProvider {
  const hashes = byName(parts.hashes);
  const aeads = byName(parts.aeads);
  const cbcs = byName(parts.cbcs);
  const groups = byName(parts.groups);

  const familyOf = (type: KeyType): KeyFamily | undefined =>
    parts.keys.find((family) => family.types.includes(type));
  const requireFamily = (type: KeyType): KeyFamily => {
    const family = familyOf(type);
    if (family) return family;
    throw new RangeError(
      `the provider "${parts.name}" has no ${type} keys; use one that has, or another key`,
    );
  };
  const supportsSuite = ({ protection, hash }: CipherSuite): boolean => {
    if (!hashes.has(hash)) return false;
    if (protection.kind === 'aead') return aeads.has(protection.aead);
    return cbcs.has(protection.cipher) && hashes.has(protection.mac);
  };
  const supportsSignature = (type: KeyType, algorithm: SignatureAlgorithm): boolean =>
    familyOf(type)?.supports(algorithm) ?? false;

  return {
    ...parts,
    hash: (name) => hashes.get(name),
    aead: (name) => aeads.get(name),
    cbc: (name) => cbcs.get(name),
    group: (name) => groups.get(name),
    supportsSuite,
    supportsSignature,
    importPublicKey: (spki) => {
      const info = parsePublicKeyInfo(spki);
      return requireFamily(info.type).publicKey(info);
    },
    importPrivateKey: (pkcs8) => {
      const info = parsePrivateKeyInfo(pkcs8);
      return requireFamily(info.type).privateKey(info);
    },
  };
}
