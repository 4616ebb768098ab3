import { describe, expect, it } from 'vitest';
import { isSameKey } from '../../src/index.js';
import { makeRoot, parsed } from '../x509/chains.js';

describe('a key and its certificate', () => {
  const root = makeRoot();

  it('belong together when the certificate holds its public half', () => {
    for (const keyType of ['p256', 'ed25519', 'rsa', 'ml-dsa-44'] as const) {
      const leaf = root.leaf({ keyType });
      expect(isSameKey(parsed(leaf).spki, leaf.key.privateKey.spki)).toBe(true);
    }
  });

  it('do not when it is another one, of the same kind or not', () => {
    const leaf = root.leaf();
    for (const other of [root.leaf(), root.leaf({ keyType: 'ed25519' }), root]) {
      expect(isSameKey(parsed(leaf).spki, other.key.privateKey.spki)).toBe(false);
    }
  });

  it('can not be told where one is no key', () => {
    const { spki } = parsed(root.leaf());
    expect(() => isSameKey(spki, spki.subarray(1))).toThrow(RangeError);
  });
});
