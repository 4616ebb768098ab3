import { createHash, createHmac } from 'node:crypto';
import { ascii, type CryptoProvider } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { importPsk } from '../../src/resumption/import-psk.js';
import { Pair, serverOptions } from './pair.js';

const psk = { identity: ascii('device 1'), key: new Uint8Array(32).fill(7), context: ascii('a to b') };
const vector = (bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);

/** RFC 9258, 5.1 written out with Node's HMAC, without the code under test. */
function derived(name: 'sha256' | 'sha384', identity: Uint8Array, length: number): Buffer {
  const size = name === 'sha256' ? 32 : 48;
  const extracted = createHmac(name, Buffer.alloc(size)).update(psk.key).digest();
  const label = Buffer.from('tls13 derived psk');
  const context = createHash(name).update(identity).digest();
  const info = Buffer.concat([
    Buffer.from([0, length, label.length]),
    label,
    Buffer.from([context.length]),
    context,
  ]);
  const first = createHmac(name, extracted)
    .update(info)
    .update(Buffer.from([1]))
    .digest();
  const second = createHmac(name, extracted)
    .update(first)
    .update(info)
    .update(Buffer.from([2]))
    .digest();
  return Buffer.concat([first, second]).subarray(0, length);
}

describe('importing pre-shared keys (RFC 9258, 5.1)', () => {
  it('gives one key for each hash, by the identity that it travels with', () => {
    const [one, two, ...others] = importPsk(nobleProvider, psk);
    expect(others).toEqual([]);
    const head = Buffer.concat([vector(psk.identity), vector(psk.context), Buffer.from([3, 4])]);
    const identities = [1, 2].map((kdf) => new Uint8Array(Buffer.concat([head, Buffer.from([0, kdf])])));
    expect([one?.identity, two?.identity]).toEqual(identities);
    expect(Buffer.from(one?.key ?? [])).toEqual(derived('sha256', one?.identity ?? psk.key, 32));
    expect(Buffer.from(two?.key ?? [])).toEqual(derived('sha256', two?.identity ?? psk.key, 48));
    expect([one?.hash, two?.hash, one?.kind, two?.kind]).toEqual([
      'SHA-256',
      'SHA-384',
      'imported',
      'imported',
    ]);
  });

  it('uses the hash that the key was made for', () => {
    const [one] = importPsk(nobleProvider, { ...psk, hash: 'SHA-384' }, ['SHA-256']);
    expect(Buffer.from(one?.key ?? [])).toEqual(derived('sha384', one?.identity ?? psk.key, 32));
  });

  it.each(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'])('gives keys that %s goes with', (suite) => {
    const range = { minVersion: 'TLSv1.3', cipherSuites: [suite] } as const;
    const externalPsks = importPsk(nobleProvider, psk);
    const pair = new Pair({ ...range, externalPsks }, serverOptions({ ...range, externalPsks })).run();
    expect(pair.client.negotiated.pskIdentity?.subarray(2, 10)).toEqual(psk.identity);
    expect(pair.exchange('hello')).toBe('hello');
  });

  it('keeps those of another context apart', () => {
    const other = importPsk(nobleProvider, { ...psk, context: ascii('b to a') });
    const server = serverOptions({ externalPsks: importPsk(nobleProvider, psk) });
    expect(new Pair({ externalPsks: other }, server).run().server.negotiated.pskIdentity).toBeUndefined();
  });

  it('refuses what can not be imported', () => {
    const invalid = expect.objectContaining({ code: 'INVALID_CONFIG' });
    const without: CryptoProvider = { ...nobleProvider, hash: () => undefined };
    expect(() => importPsk(nobleProvider, { ...psk, key: new Uint8Array(15) })).toThrow(invalid);
    expect(() => importPsk(nobleProvider, { ...psk, identity: new Uint8Array(0) })).toThrow(invalid);
    expect(() => importPsk(nobleProvider, { ...psk, identity: new Uint8Array(65_522) })).toThrow(invalid);
    expect(() => importPsk(without, psk)).toThrow(invalid);
  });
});
