import { ascii, wipe } from '../bytes/index.js';
import type { Hash } from '../provider.js';

/** The context of an HKDF label that has none. */
const noContext = new Uint8Array(0);

/** Prefix of every HKDF label of TLS 1.3 (RFC 8446, 7.1). */
const labelPrefix = ascii('tls13 ');

/** Longest label and longest context: both have a one-byte length, and the label's counts its prefix. */
const maxLabelLength = 255 - labelPrefix.length;
const maxContextLength = 255;

/** The HkdfLabel structure (RFC 8446, 7.1). Written by hand: it is made some twenty times in a handshake. */
function hkdfLabel(label: string, context: Uint8Array, length: number): Uint8Array {
  if (label.length > maxLabelLength) {
    throw new RangeError(`an HKDF label has at most ${maxLabelLength} characters, this one ${label.length}`);
  }
  if (context.length > maxContextLength) {
    throw new RangeError(`an HKDF context has at most ${maxContextLength} bytes, this one ${context.length}`);
  }
  const labelAt = 3 + labelPrefix.length;
  const contextAt = labelAt + label.length + 1;
  const info = new Uint8Array(contextAt + context.length);
  info[0] = length >> 8;
  info[1] = length;
  info[2] = labelPrefix.length + label.length;
  info.set(labelPrefix, 3);
  for (let i = 0; i < label.length; i++) info[labelAt + i] = label.charCodeAt(i);
  info[contextAt - 1] = context.length;
  info.set(context, contextAt);
  return info;
}

/**
 * HKDF-Expand-Label (RFC 8446, 7.1).
 *
 * @param hash - The suite's hash.
 * @param secret - A pseudorandom key.
 * @param label - ASCII, without the "tls13 " prefix, at most 249 characters; a `RangeError` otherwise.
 * @param context - At most 255 bytes: a transcript hash, a nonce, or nothing.
 * @param length - Bytes to derive.
 */
export function hkdfExpandLabel(
  hash: Hash,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  return hash.hkdfExpand(secret, hkdfLabel(label, context, length), length);
}

/** A traffic key and its IV (RFC 8446, 7.3). */
export interface TrafficKeys {
  /** The AEAD's key. */
  readonly key: Uint8Array;
  /** What each record's nonce is made of, with its sequence number. */
  readonly iv: Uint8Array;
}

/**
 * The key and IV of a traffic secret (RFC 8446, 7.3).
 *
 * @param hash - The suite's hash.
 * @param secret - A traffic secret.
 * @param keyLength - The AEAD's key length in bytes.
 * @param ivLength - The AEAD's nonce length in bytes; 12 for every suite of TLS 1.3.
 */
export function trafficKeys(
  hash: Hash,
  secret: Uint8Array,
  keyLength: number,
  ivLength: number = 12,
): TrafficKeys {
  return {
    key: hkdfExpandLabel(hash, secret, 'key', noContext, keyLength),
    iv: hkdfExpandLabel(hash, secret, 'iv', noContext, ivLength),
  };
}

/** The traffic secret after a KeyUpdate (RFC 8446, 7.2). The caller wipes the one it replaces. */
export function nextTrafficSecret(hash: Hash, secret: Uint8Array): Uint8Array {
  return hkdfExpandLabel(hash, secret, 'traffic upd', noContext, hash.outputLength);
}

/**
 * The `verify_data` of a Finished message (RFC 8446, 4.4.4), and a PSK binder, which is made in the same way from a
 * binder key (RFC 8446, 4.2.11.2).
 *
 * @param hash - The suite's hash.
 * @param baseKey - The sender's handshake traffic secret, its application traffic secret after the handshake, or a
 *   binder key.
 * @param transcriptHash - Hash of the messages before it.
 */
export function finishedVerifyData(hash: Hash, baseKey: Uint8Array, transcriptHash: Uint8Array): Uint8Array {
  const finishedKey = hkdfExpandLabel(hash, baseKey, 'finished', noContext, hash.outputLength);
  const verifyData = hash.hmac(finishedKey, transcriptHash);
  wipe(finishedKey);
  return verifyData;
}

/** The PSK that goes with a ticket (RFC 8446, 4.6.1). `ticketNonce` has at most 255 bytes. */
export function resumptionPsk(hash: Hash, resumptionSecret: Uint8Array, ticketNonce: Uint8Array): Uint8Array {
  return hkdfExpandLabel(hash, resumptionSecret, 'resumption', ticketNonce, hash.outputLength);
}

/**
 * Exported keying material (RFC 8446, 7.5). No context and an empty context give the same.
 *
 * @param hash - The suite's hash.
 * @param exporterSecret - The exporter secret, or the early one.
 * @param label - ASCII, at most 249 characters.
 * @param context - Of any length.
 * @param length - Bytes to export, at most 255 digests.
 */
export function exportTls13(
  hash: Hash,
  exporterSecret: Uint8Array,
  label: string,
  context: Uint8Array | undefined,
  length: number,
): Uint8Array {
  const emptyHash = hash.digest(noContext);
  const secret = hkdfExpandLabel(hash, exporterSecret, label, emptyHash, hash.outputLength);
  const contextHash = context === undefined || context.length === 0 ? emptyHash : hash.digest(context);
  const exported = hkdfExpandLabel(hash, secret, 'exporter', contextHash, length);
  wipe(secret);
  return exported;
}
