import { ascii } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../../src/config-defaults.js';
import type { ExternalPsk } from '../../src/resumption/external-psk.js';
import { Pair, serverOptions, sessionFrom } from './pair.js';

const psk: ExternalPsk = { identity: ascii('device 1'), key: new Uint8Array(32).fill(7) };
const other: ExternalPsk = { identity: ascii('device 2'), key: new Uint8Array(32).fill(8), hash: 'SHA-384' };

function run(client: Partial<ClientOptions>, server: Partial<ServerOptions>): Pair {
  return new Pair(client, serverOptions(server)).run();
}

describe('external pre-shared keys (RFC 8446, 2.2)', () => {
  it('stand for certificates, of which the server needs none', () => {
    const pair = run({ externalPsks: [psk] }, { externalPsks: [other, psk] });
    expect(pair.serverMessages.slice(0, 3)).toEqual(['server_hello', 'encrypted_extensions', 'finished']);
    expect(pair.client.negotiated.pskIdentity).toEqual(psk.identity);
    expect(pair.server.negotiated).toMatchObject({ pskIdentity: psk.identity, group: 'x25519' });
    expect(pair.exchange('hello')).toBe('hello');
  });

  it('go with a suite of their hash, also where another one is liked better', () => {
    const cipherSuites = [
      'TLS_AES_128_GCM_SHA256',
      'TLS_AES_256_GCM_SHA384',
      'ECDHE-ECDSA-AES128-GCM-SHA256',
    ];
    const pair = run({ externalPsks: [other], cipherSuites }, { externalPsks: [other], cipherSuites });
    expect(pair.client.negotiated.suite?.name).toBe('TLS_AES_256_GCM_SHA384');
    expect(pair.client.negotiated.pskIdentity).toEqual(other.identity);
  });

  it('are passed over where they are unknown', () => {
    const pair = run({ externalPsks: [other, psk] }, { externalPsks: [psk] });
    expect(pair.server.negotiated.pskIdentity).toEqual(psk.identity);
    expect(run({ externalPsks: [psk] }, {}).server.negotiated.pskIdentity).toBeUndefined();
  });

  it('work with a HelloRetryRequest, and those of another hash are left out behind it (RFC 8446, 4.1.4)', () => {
    const pair = run({ externalPsks: [psk, other] }, { externalPsks: [psk, other], groups: ['secp256r1'] });
    expect(pair.server.negotiated).toMatchObject({ helloRetryRequest: true, pskIdentity: psk.identity });
  });

  it('that differ are a decrypt_error (RFC 8446, 4.2.11)', () => {
    const wrong = { ...psk, key: new Uint8Array(32).fill(9) };
    expect(() => run({ externalPsks: [wrong] }, { externalPsks: [psk] })).toThrow(
      expect.objectContaining({ code: 'BAD_PSK_BINDER', alert: 'decrypt_error' }),
    );
  });

  it('that are of another kind are a decrypt_error (RFC 9258, 5.2)', () => {
    expect(() => run({ externalPsks: [{ ...psk, kind: 'imported' }] }, { externalPsks: [psk] })).toThrow(
      expect.objectContaining({ code: 'BAD_PSK_BINDER' }),
    );
  });

  it('serve without a key exchange only where both ends allow it (RFC 8446, 4.2.9)', () => {
    const alone = { externalPsks: [psk], pskWithoutDhe: true };
    // With both modes on offer the one with forward secrecy is taken.
    expect(run(alone, alone).server.negotiated.group).toBe('x25519');
    const pskKeyExchangeModes = 45;
    const pskOnly = {
      ...alone,
      sessionTickets: false,
      clientHelloShape: {
        without: [pskKeyExchangeModes],
        extra: [{ type: pskKeyExchangeModes, data: Uint8Array.of(1, 0) }],
      },
    };
    const pair = run(pskOnly, alone);
    expect(pair.server.negotiated).toMatchObject({ pskIdentity: psk.identity, group: undefined });
    expect(pair.exchange('hello')).toBe('hello');
    expect(run(pskOnly, { externalPsks: [psk] }).server.negotiated.pskIdentity).toBeUndefined();
  });

  it('come behind a session, and lead to sessions themselves', () => {
    const server = serverOptions({ externalPsks: [psk] });
    const session = sessionFrom(server, { externalPsks: [psk], verifyChain: () => 'unverified' });
    const pair = new Pair({ session, externalPsks: [psk], verifyChain: () => 'unverified' }, server).run();
    expect(pair.server.negotiated.session).toBeDefined();
    expect(pair.server.negotiated.pskIdentity).toBeUndefined();
  });

  it('must be long enough and have a name', () => {
    const invalid = expect.objectContaining({ code: 'INVALID_CONFIG' });
    expect(() => serverOptions({ externalPsks: [{ ...psk, key: new Uint8Array(15) }] })).toThrow(invalid);
    expect(() => serverOptions({ externalPsks: [{ ...psk, identity: new Uint8Array(0) }] })).toThrow(invalid);
  });
});
