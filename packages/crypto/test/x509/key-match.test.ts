import { describe, expect, it } from 'vitest';
import { requireMatchingKey } from '../../src/x509/index.js';
import { makeRoot, parsed } from './chains.js';

describe('a key and its certificate', () => {
  const root = makeRoot();

  it('belong together when the certificate holds its public half', () => {
    for (const keyType of ['p256', 'ed25519', 'rsa', 'ml-dsa-44'] as const) {
      const leaf = root.leaf({ keyType });
      expect(() => requireMatchingKey(parsed(leaf), leaf.key.privateKey)).not.toThrow();
    }
  });

  it('do not when it is another one, of the same kind or not, and the error says whose', () => {
    const leaf = root.leaf();
    for (const other of [root.leaf(), root.leaf({ keyType: 'ed25519' }), root]) {
      expect(() => requireMatchingKey(parsed(leaf), other.key.privateKey)).toThrow(
        /does not belong to the certificate of "CN=localhost"/,
      );
    }
  });
});
