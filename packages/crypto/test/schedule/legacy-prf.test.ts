import { concatBytes, fromHex, toHex } from '@proj/crypto';
import { md5, sha1 } from '@proj/crypto/noble';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { legacyPrf } from '../../src/schedule/legacy-prf.js';
import * as oracle from './oracle.ts';

const prf = legacyPrf(md5, sha1);

it('gives what OpenSSL gives for a secret of odd length (RFC 4346, 5)', () => {
  // openssl kdf -keylen 100 -kdfopt digest:MD5-SHA1 -kdfopt hexsecret:… -kdfopt hexseed:… TLS1-PRF
  const secret = fromHex('9bbe436ba940f017b17652849a71db35aa');
  const seed = fromHex('a0ba9f936cda311827a6f796ffd5198c');
  expect(toHex(prf(secret, 'test label', seed, 100))).toBe(
    'd15d261f27f994096fbb4709ff20d231799dce32219baafb6883af51983e132f9c83dfee54eba38ec8a35879b14b96132a25' +
      '61599776267547e8c543d4cd86a8172d096998c724949e9f736e3d2fbafef579f375522b79e34288d72faff17e82fb76dc22',
  );
});

it('agrees with node:crypto: P_MD5 of one half XOR P_SHA-1 of the other (RFC 4346, 5)', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.uint8Array({ maxLength: 80 }),
      fc.integer({ min: 0, max: 200 }),
      (secret, seed, length) => {
        const half = Math.ceil(secret.length / 2);
        const labelled = concatBytes(Uint8Array.from(Buffer.from('key expansion')), seed);
        const left = oracle.pHash('md5', secret.subarray(0, half), labelled, length);
        const right = oracle.pHash('sha1', secret.subarray(secret.length - half), labelled, length);
        expect(prf(secret, 'key expansion', seed, length)).toEqual(
          left.map((byte, i) => byte ^ (right[i] ?? 0)),
        );
      },
    ),
    { numRuns: 100 },
  );
});
