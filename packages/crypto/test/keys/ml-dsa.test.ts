import { createPrivateKey } from 'node:crypto';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { describe, expect, it } from 'vitest';
import { parsePrivateKeyInfo } from '../../src/index.js';
import { encodeDer } from '../../src/keys/der.js';
import { nobleProvider } from '../../src/noble/index.js';
import { makeKeys } from './node-keys.js';

const algorithms = { 'ml-dsa-44': ml_dsa44, 'ml-dsa-65': ml_dsa65, 'ml-dsa-87': ml_dsa87 } as const;
const expandedLengths = { 'ml-dsa-44': 2560, 'ml-dsa-65': 4032, 'ml-dsa-87': 4896 } as const;

describe.each(['ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const)('%s private keys (RFC 9881, 6)', (type) => {
  const { privateKey, publicKey } = makeKeys(type);
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const whole = parsePrivateKeyInfo(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const seed = whole.key;
  const expanded = algorithms[type].keygen(seed).secretKey;
  const wrap = (contents: Uint8Array): Uint8Array =>
    encodeDer(0x30, encodeDer(2, Uint8Array.of(0)), whole.algorithm, encodeDer(4, contents));
  const spkiOf = (contents: Uint8Array): Buffer =>
    Buffer.from(nobleProvider.importPrivateKey(wrap(contents)).spki);

  it('are a seed, an expanded key, or both, which OpenSSL reads alike', () => {
    expect(seed).toHaveLength(32);
    expect(expanded).toHaveLength(expandedLengths[type]);
    const forms = [
      encodeDer(0x80, seed),
      encodeDer(4, expanded),
      encodeDer(0x30, encodeDer(4, seed), encodeDer(4, expanded)),
    ];
    for (const contents of forms) {
      expect(spkiOf(contents)).toEqual(spki);
      const key = createPrivateKey({ key: Buffer.from(wrap(contents)), format: 'der', type: 'pkcs8' });
      expect(key.asymmetricKeyType).toBe(type);
    }
  });

  it('are refused when seed and expanded key do not match, or have wrong lengths', () => {
    const other = seed.slice();
    other[0] = (other[0] ?? 0) ^ 1;
    expect(() => spkiOf(encodeDer(0x30, encodeDer(4, other), encodeDer(4, expanded)))).toThrow(
      'do not match',
    );
    expect(() => spkiOf(encodeDer(0x80, seed.subarray(1)))).toThrow('31 bytes');
    expect(() => spkiOf(encodeDer(4, expanded.subarray(1)))).toThrow('expanded key of');
    expect(() => spkiOf(encodeDer(5))).toThrow('neither');
  });
});
