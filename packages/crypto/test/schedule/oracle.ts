import { createHash, createHmac } from 'node:crypto';

/** The formulas of the RFCs on top of node:crypto, written to be compared with and to share nothing with the sources. */

type NodeHash = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

export const digest = (hash: NodeHash, data: Uint8Array): Buffer => createHash(hash).update(data).digest();
export const hmac = (hash: NodeHash, key: Uint8Array, data: Uint8Array): Buffer =>
  createHmac(hash, key).update(data).digest();

/** HKDF-Expand (RFC 5869, 2.3). */
function hkdfExpand(hash: NodeHash, prk: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  let block: Buffer = Buffer.alloc(0);
  let output: Buffer = Buffer.alloc(0);
  for (let counter = 1; output.length < length; counter++) {
    block = hmac(hash, prk, Buffer.concat([block, info, Buffer.of(counter)]));
    output = Buffer.concat([output, block]);
  }
  return Uint8Array.from(output.subarray(0, length));
}

/** HKDF-Expand-Label (RFC 8446, 7.1). */
export function hkdfExpandLabel(
  hash: NodeHash,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const full = Buffer.from(`tls13 ${label}`, 'latin1');
  const size = Buffer.alloc(2);
  size.writeUInt16BE(length);
  const info = Buffer.concat([size, Buffer.of(full.length), full, Buffer.of(context.length), context]);
  return hkdfExpand(hash, secret, info, length);
}

/** P_hash (RFC 5246, 5), by its recursive definition. */
export function pHash(hash: NodeHash, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const a = (i: number): Uint8Array => (i === 0 ? seed : hmac(hash, secret, a(i - 1)));
  const parts: Buffer[] = [];
  for (let i = 1, size = 0; size < length; i++) {
    const part = hmac(hash, secret, Buffer.concat([a(i), seed]));
    parts.push(part);
    size += part.length;
  }
  return Uint8Array.from(Buffer.concat(parts).subarray(0, length));
}
