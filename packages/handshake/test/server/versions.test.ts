import { TLS12, TLS13 } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import { downgradeToTls12 } from '../../src/wire/server-hello.js';
import { type Change, Duel, expectRefusal, unchanged } from './duel.js';
import { adding, clientHello, removing, setting } from './edits.js';

const only12 = { maxVersion: 'TLSv1.2' } as const;
const only13 = { minVersion: 'TLSv1.3' } as const;

/** The last eight bytes of the server's random. */
const sentinel = ({ server }: Duel): Uint8Array => server.negotiated.serverRandom.subarray(24);

describe("the server's choice of a version", () => {
  it.each<[string, Change, number, object?]>([
    ['is the best common one (RFC 8446, 4.2.1)', unchanged, TLS13],
    [
      'passes over unknown versions and GREASE (RFC 8446, 4.2.1; RFC 8701, 3.2)',
      clientHello(setting(43, '0c0a0a7f1c030503040303ffff')),
      TLS13,
    ],
    [
      'does not look at legacy_version when there is supported_versions (RFC 8446, 4.2.1)',
      clientHello(() => ({ legacyVersion: 0x0301 })),
      TLS13,
    ],
    [
      'is TLS 1.2 when supported_versions lacks 1.3 (RFC 8446, 4.2.1)',
      clientHello(adding(43, '020303')),
      TLS12,
      only12,
    ],
    ['is TLS 1.2 without supported_versions (RFC 8446, 4.2.1)', unchanged, TLS12, only12],
    [
      'is TLS 1.2 without supported_versions, whatever later legacy_version says (RFC 8446, 4.2.1)',
      clientHello(() => ({ legacyVersion: 0x0304 })),
      TLS12,
      only12,
    ],
  ])('%s', (_, change, version, client = {}) => {
    const duel = new Duel({}, change, client).run();
    expect(duel.server.isHandshaking).toBe(false);
    expect(duel.client.isConnected).toBe(true);
    expect(duel.server.negotiated.version).toBe(version);
  });

  it.each<[string, Change, object?, object?]>([
    ['TLS 1.1 by legacy_version (RFC 5246, E.1)', clientHello(() => ({ legacyVersion: 0x0302 })), only12],
    ['nothing that we speak in supported_versions (RFC 8446, 4.2.1)', clientHello(setting(43, '0403020301'))],
    ['SSL 3.0 by legacy_version (RFC 8446, D.5)', clientHello(() => ({ legacyVersion: 0x0300 })), only12],
    [
      'SSL 3.0 by legacy_version, beside TLS 1.3 (RFC 8446, D.5)',
      clientHello(() => ({ legacyVersion: 0x0300 })),
    ],
    ['TLS 1.2 to a server of TLS 1.3 alone (RFC 8446, 4.2.1)', unchanged, only12, only13],
    ['TLS 1.3 to a server of TLS 1.2 alone (RFC 8446, 4.2.1)', unchanged, only13, only12],
  ])('is protocol_version when the client offers %s', (_, change, client = {}, server = {}) => {
    expectRefusal(new Duel(server, change, client), 'UNSUPPORTED_PROTOCOL', 'protocol_version');
  });
});

describe('a server that could have spoken TLS 1.3', () => {
  it('says so in the random of TLS 1.2 (RFC 8446, 4.1.3)', () => {
    expect(sentinel(new Duel({}, unchanged, only12).run())).toEqual(downgradeToTls12);
  });

  it('says nothing of the kind in TLS 1.3 (RFC 8446, 4.1.3)', () => {
    expect(sentinel(new Duel().run())).not.toEqual(downgradeToTls12);
  });

  it('is detected by a client that could have too (RFC 8446, 4.1.3)', () => {
    const tampered = new Duel({}, clientHello(removing(43)));
    expect(() => tampered.run()).toThrow(expect.objectContaining({ code: 'DOWNGRADE_DETECTED' }));
  });
});

describe('a server of TLS 1.2', () => {
  it('leaves its random as it was drawn', () => {
    expect(sentinel(new Duel(only12).run())).not.toEqual(downgradeToTls12);
  });
});

describe('TLS_FALLBACK_SCSV (RFC 7507, 3)', () => {
  const fallback = clientHello(({ cipherSuites }) => ({ cipherSuites: [...cipherSuites, 0x5600] }));

  it('is an inappropriate_fallback below our best version', () => {
    expectRefusal(new Duel({}, fallback, only12), 'INAPPROPRIATE_FALLBACK', 'inappropriate_fallback');
  });

  it('means nothing at our best version', () => {
    expect(new Duel({}, fallback).run().server.negotiated.version).toBe(TLS13);
    expect(new Duel(only12, fallback, only12).run().server.negotiated.version).toBe(TLS12);
  });

  it('does not hide that there is no common version', () => {
    expectRefusal(new Duel(only13, fallback, only12), 'UNSUPPORTED_PROTOCOL', 'protocol_version');
  });
});
