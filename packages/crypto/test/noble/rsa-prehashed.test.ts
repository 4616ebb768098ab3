import { constants, createHash, generateKeyPairSync, privateEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ssl3ProofScheme } from '../../src/index.js';
import { nobleProvider } from '../../src/noble/index.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ours = nobleProvider.importPrivateKey(privateKey.export({ format: 'der', type: 'pkcs8' }));
const theirs = nobleProvider.importPublicKey(publicKey.export({ format: 'der', type: 'spki' }));
const { algorithm } = ssl3ProofScheme;
const digest = Buffer.concat(['md5', 'sha1'].map((name) => createHash(name).update('messages').digest()));

describe('an RSA signature of a digest as it is (RFC 6101, 5.6.8)', () => {
  it('is what node:crypto makes of the digest, without a DigestInfo', () => {
    const expected = privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, digest);
    const signature = ours.sign(algorithm, digest, nobleProvider.random);
    expect(Buffer.from(signature)).toEqual(expected);
    expect(theirs.verify(algorithm, digest, expected)).toBe(true);
  });

  it('is another than one that hashes, and neither is taken for the other', () => {
    const hashing = { kind: 'rsa-pkcs1', hash: 'MD5-SHA1' } as const;
    const signature = ours.sign(hashing, digest, nobleProvider.random);
    expect(theirs.verify(hashing, digest, signature)).toBe(true);
    expect(theirs.verify(algorithm, digest, signature)).toBe(false);
    expect(theirs.verify(hashing, digest, ours.sign(algorithm, digest, nobleProvider.random))).toBe(false);
  });
});
