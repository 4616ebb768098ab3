import { ascii, concatBytes, wipe } from '../bytes/index.js';
import type { Hash } from '../provider.js';
import type { Prf } from './tls12.js';

/** Bytes that one step makes: a digest of MD5. */
const stepLength = 16;
/** Steps that have a letter of their own, A to Z. */
const maxSteps = 26;
/** Bytes of padding for each hash: what it lacks to a block of 64 bytes, rounded as the designers did. */
const padLengths = { md5: 48, sha1: 40 } as const;
const innerPad = 0x36;
const outerPad = 0x5c;

/**
 * SSL 3.0's way from a secret to more bytes, for the master secret and the key block alike (RFC 6101, 6.1, 6.2.2): MD5 of
 * the secret and SHA-1 of A, BB, CCC and so on, the secret, and the seed. The label of a {@link Prf} has no part in it.
 * Throws a `RangeError` for more than 416 bytes, for which there are no letters.
 *
 * @param md5 - MD5.
 * @param sha1 - SHA-1.
 */
export function ssl3Prf(md5: Hash, sha1: Hash): Prf {
  return (secret, _label, seed, length) => {
    if (length > maxSteps * stepLength)
      throw new RangeError(`SSL 3.0 can not derive ${length} bytes, ${maxSteps * stepLength} at most`);
    const output = new Uint8Array(length);
    for (let step = 0; step * stepLength < length; step++) {
      const letters = new Uint8Array(step + 1).fill(0x41 + step);
      const inner = sha1.create().update(letters).update(secret).update(seed).digest();
      const part = md5.create().update(secret).update(inner).digest();
      output.set(part.subarray(0, length - step * stepLength), step * stepLength);
      wipe(inner, part);
    }
    return output;
  };
}

/** The hashes of a running transcript that SSL 3.0 signs and finishes with, and that go on alone when they are asked. */
export interface Ssl3Transcript {
  /** MD5, of all messages so far. */
  readonly md5: ReturnType<Hash['create']>;
  /** SHA-1, of all messages so far. */
  readonly sha1: ReturnType<Hash['create']>;
}

/** Who a Finished is from, in SSL 3.0's letters. */
const senders = { client: ascii('CLNT'), server: ascii('SRVR') } as const;

/**
 * What a Finished message holds, 36 bytes (RFC 6101, 5.6.9).
 *
 * @param md5 - MD5.
 * @param sha1 - SHA-1.
 * @param master - The master secret.
 * @param sender - Whose Finished it is.
 * @param transcript - Of the messages before it; what it is given is used up.
 */
export function ssl3VerifyData(
  md5: Hash,
  sha1: Hash,
  master: Uint8Array,
  sender: 'client' | 'server',
  transcript: Ssl3Transcript,
): Uint8Array {
  return bothHashes(md5, sha1, master, senders[sender], transcript);
}

/**
 * What a CertificateVerify signs in place of a transcript's hash, 36 bytes (RFC 6101, 5.6.8): MD5 and SHA-1, each keyed
 * with the master secret. RSA signs both, ECDSA and DSA the second.
 *
 * @param transcript - Of the messages before it; what it is given is used up.
 */
export function ssl3CertificateVerifyHash(
  md5: Hash,
  sha1: Hash,
  master: Uint8Array,
  transcript: Ssl3Transcript,
): Uint8Array {
  return bothHashes(md5, sha1, master, new Uint8Array(0), transcript);
}

function bothHashes(
  md5: Hash,
  sha1: Hash,
  master: Uint8Array,
  sender: Uint8Array,
  transcript: Ssl3Transcript,
): Uint8Array {
  const keyed = (hash: Hash, running: ReturnType<Hash['create']>, padLength: number): Uint8Array => {
    const pad = new Uint8Array(padLength);
    const inner = running.update(sender).update(master).update(pad.fill(innerPad)).digest();
    return hash.create().update(master).update(pad.fill(outerPad)).update(inner).digest();
  };
  return concatBytes(
    keyed(md5, transcript.md5, padLengths.md5),
    keyed(sha1, transcript.sha1, padLengths.sha1),
  );
}
