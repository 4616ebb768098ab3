import { createHash } from 'node:crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { writeClientHelloExtensions } from '../src/extensions/index.js';
import { ja3, ja3String, ja4, ja4Parts } from '../src/fingerprint.js';
import type { ClientHello } from '../src/wire/client-hello.js';
import type { RawExtension } from '../src/wire/raw-extension.js';
import { Pair, serverOptions } from './resumption/pair.js';

const hashed = (name: string) => ({
  digest: (bytes: Uint8Array) => new Uint8Array(createHash(name).update(bytes).digest()),
});
const md5 = hashed('md5');
const sha256 = hashed('sha256');
const list = (...numbers: readonly number[]): Uint8Array =>
  Uint8Array.of(0, 2 * numbers.length, ...numbers.flatMap((one) => [one >> 8, one & 255]));

function hello(cipherSuites: readonly number[], extensions: readonly RawExtension[]): ClientHello {
  const nothing = new Uint8Array(0);
  const fixed = { random: new Uint8Array(32), sessionId: nothing, compressionMethods: Uint8Array.of(0) };
  return { legacyVersion: 0x0303, ...fixed, cipherSuites, extensions };
}

describe('JA3', () => {
  it('is the known value of a known ClientHello', () => {
    const empty = new Uint8Array(0);
    const known = hello(
      [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
      [
        { type: 0, data: empty },
        { type: 10, data: list(23, 24, 25) },
        { type: 11, data: Uint8Array.of(1, 0) },
      ],
    );
    const older = { ...known, legacyVersion: 0x0301 };
    expect(ja3String(older)).toBe('769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0');
    expect(ja3(older, md5)).toBe('ada70206e40642a3e4461f35503241d5');
  });

  it('leaves empty what there is none of', () => {
    expect(ja3String({ ...hello([4, 5], []), legacyVersion: 0x0301 })).toBe('769,4-5,,,');
  });
});

/** A browser's: its suites, extensions and schemes as JA4's authors tell them. */
const suites = [
  0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x9c, 0x9d,
  0x2f, 0x35,
];
const schemes = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];
const dataOf: Readonly<Record<number, Uint8Array>> = {
  [13]: list(...schemes),
  [16]: Uint8Array.of(0, 3, 2, 0x68, 0x32),
  [43]: Uint8Array.of(6, 0x2a, 0x2a, 3, 4, 3, 3),
};
const types = [
  0x1a1a, 0x1b, 0, 0x33, 0x10, 0x4469, 0x17, 0x2d, 0xd, 5, 0x23, 0x12, 0x2b, 0xff01, 0xb, 0xa, 0x15,
];
const browser = hello(
  suites,
  [...types, 0x3a3a].map((type) => ({ type, data: dataOf[type] ?? new Uint8Array(0) })),
);

describe('JA4', () => {
  it('is the known value of a known ClientHello', () => {
    expect(ja4(browser, sha256)).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1');
    expect(Object.values(ja4Parts(browser)).join('_')).toBe(
      't13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9_' +
        '0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_' +
        '0403,0804,0401,0503,0805,0501,0806,0601',
    );
  });

  it('does not depend on the order of suites and extensions, as JA3 does', () => {
    const other = { ...browser, extensions: [...browser.extensions].reverse() };
    expect(ja4(other, sha256)).toBe(ja4(browser, sha256));
    expect(ja3(other, md5)).not.toBe(ja3(browser, md5));
  });

  it('has places for what is missing', () => {
    expect(ja4(hello([], []), sha256)).toBe('t12i000000_000000000000_000000000000');
    const odd = hello([0x1301], [{ type: 16, data: Uint8Array.of(0, 3, 2, 0xab, 0xcd) }]);
    expect(ja4Parts(odd).head).toBe('t12i0101ad');
    const one = hello([0x1301], [{ type: 16, data: Uint8Array.of(0, 2, 1, 0x68) }]);
    expect(ja4Parts(one).head).toBe('t12i0101hh');
    const malformed = hello([0x1301], [{ type: 43, data: Uint8Array.of(9, 3) }]);
    expect(ja4Parts(malformed).head).toBe('t12i010100');
  });
});

describe('the fingerprint of a ClientHello', () => {
  it('is the same where it was sent and where it was received', () => {
    const seen: string[] = [];
    const edit = (sent: ClientHello): ClientHello => {
      seen.push(ja4(sent, sha256), ja3(sent, md5));
      return sent;
    };
    const server = serverOptions({
      onClientHello: ({ hello: received }) => {
        seen.push(ja4(received, sha256), ja3(received, md5));
        return undefined;
      },
    });
    new Pair({ clientHelloShape: { grease: true, edit }, alpn: ['h2'] }, { ...server, alpn: ['h2'] }).run();
    expect(seen).toHaveLength(4);
    expect(seen.slice(0, 2)).toEqual(seen.slice(2));
    expect(seen[0]).toMatch(/^t13d\d{4}h2_[0-9a-f]{12}_[0-9a-f]{12}$/);
  });

  it('can be had with the hashes of a provider', () => {
    const hash = nobleProvider.hash('SHA-256');
    if (!hash) throw new Error('there is no SHA-256');
    const extensions = writeClientHelloExtensions({ serverName: 'server.example' });
    expect(ja4(hello([0x1301], extensions), hash)).toBe(ja4(hello([0x1301], extensions), sha256));
  });
});
