import { type Aead, type Cbc, type Hash, TLS12, TLS13, TlsError, type TlsErrorCode } from '@proj/crypto';
import {
  aes128Cbc,
  aes128Ccm,
  aes128Ccm8,
  aes128Gcm,
  aes256Cbc,
  aes256Gcm,
  chacha20Poly1305,
  sha1,
  sha256,
  sha384,
  systemRandom,
} from '@proj/crypto/noble';
import {
  type ContentType,
  cbcOpener,
  cbcSealer,
  contentTypes,
  type Opener,
  ReadHalf,
  type Sealer,
  tls12AeadOpener,
  tls12AeadSealer,
  tls13Opener,
  tls13Sealer,
  WriteHalf,
} from '@proj/record';
import { expect } from 'vitest';

/** Bytes that tell apart where they come from: no two neighbours are alike. */
export function pattern(length: number, start = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (start + 7 * i) & 0xff);
}

/** One way to protect records, with fixed keys. */
export interface Kind {
  readonly name: string;
  readonly version: number;
  readonly sealer: () => Sealer;
  readonly opener: () => Opener;
}

function tls13(aead: Aead): Kind {
  const key = pattern(aead.keyLength);
  const iv = pattern(12, 3);
  return {
    name: `TLS 1.3 ${aead.name}`,
    version: TLS13,
    sealer: () => tls13Sealer(aead, key, iv),
    opener: () => tls13Opener(aead, key, iv),
  };
}

function tls12(aead: Aead, explicitNonce: boolean): Kind {
  const key = pattern(aead.keyLength);
  const iv = pattern(explicitNonce ? 4 : 12, 3);
  return {
    name: `TLS 1.2 ${aead.name}`,
    version: TLS12,
    sealer: () => tls12AeadSealer(aead, key, iv, explicitNonce),
    opener: () => tls12AeadOpener(aead, key, iv, explicitNonce),
  };
}

function cbc(cipher: Cbc, mac: Hash, encryptThenMac: boolean): Kind {
  const options = {
    cbc: cipher,
    key: pattern(cipher.keyLength),
    mac,
    macKey: pattern(mac.outputLength, 3),
    encryptThenMac,
  };
  return {
    name: `TLS 1.2 ${cipher.name} ${mac.name} ${encryptThenMac ? 'encrypt-then-MAC' : 'MAC-then-encrypt'}`,
    version: TLS12,
    sealer: () => cbcSealer({ ...options, random: systemRandom }),
    opener: () => cbcOpener(options),
  };
}

/** Every protection that a suite uses. */
export const kinds: readonly Kind[] = [
  tls13(aes128Gcm),
  tls13(aes256Gcm),
  tls13(chacha20Poly1305),
  tls13(aes128Ccm),
  tls13(aes128Ccm8),
  tls12(aes128Gcm, true),
  tls12(aes256Gcm, true),
  tls12(chacha20Poly1305, false),
  tls12(aes128Ccm, true),
  tls12(aes128Ccm8, true),
  ...[true, false].flatMap((encryptThenMac) => [
    cbc(aes128Cbc, sha1, encryptThenMac),
    cbc(aes256Cbc, sha1, encryptThenMac),
    cbc(aes128Cbc, sha256, encryptThenMac),
    cbc(aes256Cbc, sha256, encryptThenMac),
    cbc(aes256Cbc, sha384, encryptThenMac),
  ]),
];

/** Both halves of one direction under a protection. */
export function halves(kind: Kind): { readonly write: WriteHalf; readonly read: ReadHalf } {
  const write = new WriteHalf();
  const read = new ReadHalf();
  write.changeProtection(kind.sealer());
  read.changeProtection(kind.opener());
  read.expectVersion(kind.version);
  return { write, read };
}

/** A read half under an opener, after the negotiation of a version. */
export function readerOf(opener: Opener, version: number): ReadHalf {
  const read = new ReadHalf();
  read.changeProtection(opener);
  read.expectVersion(version);
  return read;
}

/** Takes all output out of a write half. */
export function drain(write: WriteHalf): Uint8Array {
  const bytes = write.output.peek().slice();
  write.output.consume(bytes.length);
  return bytes;
}

/** A record that was read, kept. */
export interface Kept {
  readonly type: ContentType;
  readonly content: Uint8Array;
}

/** Reads all whole records. */
export function readAll(read: ReadHalf): Kept[] {
  const records: Kept[] = [];
  for (let record = read.next(); record; record = read.next()) {
    records.push({ type: record.type, content: record.fragment.slice() });
  }
  return records;
}

/** A record with a header of one's own. */
export function rawRecord(type: number, version: number, body: Uint8Array, length = body.length): Uint8Array {
  return Uint8Array.of(type, version >> 8, version & 255, length >> 8, length & 255, ...body);
}

/** Cuts a stream into its records. */
export function splitRecords(stream: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at < stream.length; ) {
    const end = at + 5 + (((stream[at + 3] ?? 0) << 8) | (stream[at + 4] ?? 0));
    records.push(stream.slice(at, end));
    at = end;
  }
  return records;
}

/** Runs `action`, which must throw a `TlsError`, and returns it. */
export function tlsErrorOf(action: () => unknown): TlsError {
  try {
    action();
  } catch (error) {
    if (error instanceof TlsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Expects that a read half refuses what it is given, with a code and an alert, and for good. */
export function expectRefused(read: ReadHalf, bytes: Uint8Array, code: TlsErrorCode, alert: string): void {
  read.receive(bytes);
  const error = tlsErrorOf(() => read.next());
  expect(error.code).toBe(code);
  expect(error.alert).toBe(alert);
  read.receive(rawRecord(contentTypes.applicationData, TLS12, pattern(1)));
  expect(tlsErrorOf(() => read.next())).toBe(error);
  expect(read.needed).toBe(0);
  expect(read.buffered).toBe(0);
}
