import { fromHex, signatureSchemeByName, Writer } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import type { ServerOptions } from '../../src/config-defaults.js';
import { Decision, later } from '../../src/decision.js';
import { serverKeyExchangeContent12 } from '../../src/states/common/sign-and-verify.js';
import { writeCertificate12 } from '../../src/wire/certificate12.js';
import { emptyBody } from '../../src/wire/empty-message.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import {
  readDheServerKeyExchange,
  readEcdheServerKeyExchange,
  writeDheParameters,
  writeEcdheParameters,
  writeServerKeyExchange,
} from '../../src/wire/server-key-exchange.js';
import { before, bodyOf, drop, extension, flipped, longer, serverHello, truncated, twice } from './edits.js';
import { type Change, ca, Duel, expectFailure, type HostileServices, unchanged } from './hostile-server.js';

type ClientOptions = ConstructorParameters<typeof Duel>[0];
type Code = Parameters<typeof expectFailure>[1];
type Alert = Parameters<typeof expectFailure>[2];

const only12 = { maxVersion: 'TLSv1.2' } as const;
const types = handshakeTypes;
/** Trusted by the anchors, and signed with in these tests. */
const ecdsa = ca.issue(nobleProvider);
const rsa = ca.issue(nobleProvider, { keyType: 'rsa' });
const asks: Partial<ServerOptions> = {
  ...only12,
  credentials: [ecdsa, rsa],
  clientCertificate: 'request',
  anchors: ca.anchors,
};

const refused = (change: Change, code: Code, alert: Alert, client: ClientOptions = {}, server = asks): void =>
  expectFailure(new Duel({ ...only12, ...client }, server, change), code, alert);

describe('the order of the server flight (RFC 5246, 7.3)', () => {
  const done = { type: types.serverHelloDone, body: emptyBody };

  it.each([
    ['Certificate is missing', drop(types.certificate)],
    ['Certificate comes twice', twice(types.certificate)],
    ['ServerKeyExchange is missing', drop(types.serverKeyExchange)],
    ['ServerKeyExchange comes twice', twice(types.serverKeyExchange)],
    ['CertificateRequest comes twice', twice(types.certificateRequest)],
    ['ServerHelloDone comes early', before(types.serverKeyExchange, done)],
    ['CertificateStatus comes unasked (RFC 6066, 8)', before(types.serverKeyExchange, status())],
    ['NewSessionTicket comes unasked (RFC 5077, 3.3)', before(types.finished, ticket())],
    ['a second ServerHello comes', before(types.certificate, { type: types.serverHello, body: emptyBody })],
    [
      "a message is TLS 1.3's",
      before(types.certificate, { type: types.encryptedExtensions, body: emptyBody }),
    ],
  ] satisfies [string, Change][])('is broken where %s: unexpected_message', (_, change) => {
    refused(change, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it.each([
    'serverHello',
    'certificate',
    'serverKeyExchange',
    'certificateRequest',
    'serverHelloDone',
    'finished',
  ] as const)(
    'lets a HelloRequest before %s pass, and not into the transcript (RFC 5246, 7.4.1.1)',
    (name) => {
      const ask: Change = (message, server) => {
        if (message.type === types[name]) server.sendOutsideTranscript(types.helloRequest, emptyBody);
        return [message];
      };
      const duel = new Duel({}, asks, ask);
      duel.run();
      expect(duel.client.isHandshaking).toBe(false);
    },
  );

  it('bounds how many HelloRequests pass', () => {
    const ask: Change = (message, server) => {
      const { maxPostHandshakeMessages } = server.config.limits;
      for (let i = 0; i <= maxPostHandshakeMessages; i++) {
        server.sendOutsideTranscript(types.helloRequest, emptyBody);
      }
      return [message];
    };
    refused(ask, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it('is broken where ServerHelloDone comes twice: unexpected_message', () => {
    // The client has answered the first one when it sees the second, which is in the server's keys and not in its own.
    const duel = new Duel(only12, asks, twice(types.serverHelloDone));
    expectFailure(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message', false);
  });
});

describe('Certificate', () => {
  const certificate = (edit: (body: Uint8Array) => Uint8Array): Change => bodyOf(types.certificate, edit);

  it.each([
    ['without any certificate', certificate(() => writeCertificate12({ certificates: [] }))],
    ['cut short', certificate(truncated)],
    ['with a byte too many', certificate(longer)],
  ])('%s is a decode_error', (_, change) => {
    refused(change, 'DECODE_ERROR', 'decode_error');
  });

  it('that is no certificate is a bad_certificate (RFC 5246, 7.2.2)', () => {
    const change = certificate(() => writeCertificate12({ certificates: [fromHex('3000')] }));
    refused(change, 'BAD_CERTIFICATE', 'bad_certificate');
  });

  it('with a key of another kind than the suite is an illegal_parameter (RFC 5246, 7.4.2)', () => {
    const change = certificate(() => writeCertificate12({ certificates: rsa.chain }));
    refused(change, 'ILLEGAL_PARAMETER', 'illegal_parameter', {}, { ...asks, credentials: [ecdsa] });
  });

  it('is verified as in TLS 1.3: another name is a bad_certificate (RFC 9525, 6)', () => {
    const client = { serverName: 'other.example' };
    refused(unchanged, 'CERTIFICATE_NAME_MISMATCH', 'bad_certificate', client);
  });
});

describe('ServerKeyExchange of ECDHE', () => {
  it.each([
    ['over other parameters', bodyOf(types.serverKeyExchange, (body) => flipped(body, 10))],
    ['of other bytes', bodyOf(types.serverKeyExchange, (body) => flipped(body))],
  ])('with a signature %s is a decrypt_error (RFC 5246, 7.4.3)', (_, change) => {
    refused(change, 'BAD_SIGNATURE', 'decrypt_error', { groups: ['x25519'] });
  });

  it.each([
    ['cut short', bodyOf(types.serverKeyExchange, truncated)],
    ['with a byte too many', bodyOf(types.serverKeyExchange, longer)],
    ['of no bytes', bodyOf(types.serverKeyExchange, () => emptyBody)],
  ])('%s is a decode_error', (_, change) => {
    refused(change, 'DECODE_ERROR', 'decode_error');
  });

  it('with a curve that has no name is an illegal_parameter (RFC 8422, 5.4)', () => {
    const explicit = bodyOf(types.serverKeyExchange, (body) => body.map((byte, at) => (at === 0 ? 1 : byte)));
    refused(explicit, 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it.each([
    ["is TLS 1.3's", signatureSchemeByName('mldsa44').id],
    ['has SHA-1, which was not offered', 0x0203],
    ['nobody knows', 0x7777],
    ['is for another kind of key', signatureSchemeByName('rsa_pss_rsae_sha256').id],
  ])('with a scheme that %s is an illegal_parameter (RFC 5246, 7.4.3)', (_, scheme) => {
    const change = bodyOf(types.serverKeyExchange, (body) =>
      writeServerKeyExchange({ ...readEcdheServerKeyExchange(body), scheme }),
    );
    refused(change, 'WRONG_SIGNATURE_TYPE', 'illegal_parameter', {}, { ...asks, credentials: [ecdsa] });
  });

  it('may be signed with ECDSA and a hash that is not the curve’s (RFC 8446, 4.2.3)', () => {
    const p384 = ca.issue(nobleProvider, { keyType: 'p384' });
    const credential = { ...p384, signer: { ...p384.signer, schemes: ['ecdsa_secp256r1_sha256'] as const } };
    const duel = new Duel(only12, { ...only12, credentials: [credential] });
    duel.run();
    expect(duel.client.negotiated.peerSignatureScheme).toBe('ecdsa_secp256r1_sha256');
  });

  it.each([
    ['was not offered', 0x0019, `04${'11'.repeat(132)}`],
    ["is TLS 1.3's alone", 0x11ec, '00'],
    ['is no curve', 0x0100, '00'],
    ['nobody knows', 0x7777, '00'],
  ])('with a curve that %s is an illegal_parameter (RFC 8422, 5.4)', (_, group, point) => {
    const groups = ['X25519MLKEM768', 'x25519', 'secp256r1', 'ffdhe2048'] as const;
    const params = writeEcdheParameters({ group, publicKey: fromHex(point) });
    refused(resigned(params), 'WRONG_GROUP', 'illegal_parameter', { groups });
  });

  it.each([
    ['off the curve', 0x0017, `04${'11'.repeat(64)}`],
    ['of the wrong length', 0x001d, '11'.repeat(31)],
    ['that makes the secret zero (RFC 7748, 6.1)', 0x001d, '00'.repeat(32)],
  ])('with a point %s is an illegal_parameter (RFC 8422, 5.10 and 5.11)', (_, group, point) => {
    const params = writeEcdheParameters({ group, publicKey: fromHex(point) });
    refused(resigned(params), 'BAD_KEY_SHARE', 'illegal_parameter');
  });
});

describe('ServerKeyExchange of DHE', () => {
  const cipherSuites = ['DHE-RSA-CHACHA20-POLY1305'];
  const parameters = (edit: Partial<{ prime: Uint8Array; generator: Uint8Array; publicKey: Uint8Array }>) =>
    resignedFrom((body) => writeDheParameters({ ...readDheServerKeyExchange(body), ...edit }));
  const field = (bytes: number, last = 'ff') => fromHex(`ff${'77'.repeat(bytes - 2)}${last}`);

  it.each([
    ['of 1024 bits, with minDhBits at its default (RFC 9325, 4.1)', field(128), {}],
    ['of 2048 bits, with minDhBits above it', field(256), { minDhBits: 3072 }],
    ['of no bits', Uint8Array.of(0), {}],
  ])('with a prime %s is a handshake_failure', (_, prime, client) => {
    const change = parameters({ prime, generator: Uint8Array.of(2), publicKey: Uint8Array.of(5) });
    refused(change, 'DH_KEY_TOO_SMALL', 'handshake_failure', { cipherSuites, ...client });
  });

  it.each([
    ['a prime of more than 8192 bits', { prime: field(1025) }],
    ['an even prime', { prime: field(256, 'fe') }],
    ['generator 1', { generator: Uint8Array.of(1) }],
  ])('with %s is an illegal_parameter', (_, edit) => {
    refused(parameters(edit), 'ILLEGAL_PARAMETER', 'illegal_parameter', { cipherSuites });
  });

  it.each([
    ['zero', () => Uint8Array.of(0)],
    ['one', () => Uint8Array.of(1)],
    ['the prime less one', (prime: Uint8Array) => flipped(prime)],
    ['the prime', (prime: Uint8Array) => prime],
  ])('with a public value of %s is an illegal_parameter (RFC 7919, 5.1)', (_, valueFor) => {
    const change = resignedFrom((body) => {
      const exchange = readDheServerKeyExchange(body);
      return writeDheParameters({ ...exchange, publicKey: valueFor(exchange.prime) });
    });
    refused(change, 'BAD_KEY_SHARE', 'illegal_parameter', { cipherSuites });
  });
});

describe('CertificateRequest and ServerHelloDone', () => {
  const anyRequest = (text: string): Change => bodyOf(types.certificateRequest, () => fromHex(text));

  it.each([
    ['without certificate types', anyRequest('00000204030000')],
    ['without signature algorithms', anyRequest('014000000000')],
    ['cut short', bodyOf(types.certificateRequest, truncated)],
    ['with a byte too many', bodyOf(types.certificateRequest, longer)],
  ])('%s is a decode_error (RFC 5246, 7.4.4)', (_, change) => {
    refused(change, 'DECODE_ERROR', 'decode_error');
  });

  it('a ServerHelloDone with content is a decode_error (RFC 5246, 7.4.5)', () => {
    refused(bodyOf(types.serverHelloDone, longer), 'DECODE_ERROR', 'decode_error');
  });
});

describe("the server's ChangeCipherSpec and Finished", () => {
  it('ChangeCipherSpec before its time is unexpected (RFC 5246, 7.1)', () => {
    const early: Change = (message, server) => {
      if (message.type === types.serverHelloDone) server.sendChangeCipherSpec();
      return [message];
    };
    refused(early, 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });

  it('ChangeCipherSpec twice is unexpected (RFC 5246, 7.1)', () => {
    const duel = new Duel(only12, only12);
    const { services } = duel.server;
    const send = services.sendChangeCipherSpec.bind(services);
    services.sendChangeCipherSpec = () => {
      send();
      send();
    };
    expectFailure(duel, 'BAD_RECORD_MAC', 'bad_record_mac');
  });

  it('a Finished in the clear, without ChangeCipherSpec, is unexpected (RFC 5246, 7.1)', () => {
    const duel = new Duel(only12, only12);
    duel.server.services.sendChangeCipherSpec = () => {};
    duel.server.services.changeWriteKey = () => {};
    expectFailure(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it.each([
    ['first', 0],
    ['last', 11],
  ])('a Finished that is wrong in its %s byte is a decrypt_error (RFC 5246, 7.4.9)', (_, at) => {
    refused(
      bodyOf(types.finished, (body) => flipped(body, at)),
      'BAD_FINISHED',
      'decrypt_error',
    );
  });

  it.each([
    ['cut short', truncated],
    ['with a byte too many', longer],
  ])('a Finished %s is a decode_error', (_, edit) => {
    refused(bodyOf(types.finished, edit), 'DECODE_ERROR', 'decode_error');
  });

  it('application data before Finished is unexpected (RFC 5246, 7.1)', () => {
    const early: Change = (message, server) => {
      if (message.type === types.finished) server.writer.write(contentTypes.applicationData, fromHex('0102'));
      return [message];
    };
    refused(early, 'UNEXPECTED_APPLICATION_DATA', 'unexpected_message');
  });
});

describe('what a ClientHello of its own shape asks for', () => {
  const promises = (type: number) =>
    serverHello(({ extensions }) => ({ extensions: [...extensions, extension(type)] }));
  const statusRequest = 5;
  const sessionTicket = 35;

  const withStatus = (...statuses: readonly Uint8Array[]): Duel => {
    const client = { ...only12, clientHelloShape: { extra: [extension(statusRequest, '0100000000')] } };
    return new Duel(client, asks, (message, server) => {
      if (message.type !== types.serverKeyExchange) return promises(statusRequest)(message, server);
      return [...statuses.map((body) => ({ type: types.certificateStatus, body })), message];
    });
  };

  const withTicket = (...tickets: readonly Uint8Array[]): Duel => {
    const duel = new Duel(only12, { ...asks, statelessTickets: false }, promises(sessionTicket));
    const { services } = duel.server;
    const changeCipherSpec = services.sendChangeCipherSpec.bind(services);
    services.sendChangeCipherSpec = () => {
      for (const body of tickets) services.send(types.newSessionTicket, body);
      changeCipherSpec();
    };
    return duel;
  };

  it('comes: a CertificateStatus, or none though it was promised (RFC 6066, 8)', () => {
    for (const duel of [withStatus(status().body), withStatus()]) {
      duel.run();
      expect(duel.client.isHandshaking).toBe(false);
    }
  });

  it('is refused in another form, and twice: CertificateStatus (RFC 6066, 8)', () => {
    expectFailure(withStatus(fromHex('02')), 'ILLEGAL_PARAMETER', 'illegal_parameter');
    expectFailure(withStatus(fromHex('0100000155ff')), 'DECODE_ERROR', 'decode_error');
    expectFailure(withStatus(status().body, status().body), 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it('comes: a NewSessionTicket (RFC 5077, 3.3)', () => {
    const duel = withTicket(ticket().body);
    duel.run();
    expect(duel.client.isHandshaking).toBe(false);
  });

  it('is refused in another form, twice, and missing: NewSessionTicket (RFC 5077, 3.3)', () => {
    expectFailure(withTicket(fromHex('00')), 'DECODE_ERROR', 'decode_error');
    expectFailure(withTicket(ticket().body, ticket().body), 'UNEXPECTED_MESSAGE', 'unexpected_message');
    expectFailure(withTicket(), 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });
});

/** A ServerKeyExchange with these parameters under a right signature. */
function resigned(params: Uint8Array): Change {
  return resignedFrom(() => params);
}

function resignedFrom(paramsOf: (body: Uint8Array) => Uint8Array): Change {
  return ({ type, body }, server) => {
    if (type !== types.serverKeyExchange) return [{ type, body }];
    return [{ type, body: signed(server, paramsOf(body)) }];
  };
}

function signed({ negotiated }: HostileServices, params: Uint8Array): Uint8Array {
  const { clientRandom, serverRandom, localChain } = negotiated;
  const credential = [ecdsa, rsa].find(({ chain }) => chain[0] === localChain[0]);
  if (!credential) throw new Error('the server serves something else');
  const scheme = signatureSchemeByName(credential === rsa ? 'rsa_pss_rsae_sha256' : 'ecdsa_secp256r1_sha256');
  const message = serverKeyExchangeContent12(clientRandom, serverRandom, params);
  const signature = credential.signer.sign({ scheme, message }, new Decision('sign'));
  if (signature === later) throw new Error('these signers do not wait');
  return writeServerKeyExchange({ params, scheme: scheme.id, signature });
}

function status() {
  return { type: types.certificateStatus, body: fromHex('0100000155') };
}

function ticket() {
  return { type: types.newSessionTicket, body: new Writer().u32(0).vector16(fromHex('55')).finish() };
}
