import { createHash, randomBytes } from 'node:crypto';
import {
  der,
  type ExtensionInput,
  extension,
  generateKey,
  type Issued,
  issueOcspResponse,
} from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import { nobleProvider } from '../../src/noble/index.js';
import {
  Certificate,
  type CheckedTimestamp,
  checkTimestamps,
  embeddedTimestamps,
  OcspResponse,
  parseTimestamps,
  requireTimestamps,
  stapledTimestamps,
  TransparencyLogs,
} from '../../src/x509/index.js';
import { errorOf, makeRoot, parsed } from './chains.js';

const root = makeRoot();
const issuer = root.authority();
const now = Date.now();
const log = generateKey(nobleProvider, 'p256');
const rsaLog = generateKey(nobleProvider, 'rsa');
const logs = new TransparencyLogs(nobleProvider, [
  { name: 'One', spki: log.privateKey.spki },
  { name: 'Two', spki: rsaLog.privateKey.spki },
]);

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const number = (value: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};
const vector = (bytes: Uint8Array, length: number): Buffer =>
  Buffer.concat([number(bytes.length, length), bytes]);

/** One timestamp, made from RFC 6962, 3.2 without the code under test. */
function timestamp(key: typeof log, entry: Uint8Array, at = now): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(at));
  const message = Buffer.concat([number(0, 2), time, entry, number(0, 2)]);
  const isRsa = key.privateKey.type === 'rsa';
  const algorithm = isRsa
    ? ({ kind: 'rsa-pkcs1', hash: 'SHA-256' } as const)
    : ({ kind: 'ecdsa', hash: 'SHA-256' } as const);
  const signature = key.privateKey.sign(algorithm, message, randomBytes);
  const identifier = number(isRsa ? 0x0401 : 0x0403, 2);
  return Buffer.concat([
    number(0, 1),
    sha256(key.privateKey.spki),
    time,
    number(0, 2),
    identifier,
    vector(signature, 2),
  ]);
}

const list = (...timestamps: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(vector(Buffer.concat(timestamps.map((one) => vector(one, 2))), 2));

/** A certificate as the log saw it, and a way to issue it with more extensions. */
const template = {
  serialNumber: randomBytes(8).fill(0x21),
  key: generateKey(nobleProvider, 'p256'),
  notBefore: now - 1e6,
  notAfter: now + 1e9,
};
const withExtensions = (...extensions: readonly ExtensionInput[]): Issued =>
  issuer.leaf({ ...template, extensions });
const precertificate = Buffer.concat([
  number(1, 2),
  sha256(parsed(issuer).spki),
  vector(parsed(withExtensions()).tbs, 3),
]);
const embed = (...timestamps: readonly Uint8Array[]): Issued =>
  withExtensions(extension('1.3.6.1.4.1.11129.2.4.2', der.octets(list(...timestamps))));

function check(
  leaf: Issued,
  delivered: ReturnType<typeof parseTimestamps> = [],
): readonly CheckedTimestamp[] {
  const issuerSpki = parsed(issuer).spki;
  return checkTimestamps({
    provider: nobleProvider,
    logs,
    leaf: parsed(leaf),
    issuerSpki,
    time: now,
    delivered,
  });
}

describe('certificate timestamps (RFC 6962)', () => {
  it('in a certificate hold for it without them (3.2), by ECDSA and RSA (2.1.4)', () => {
    const checked = check(embed(timestamp(log, precertificate), timestamp(rsaLog, precertificate)));
    expect(checked.map(({ status, log: by }) => [status, by?.name])).toEqual([
      ['valid', 'One'],
      ['valid', 'Two'],
    ]);
    requireTimestamps(checked, { timestamps: 2, logs: 2 });
  });

  it('beside a certificate hold for it as it is (3.3)', () => {
    const leaf = withExtensions();
    const entry = Buffer.concat([number(0, 2), vector(leaf.certificate, 3)]);
    const delivered = parseTimestamps(list(timestamp(log, entry), timestamp(log, precertificate)));
    expect(check(leaf, delivered).map(({ status }) => status)).toEqual(['valid', 'bad-signature']);
  });

  it('in an OCSP response are found', () => {
    const leaf = withExtensions();
    const entry = Buffer.concat([number(0, 2), vector(leaf.certificate, 3)]);
    const value = der.octets(list(timestamp(log, entry)));
    const singleExtensions = [extension('1.3.6.1.4.1.11129.2.4.5', value)];
    const response = OcspResponse.parse(issueOcspResponse(issuer, leaf.certificate, { singleExtensions }));
    const by = { name: parsed(issuer).subject, spki: parsed(issuer).spki };
    const single = response.find(nobleProvider, parsed(leaf), by);
    if (!single) throw new Error('the response is about the leaf');
    expect(check(leaf, stapledTimestamps(single)).map(({ status }) => status)).toEqual(['valid']);
  });

  it('of unknown logs, from the future, and of another certificate do not count', () => {
    const stranger = generateKey(nobleProvider, 'p256');
    const other = Buffer.from(precertificate);
    other[40] = (other[40] ?? 0) ^ 1;
    const checked = check(
      embed(
        timestamp(stranger, precertificate),
        timestamp(log, precertificate, now + 1_000),
        timestamp(log, other),
        timestamp(log, precertificate),
      ),
    );
    expect(checked.map(({ status }) => status)).toEqual([
      'unknown-log',
      'from-the-future',
      'bad-signature',
      'valid',
    ]);
    requireTimestamps(checked, { timestamps: 1, logs: 1 });
    const error = errorOf(() => requireTimestamps(checked, { timestamps: 2, logs: 1 }));
    expect(error).toMatchObject({ code: 'MISSING_TIMESTAMPS', opensslName: 'X509_V_ERR_NO_VALID_SCTS' });
  });

  it('of one log twice are of one log', () => {
    const one = timestamp(log, precertificate);
    const checked = check(embed(one, one));
    expect(errorOf(() => requireTimestamps(checked, { timestamps: 2, logs: 2 })).code).toBe(
      'MISSING_TIMESTAMPS',
    );
  });

  it('of other versions are passed over (3.3)', () => {
    expect(parseTimestamps(list(Uint8Array.of(1, 2, 3), timestamp(log, precertificate)))).toHaveLength(1);
  });

  it('that are malformed are refused, and none is no fault', () => {
    const good = list(timestamp(log, precertificate));
    for (const bad of [
      good.subarray(0, -1),
      Uint8Array.of(...good, 0),
      Uint8Array.of(),
      Uint8Array.of(0, 2, 0, 9),
    ]) {
      expect(errorOf(() => parseTimestamps(bad)).code).toBe('MALFORMED');
    }
    const wrong = withExtensions(extension('1.3.6.1.4.1.11129.2.4.2', der.octets(Uint8Array.of(0))));
    expect(errorOf(() => embeddedTimestamps(parsed(wrong))).code).toBe('INVALID_EXTENSION');
    expect(embeddedTimestamps(Certificate.parse(withExtensions().certificate))).toEqual([]);
  });
});
