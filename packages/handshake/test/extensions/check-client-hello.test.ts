import { TLS12, TLS13 } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import { type ClientHelloExtensions, checkClientHello } from '../../src/extensions/index.js';
import type { ClientHello } from '../../src/wire/index.js';
import { tlsErrorOf } from '../wire/codec-properties.js';

const hello: ClientHello = {
  legacyVersion: TLS12,
  random: new Uint8Array(32),
  sessionId: new Uint8Array(0),
  cipherSuites: [0x1301],
  compressionMethods: Uint8Array.of(0),
  extensions: [],
};
const share = { group: 29, keyExchange: new Uint8Array(32) };
const preSharedKey = {
  identities: [{ identity: Uint8Array.of(1), obfuscatedTicketAge: 0 }],
  binders: [new Uint8Array(32)],
};
const full: ClientHelloExtensions = {
  supportedVersions: [TLS13],
  supportedGroups: [23, 29],
  signatureAlgorithms: [0x0403],
  keyShare: [share],
};

/** Code and message of what the check throws, or nothing. */
function refusal(extensions: ClientHelloExtensions, version = TLS13, methods = [0]): string | undefined {
  const compressionMethods = Uint8Array.from(methods);
  const error = tlsErrorOf(() => checkClientHello({ ...hello, compressionMethods }, extensions, version));
  return error && `${error.code}: ${error.message}`;
}

/** The extensions without one of them. */
function without(row: keyof ClientHelloExtensions, extensions = full): ClientHelloExtensions {
  const { [row]: _, ...rest } = extensions;
  return rest;
}

describe('checkClientHello', () => {
  it('takes a whole TLS 1.3 hello, with or without shares and keys', () => {
    expect(refusal(full)).toBeUndefined();
    expect(refusal({ ...full, keyShare: [] })).toBeUndefined();
    expect(refusal({ ...full, preSharedKey, pskKeyExchangeModes: [1] })).toBeUndefined();
    expect(refusal({ supportedVersions: [TLS13], preSharedKey, pskKeyExchangeModes: [0] })).toBeUndefined();
  });

  it.each([
    ['signature_algorithms', without('signatureAlgorithms')],
    ['key_share', without('keyShare')],
    ['supported_groups', without('supportedGroups')],
    ['supported_groups', without('keyShare', without('supportedGroups'))],
    ['key_share', { ...without('keyShare'), preSharedKey, pskKeyExchangeModes: [1] }],
  ])('misses %s (RFC 8446, 9.2)', (name, extensions) => {
    expect(refusal(extensions)).toMatch(new RegExp(`^MISSING_EXTENSION: ClientHello: ${name} is missing`));
  });

  it('misses psk_key_exchange_modes beside pre_shared_key (RFC 8446, 4.2.9)', () => {
    expect(refusal({ ...full, preSharedKey })).toMatch(/^MISSING_EXTENSION: .*psk_key_exchange_modes/);
  });

  it('refuses a share for a group that is not offered (RFC 8446, 4.2.8)', () => {
    const extensions = { ...full, keyShare: [share, { ...share, group: 30 }] };
    expect(refusal(extensions)).toMatch(/^ILLEGAL_PARAMETER: .*group 30/);
  });

  it('wants the null compression method, and in TLS 1.3 no other (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2)', () => {
    expect(refusal(full, TLS13, [0, 1])).toMatch(/^INVALID_COMPRESSION/);
    expect(refusal(full, TLS13, [1])).toMatch(/^INVALID_COMPRESSION/);
    expect(refusal({}, TLS12, [1])).toMatch(/^INVALID_COMPRESSION/);
    expect(refusal({}, TLS12, [1, 0])).toBeUndefined();
  });

  it('asks nothing else of a hello that is answered with TLS 1.2', () => {
    expect(refusal({ keyShare: [share], preSharedKey }, TLS12)).toBeUndefined();
  });
});
