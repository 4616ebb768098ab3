import { concatBytes, constantTimeEqual, fromHex } from '../bytes/bytes.js';
import type { Hash, HashName, Random } from '../provider.js';
import { md5Sha1 } from './hashes.js';
import { signatureHash } from './signature-hashes.js';

/** DigestInfo up to the digest (RFC 8017, 9.2, note 1). MD5-SHA1 stands without one (RFC 4346, 7.4.3). */
const digestInfoPrefixes: Readonly<Partial<Record<HashName, string>>> = {
  'SHA-1': '3021300906052b0e03021a05000414',
  'SHA-224': '302d300d06096086480165030402040500041c',
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-384': '3041300d060960864801650304020205000430',
  'SHA-512': '3051300d060960864801650304020305000440',
  'MD5-SHA1': '',
};

/** The hash of an RSASSA-PKCS1-v1_5 signature, or `undefined` for one that is not signed with. */
export function pkcs1Hash(name: HashName): Hash | undefined {
  return name === 'MD5-SHA1' ? md5Sha1 : signatureHash(name);
}

/**
 * EMSA-PKCS1-v1_5 (RFC 8017, 9.2): the encoded message of `length` bytes, or `undefined` where it does not fit.
 *
 * @param digest - Of the message.
 */
export function encodePkcs1(hash: Hash, digest: Uint8Array, length: number): Uint8Array | undefined {
  const info = concatBytes(fromHex(digestInfoPrefixes[hash.name] ?? ''), digest);
  if (length < info.length + 11) return undefined;
  const encoded = new Uint8Array(length).fill(0xff);
  encoded[0] = 0;
  encoded[1] = 1;
  encoded[length - info.length - 1] = 0;
  encoded.set(info, length - info.length);
  return encoded;
}

/** MGF1 (RFC 8017, B.2.1), added to `target` in place. */
function addMask(target: Uint8Array, hash: Hash, seed: Uint8Array): void {
  const counter = new Uint8Array(4);
  const view = new DataView(counter.buffer);
  for (let at = 0, block = 0; at < target.length; at += hash.outputLength, block++) {
    view.setUint32(0, block);
    const mask = hash.create().update(seed).update(counter).digest();
    const end = Math.min(hash.outputLength, target.length - at);
    for (let i = 0; i < end; i++) target[at + i] = (target[at + i] ?? 0) ^ (mask[i] ?? 0);
  }
}

/** What an RSASSA-PSS signature is made with. */
export interface PssHashes {
  readonly hash: Hash;
  readonly mgf1Hash: Hash;
  /** Bytes of salt. */
  readonly saltLength: number;
}

/** H of RFC 8017, 9.1.1, step 6. */
function pssHash(hash: Hash, message: Uint8Array, salt: Uint8Array): Uint8Array {
  return hash.create().update(new Uint8Array(8)).update(hash.digest(message)).update(salt).digest();
}

/** EMSA-PSS-ENCODE (RFC 8017, 9.1.1) for a modulus of `bits`; `undefined` where it does not fit. */
export function encodePss(
  scheme: PssHashes,
  message: Uint8Array,
  bits: number,
  random: Random,
): Uint8Array | undefined {
  const { hash, mgf1Hash, saltLength } = scheme;
  const length = Math.ceil((bits - 1) / 8);
  if (length < hash.outputLength + saltLength + 2) return undefined;
  const salt = random(saltLength);
  const encoded = new Uint8Array(length);
  const masked = encoded.subarray(0, length - hash.outputLength - 1);
  masked[masked.length - saltLength - 1] = 1;
  masked.set(salt, masked.length - saltLength);
  const digest = pssHash(hash, message, salt);
  addMask(masked, mgf1Hash, digest);
  masked[0] = (masked[0] ?? 0) & topMask(bits);
  encoded.set(digest, masked.length);
  encoded[length - 1] = 0xbc;
  return encoded;
}

/** The bits of the first byte that an encoded message may use (RFC 8017, 9.1.1, step 11). */
function topMask(bits: number): number {
  return 0xff >> (-(bits - 1) & 7);
}

/** EMSA-PSS-VERIFY (RFC 8017, 9.1.2) for a modulus of `bits`; overwrites `encoded`. */
export function verifyPss(
  scheme: PssHashes,
  message: Uint8Array,
  bits: number,
  encoded: Uint8Array,
): boolean {
  const { hash, mgf1Hash, saltLength } = scheme;
  const length = encoded.length;
  if (length < hash.outputLength + saltLength + 2 || encoded[length - 1] !== 0xbc) return false;
  const masked = encoded.subarray(0, length - hash.outputLength - 1);
  const digest = encoded.subarray(masked.length, length - 1);
  if ((masked[0] ?? 0) & ~topMask(bits)) return false;
  addMask(masked, mgf1Hash, digest);
  masked[0] = (masked[0] ?? 0) & topMask(bits);
  const separator = masked.length - saltLength - 1;
  if (masked.subarray(0, separator).some((byte) => byte !== 0) || masked[separator] !== 1) return false;
  return constantTimeEqual(digest, pssHash(hash, message, masked.subarray(separator + 1)));
}

/** Bytes that EME-PKCS1-v1_5 adds at least: two of header, eight of padding, one of end (RFC 8017, 7.2.1). */
const encryptionOverhead = 11;

/** EME-PKCS1-v1_5 (RFC 8017, 7.2.1): `length` bytes; throws a `RangeError` for a message that does not fit. */
export function padForEncryption(message: Uint8Array, length: number, random: Random): Uint8Array {
  const paddingLength = length - message.length - 3;
  if (message.length > length - encryptionOverhead) {
    throw new RangeError(`a message of ${message.length} bytes is too long for this RSA key`);
  }
  const padded = new Uint8Array(length);
  padded[1] = 2;
  padded.set(nonZeroBytes(paddingLength, random), 2);
  padded.set(message, length - message.length);
  return padded;
}

/** Rounds of drawing before giving up; each leaves one byte in 256 to be drawn again. */
const maxDraws = 64;

function nonZeroBytes(length: number, random: Random): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for (let draw = 0; filled < length && draw < maxDraws; draw++) {
    for (const byte of random(length - filled)) if (byte !== 0) bytes[filled++] = byte;
  }
  if (filled < length) throw new RangeError('the random source gives nothing but zeros');
  return bytes;
}

/**
 * Takes off EME-PKCS1-v1_5 where a message of `length` bytes is in it, and gives the first `length` bytes of `rejection`
 * otherwise. No branch, index or length depends on the padded bytes (RFC 5246, 7.4.7.1; Bleichenbacher's attack).
 */
export function unpadOrReject(padded: Uint8Array, length: number, rejection: Uint8Array): Uint8Array {
  const end = padded.length - length - 1;
  let wrong = (padded[0] ?? 0) | ((padded[1] ?? 0) ^ 2) | (padded[end] ?? 0);
  for (let i = 2; i < end; i++) wrong |= isZero(padded[i] ?? 0);
  // All ones to take the message, all zeros to take the rejection.
  const take = -isZero(wrong);
  const result = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    result[i] = ((padded[end + 1 + i] ?? 0) & take) | ((rejection[i] ?? 0) & ~take);
  }
  return result;
}

/** 1 for 0, else 0, for numbers below 2^31. */
function isZero(value: number): number {
  return (~value & (value - 1)) >>> 31;
}
