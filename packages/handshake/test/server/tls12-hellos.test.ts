import { describe, expect, it } from 'vitest';
import type { ServerOptions } from '../../src/config-defaults.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { readServerHello, type ServerHello } from '../../src/wire/server-hello.js';
import { readDheServerKeyExchange, readEcdheServerKeyExchange } from '../../src/wire/server-key-exchange.js';
import { type Change, Duel, ecdsa, expectRefusal, unchanged } from './duel.js';
import { adding, clientHello, extension, removing, setting, without } from './edits.js';

const only12 = { maxVersion: 'TLSv1.2' } as const;
const cbc = { ...only12, cipherSuites: ['ECDHE-ECDSA-AES128-SHA256'] };
const dhe = { ...only12, cipherSuites: ['DHE-RSA-AES128-GCM-SHA256'] };
const ecdhe = { ...only12, cipherSuites: ['ECDHE-ECDSA-AES128-GCM-SHA256'] };

const numbers = {
  ecPointFormats: 11,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  renegotiationInfo: 0xff01,
} as const;

function serverHelloOf(duel: Duel): ServerHello {
  return readServerHello(duel.sent(handshakeTypes.serverHello));
}

function answered(server: Partial<ServerOptions>, change: Change, client: object): readonly number[] {
  return serverHelloOf(new Duel(server, change, client).run()).extensions.map(({ type }) => type);
}

describe('a ServerHello of TLS 1.2', () => {
  it('has no session id: nothing can be resumed (RFC 5246, 7.4.1.3)', () => {
    const offersOne = clientHello(() => ({ sessionId: new Uint8Array(32).fill(7) }));
    const duel = new Duel({}, offersOne, only12).run();
    expect(serverHelloOf(duel)).toMatchObject({ legacyVersion: 0x0303, sessionId: new Uint8Array(0) });
  });

  it('has no extensions when the client has offered none (RFC 5246, 7.4.1.4)', () => {
    const sha1 = ['ecdsa_sha1', 'ecdsa_secp256r1_sha256'] as const;
    const change = clientHello(() => ({ extensions: [] }));
    const client = { ...ecdhe, signatureSchemes: sha1, legacyServerConnect: true };
    const duel = new Duel({ credentials: [ecdsa], signatureSchemes: sha1 }, change, client).run();
    expect(serverHelloOf(duel).extensions).toEqual([]);
    expect(duel.client.isConnected).toBe(true);
  });
});

describe('renegotiation_info (RFC 5746, 3.6)', () => {
  const { renegotiationInfo } = numbers;
  const scsv = clientHello(({ cipherSuites, extensions }) => ({
    cipherSuites: [...cipherSuites.filter((id) => id !== 0xff), 0xff],
    extensions: without(extensions, renegotiationInfo),
  }));
  const silent = clientHello(({ cipherSuites, extensions }) => ({
    cipherSuites: cipherSuites.filter((id) => id !== 0xff),
    extensions: without(extensions, renegotiationInfo),
  }));

  it.each<[string, Change]>([
    ['the extension', unchanged],
    ['the signalling suite', scsv],
  ])('is answered, empty, to %s', (_, change) => {
    const duel = new Duel({}, change, only12).run();
    const answer = serverHelloOf(duel).extensions.find(({ type }) => type === renegotiationInfo);
    expect(answer?.data).toEqual(Uint8Array.of(0));
    expect(duel.server.negotiated.secureRenegotiation).toBe(true);
  });

  it('is not answered to a client that shows neither', () => {
    const duel = new Duel({}, silent, { ...only12, legacyServerConnect: true }).run();
    expect(serverHelloOf(duel).extensions.map(({ type }) => type)).not.toContain(renegotiationInfo);
    expect(duel.server.negotiated.secureRenegotiation).toBe(false);
  });

  it('is a handshake_failure when it speaks of an earlier handshake', () => {
    const change = clientHello(({ extensions }) => ({
      extensions: [
        ...without(extensions, renegotiationInfo),
        extension(renegotiationInfo, `0c${'00'.repeat(12)}`),
      ],
    }));
    expectRefusal(new Duel({}, change, only12), 'RENEGOTIATION_MISMATCH', 'handshake_failure');
  });
});

describe('what TLS 1.2 adds to its keys', () => {
  it('is the extended master secret wherever the client offers it (RFC 7627, 5.1)', () => {
    const duel = new Duel({}, unchanged, only12).run();
    expect(duel.server.negotiated.extendedMasterSecret).toBe(true);
    expect(duel.client.isConnected).toBe(true);
  });

  it('is no extended master secret for a client that does not offer it (RFC 7627, 5.1)', () => {
    const duel = new Duel({}, clientHello(removing(numbers.extendedMasterSecret)), only12).run();
    expect(duel.server.negotiated.extendedMasterSecret).toBe(false);
    expect(duel.client.isConnected).toBe(true);
  });

  it('is encrypt-then-MAC with CBC where both want it (RFC 7366, 3)', () => {
    const duel = new Duel(cbc, unchanged, cbc).run();
    expect(duel.server.negotiated.encryptThenMac).toBe(true);
    expect(duel.client.isConnected).toBe(true);
  });

  it.each([
    ['with an AEAD (RFC 7366, 3)', {}, unchanged, only12],
    ['when the client does not offer it (RFC 7366, 2)', cbc, clientHello(removing(22)), cbc],
    ['when the configuration does not want it', { ...cbc, encryptThenMac: false }, unchanged, cbc],
  ])('is no encrypt-then-MAC %s', (_, server, change, client) => {
    const duel = new Duel(server, change, client).run();
    expect(serverHelloOf(duel).extensions.map(({ type }) => type)).not.toContain(numbers.encryptThenMac);
    expect(duel.server.negotiated.encryptThenMac).toBe(false);
    expect(duel.client.isConnected).toBe(true);
  });
});

describe('elliptic curves in TLS 1.2', () => {
  it('bring an answer to ec_point_formats with them (RFC 8422, 5.2)', () => {
    expect(answered({}, unchanged, ecdhe)).toContain(numbers.ecPointFormats);
  });

  it('bring none where the client sent none, and finite fields never (RFC 8422, 5.2)', () => {
    expect(answered({}, clientHello(removing(11)), ecdhe)).not.toContain(numbers.ecPointFormats);
    expect(answered({}, clientHello(adding(11, '0100')), dhe)).not.toContain(numbers.ecPointFormats);
  });

  it('are P-256 for a client without supported_groups (RFC 8422, 4)', () => {
    const duel = new Duel({}, clientHello(removing(10)), ecdhe).run();
    const { group } = readEcdheServerKeyExchange(duel.sent(handshakeTypes.serverKeyExchange));
    expect(group).toBe(23);
    expect(duel.client.isConnected).toBe(true);
  });

  it('are never hybrids, which are for TLS 1.3', () => {
    const groups = ['X25519MLKEM768', 'x25519', 'secp256r1'] as const;
    expect(new Duel({ groups }, unchanged, { ...ecdhe, groups }).run().server.negotiated.group).toBe(
      'x25519',
    );
  });

  it('have a point of their own in every handshake', () => {
    const keys = Array.from({ length: 3 }, () =>
      readEcdheServerKeyExchange(new Duel({}, unchanged, ecdhe).run().sent(handshakeTypes.serverKeyExchange)),
    );
    expect(new Set(keys.map(({ publicKey }) => String(publicKey))).size).toBe(3);
  });
});

describe('finite fields in TLS 1.2 (RFC 7919)', () => {
  const primeBits = (duel: Duel): number =>
    8 * readDheServerKeyExchange(duel.sent(handshakeTypes.serverKeyExchange)).prime.length;
  const offering = (list: string): Change =>
    clientHello((hello) => ({
      extensions: [...(removing(10)(hello).extensions ?? []), extension(10, list)],
    }));

  it("are the configuration's choice for a client that names none (4)", () => {
    expect(primeBits(new Duel({}, unchanged, dhe).run())).toBe(2048);
    expect(primeBits(new Duel({ dhGroup: 'ffdhe3072' }, unchanged, dhe).run())).toBe(3072);
  });

  it('are one that the client names (4)', () => {
    const groups = ['x25519', 'ffdhe2048', 'ffdhe3072'] as const;
    const duel = new Duel({ groups }, offering('00040101001d'), dhe).run();
    expect(primeBits(duel)).toBe(3072);
    expect(duel.server.negotiated.group).toBe('ffdhe3072');
  });

  it('are an insufficient_security when the client names others alone (4)', () => {
    expectRefusal(new Duel({}, offering('00040104001d'), dhe), 'NO_SHARED_CIPHER', 'insufficient_security');
  });

  it('are left alone when the client names one that nobody knows, and there is another way (4)', () => {
    const suites = ['DHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'];
    const client = { ...only12, cipherSuites: suites };
    const duel = new Duel({ cipherSuites: suites, ...only12 }, offering('000601ff001d0017'), client).run();
    expect(duel.server.negotiated.suite?.keyExchange).toBe('ecdhe');
  });

  it('are no answer to a client that wants curves', () => {
    expectRefusal(new Duel(dhe, unchanged, ecdhe), 'NO_SHARED_CIPHER', 'handshake_failure');
  });
});

describe('an extension that TLS 1.2 does not know', () => {
  it.each([
    ['key_share', 51, '0000'],
    ['psk_key_exchange_modes', 45, '0101'],
    ['early_data', 42, ''],
    ['one that nobody knows', 0x5a5a, 'ff'],
  ])('is passed over: %s (RFC 5246, 7.4.1.4)', (_, type, data) => {
    expect(answered({}, clientHello(adding(type, data)), only12)).not.toContain(type);
  });

  it('must be well-formed all the same: supported_groups', () => {
    expectRefusal(new Duel({}, clientHello(setting(10, '000100')), only12), 'DECODE_ERROR', 'decode_error');
  });
});
