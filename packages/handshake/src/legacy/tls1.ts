import {
  type CipherSuite,
  type CryptoProvider,
  type Hash,
  type HashName,
  impliedSignatureScheme,
  TlsError,
} from '@proj/crypto';
import { type KeyBlockSizes, keyBlockSizes, verifyData12 } from '@proj/crypto/schedule';
import { legacyPrf } from '@proj/crypto/schedule/legacy';
import { cbcOpener, cbcSealer } from '@proj/record';
import { chainedCbcOpener, chainedCbcSealer, type SplitWay, splittingSealer } from '@proj/record/legacy';
import type { Dialect } from '../states/common/dialect.js';

/** A hash that the configuration has made sure of. */
export function hashOf(provider: CryptoProvider, name: HashName): Hash {
  const hash = provider.hash(name);
  if (hash) return hash;
  throw new TlsError('INTERNAL_ERROR', `the provider "${provider.name}" lacks ${name}`);
}

/** The first IV of each direction comes from the key block (RFC 2246, 6.3; RFC 6101, 6.2.2). */
export function sizesWithIv(suite: CipherSuite, provider: CryptoProvider): KeyBlockSizes {
  const sizes = keyBlockSizes(suite, provider);
  const { protection } = suite;
  const cbc = protection.kind === 'cbc' ? provider.cbc(protection.cipher) : undefined;
  return { ...sizes, ivLength: cbc?.blockLength ?? 0 };
}

/** TLS 1.1 (RFC 4346): MD5 and SHA-1 in the place of the suite's hash, signatures included. */
export const tls11Dialect: Dialect = {
  transcriptHash: (provider) => hashOf(provider, 'MD5-SHA1'),
  prf: (provider) => legacyPrf(hashOf(provider, 'MD5'), hashOf(provider, 'SHA-1')),
  keyBlockSizes,
  verifyDataLength: 12,
  verifyData: ({ prf, bytes }, sender, transcript) => verifyData12(prf, bytes, sender, transcript.hash()),
  cbcSealer,
  cbcOpener,
  exports: true,
  impliedScheme: impliedSignatureScheme,
};

/** TLS 1.0 (RFC 2246): 1.1 without an IV in each record. */
export function tls10Dialect(split: SplitWay): Dialect {
  return {
    ...tls11Dialect,
    keyBlockSizes: sizesWithIv,
    cbcSealer: (keys) => splittingSealer(chainedCbcSealer({ ...keys, ssl3: false }), split),
    cbcOpener: (keys) => chainedCbcOpener({ ...keys, ssl3: false }),
  };
}
