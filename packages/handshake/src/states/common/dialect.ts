import {
  type CipherSuite,
  type CryptoProvider,
  type Hash,
  type KeyType,
  type ProtocolVersion,
  type SignatureScheme,
  TLS12,
} from '@proj/crypto';
import { type KeyBlockSizes, keyBlockSizes, type Prf, tls12Prf, verifyData12 } from '@proj/crypto/schedule';
import { type CbcSealerOptions, cbcOpener, cbcSealer, type Opener, type Sealer } from '@proj/record';
import type { Transcript } from '../../transcript.js';
import type { Handshake } from '../state.js';
import { suiteHash } from './keys13.js';
import type { Sender } from './sign-and-verify.js';

/** One direction's keys of a CBC suite. */
export interface CbcKeys extends CbcSealerOptions {
  /** The IV of the key block, where the version takes one from there. */
  readonly iv: Uint8Array;
}

/** The master secret, and what it is worked with. */
export interface MasterSecret {
  readonly provider: CryptoProvider;
  readonly prf: Prf;
  readonly bytes: Uint8Array;
}

/** Messages that are signed. */
export type SignedMessage = 'ServerKeyExchange' | 'CertificateVerify';

/** What sets the versions below TLS 1.3 apart, which otherwise say the same things in the same order. */
export interface Dialect {
  /** Hashes the transcript. */
  transcriptHash(provider: CryptoProvider, suite: CipherSuite): Hash;
  prf(provider: CryptoProvider, suite: CipherSuite): Prf;
  keyBlockSizes(suite: CipherSuite, provider: CryptoProvider): KeyBlockSizes;
  /** Bytes of `verify_data`. */
  readonly verifyDataLength: number;
  /** The `verify_data` of a Finished that follows what is in the transcript. */
  verifyData(master: MasterSecret, sender: Sender, transcript: Transcript): Uint8Array;
  cbcSealer(keys: CbcKeys): Sealer;
  cbcOpener(keys: CbcKeys): Opener;
  /** The scheme that a key signs a message with where none is negotiated, `undefined` for a key that can not. */
  readonly impliedScheme?: (keyType: KeyType, message: SignedMessage) => SignatureScheme | undefined;
  /** What a CertificateVerify signs, where that is not the messages before it (RFC 6101, 5.6.8). */
  readonly proof?: (master: MasterSecret, transcript: Transcript) => Uint8Array;
  /** Whether keying material can be exported (RFC 5705). */
  readonly exports: boolean;
  /** The number that an alert has in this version, where it is another than today's. */
  readonly alert?: (description: number) => number;
}

/** TLS 1.2 (RFC 5246, 5, 6.2.3.2, 7.4.9). */
const dialect12: Dialect = {
  transcriptHash: suiteHash,
  prf: (provider, suite) => tls12Prf(suiteHash(provider, suite)),
  keyBlockSizes,
  verifyDataLength: 12,
  verifyData: ({ prf, bytes }, sender, transcript) => verifyData12(prf, bytes, sender, transcript.hash()),
  cbcSealer,
  cbcOpener,
  exports: true,
};

/** The dialect of the version that was negotiated, below TLS 1.3. */
export function dialectOf({ config, negotiated }: Pick<Handshake, 'config' | 'negotiated'>): Dialect {
  const { version = TLS12 } = negotiated;
  return config.legacy?.dialect(version) ?? dialect12;
}

/** Whether the version lets both ends agree on how they sign (RFC 5246, 7.4.1.4.1). */
export function negotiatesSignatures(version: ProtocolVersion): boolean {
  return version >= TLS12;
}
