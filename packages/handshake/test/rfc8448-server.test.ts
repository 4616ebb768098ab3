import { ascii, cipherSuiteByName, concatBytes, fromHex, type GroupName, toHex } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describeVectors, parseTranscripts, type Transcript } from '@tooling/vectors';
import { describe, expect, it } from 'vitest';
import {
  Connection,
  type Credential,
  type ExtensionMessage,
  handshakeHeaderLength,
  MemorySessionStore,
  type RawExtension,
  readCertificate13,
  readCertificateRequest13,
  readEncryptedExtensions,
  type ServerOptions,
  Session,
  type SessionStore,
  serverConfig,
} from '../src/index.ts';

/** Gives out recorded randomness in its order. */
function recordedRandom(pool: Uint8Array): (length: number) => Uint8Array {
  let at = 0;
  return (length) => {
    if (at + length > pool.length) throw new RangeError('more randomness was drawn than recorded');
    at += length;
    return pool.slice(at - length, at);
  };
}

/** A message's body. */
function body(transcript: Transcript, message: string): Uint8Array {
  return transcript.bytes(message).subarray(handshakeHeaderLength);
}

/** The recorded certificate, with a signer that knows the one signature that was recorded. */
function recordedCredential(transcript: Transcript, keyType: 'rsa' | 'p256'): Credential {
  const { entries } = readCertificate13(body(transcript, 'Message_Server_Certificate'));
  return {
    chain: entries.map(({ certificate }) => certificate),
    signer: {
      keyType,
      sign: ({ message }) => {
        expect(toHex(message)).toBe(toHex(transcript.bytes('Server_MessageToSign')));
        return transcript.bytes('Server_MessageSignature');
      },
    },
  };
}

const cookie = 44;
const supportedVersions = 43;
const keyShare = 51;

/** What the recorded server, NSS, says in other words than we would: the order, limits that we do not set, its cookie. */
function recordedShape(transcript: Transcript) {
  return (message: ExtensionMessage, ours: readonly RawExtension[]): readonly RawExtension[] => {
    const find = (type: number): RawExtension[] => ours.filter((extension) => extension.type === type);
    if (message === 'encryptedExtensions') {
      const theirs = readEncryptedExtensions(body(transcript, 'Message_EncryptedExtensions')).extensions;
      expect(theirs).toEqual(expect.arrayContaining([...ours]));
      return theirs;
    }
    if (message === 'certificateRequest') {
      return readCertificateRequest13(body(transcript, 'Message_CertificateRequest')).extensions;
    }
    if (message !== 'helloRetryRequest') return [...find(keyShare), ...find(supportedVersions)];
    const value = transcript.bytes('HelloRetryRequest_Cookie');
    const data = concatBytes(Uint8Array.of(value.length >> 8, value.length), value);
    return [...find(keyShare), { type: cookie, data }, ...find(supportedVersions)];
  };
}

const groups: readonly GroupName[] = ['x25519', 'secp256r1', 'secp384r1', 'secp521r1'];

/** The connection under which our server is the one that was recorded. */
function recordedServer(
  transcript: Transcript,
  keyType: 'rsa' | 'p256' = 'rsa',
  changes: Partial<ServerOptions> = {},
): Connection {
  const suite = cipherSuiteByName('TLS_AES_128_GCM_SHA256');
  const options: ServerOptions = {
    provider: nobleProvider,
    random: recordedRandom(transcript.bytes('Server_RNG_Pool')),
    now: () => Number(transcript.text('CurrentTimestamp')),
    minVersion: 'TLSv1.3',
    cipherSuites: suite ? [suite] : [],
    groups,
    credentials: changes.credentials ?? [recordedCredential(transcript, keyType)],
    // The recorded client certificate is self-signed.
    verifyChain: () => 'unverified',
    shapeExtensions: recordedShape(transcript),
    ticketCount: 0,
    ...changes,
  };
  return new Connection(serverConfig(options));
}

/** Feeds records and drives the handshake; what came out, in hexadecimal. */
function handshake(server: Connection, ...records: readonly Uint8Array[]): string {
  for (const record of records) server.receive(record);
  let sent = '';
  for (;;) {
    const { kind } = server.handshake();
    if (kind !== 'has-output') return sent;
    sent += takeOutput(server);
  }
}

function takeOutput({ output }: Connection): string {
  const bytes = toHex(output.peek());
  output.consume(output.pending);
  return bytes;
}

/** Both flights of a handshake, each compared with what was recorded. */
function runHandshake(server: Connection, transcript: Transcript): void {
  const hex = (field: string): string => toHex(transcript.bytes(field));
  let hello = transcript.bytes('Record_ClientHello_1');
  if (transcript.has('Record_HelloRetryRequest')) {
    expect(handshake(server, hello)).toBe(hex('Record_HelloRetryRequest'));
    hello = transcript.bytes('Record_ClientHello_2');
  }
  expect(handshake(server, hello)).toBe(hex('Record_ServerHello') + hex('Record_ServerHandshakeMessages'));
  expect(handshake(server, transcript.bytes('Record_ClientFinished'))).toBe('');
  expect(server.isHandshaking).toBe(false);
}

/** What the server has read. */
function takeData(server: Connection): string {
  const into = new Uint8Array(server.readable);
  server.read(into);
  return toHex(into);
}

/** Data both ways. */
function runData(server: Connection, transcript: Transcript): void {
  server.receive(transcript.bytes('Record_Client_AppData'));
  expect(server.processRecord().kind).toBe('done');
  expect(takeData(server)).toBe(toHex(transcript.bytes('Client_AppData')));
  server.write(transcript.bytes('Server_AppData'));
  expect(takeOutput(server)).toBe(toHex(transcript.bytes('Record_Server_AppData')));
}

function pick(extensions: readonly RawExtension[], type: number): RawExtension[] {
  return extensions.filter((extension) => extension.type === type);
}

/** EncryptedExtensions of RFC 8448, 4, whose server_name the file's lacks. */
function ofRfc(ours: readonly RawExtension[]): readonly RawExtension[] {
  const theirs = readEncryptedExtensions(
    fromHex('0026000a00140012001d00170018001901000101010201030104001c0002400100000000002a0000'),
  ).extensions;
  expect(theirs).toEqual(expect.arrayContaining([...ours]));
  return theirs;
}

/** A store with the one session that the recorded ticket stands for. */
function recordedStore(transcript: Transcript): SessionStore {
  const suite = cipherSuiteByName('TLS_AES_128_GCM_SHA256');
  if (!suite) throw new Error('the suite is missing');
  const nothing = new Uint8Array(0);
  const session = new Session({
    version: 0x0304,
    suite,
    // RFC 8448, 3: the PSK that comes of the resumption secret and the nonce 0000.
    secret: fromHex('4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3'),
    createdAt: Number(transcript.text('CurrentTimestamp')) - 6,
    lifetime: 30,
    ageAdd: 0xfad6aac5,
    maxEarlyData: 1024,
    serverName: 'server',
    alpn: undefined,
    context: nothing,
    peerChain: [],
    verified: false,
    extendedMasterSecret: false,
    encryptThenMac: false,
    sessionId: nothing,
    ticket: nothing,
  });
  return {
    add: () => {},
    find: (id) => {
      expect(toHex(id)).toBe(toHex(transcript.bytes('SessionTicket')));
      return session.serialize();
    },
    remove: () => true,
  };
}

/** close_notify both ways. */
function runClose(server: Connection, transcript: Transcript): void {
  server.receive(transcript.bytes('Record_Client_CloseNotify'));
  expect(server.processRecord().kind).toBe('done');
  expect(server.peerClosed).toBe(true);
  server.close();
  expect(takeOutput(server)).toBe(toHex(transcript.bytes('Record_Server_CloseNotify')));
}

describeVectors('rfc8448/transcripts.vec', (text) => {
  const transcripts = parseTranscripts(text);
  const find = (name: string): Transcript => {
    const transcript = transcripts.find((one) => one.name === name);
    if (!transcript) throw new Error(`no transcript ${name}`);
    return transcript;
  };

  describe('reproduced by our server, byte for byte', () => {
    it('RFC 8448, 3: simple 1-RTT handshake, with data from the client', () => {
      const transcript = find('Simple_1RTT_Handshake');
      const server = recordedServer(transcript);
      runHandshake(server, transcript);
      server.receive(transcript.bytes('Record_Client_AppData'));
      expect(server.processRecord().kind).toBe('done');
      const into = new Uint8Array(server.readable);
      server.read(into);
      expect(toHex(into)).toBe(toHex(transcript.bytes('Client_AppData')));
    });

    it('RFC 8448, 5: HelloRetryRequest with a cookie and another group', () => {
      const transcript = find('HelloRetryRequest_Handshake');
      const server = recordedServer(transcript, 'rsa', { groups: ['secp256r1', 'secp384r1'] });
      runHandshake(server, transcript);
      runClose(server, transcript);
      expect(server.negotiated).toMatchObject({ helloRetryRequest: true, group: 'secp256r1' });
    });

    it('RFC 8448, 6: client authentication', () => {
      const transcript = find('Client_Authentication_Handshake');
      const server = recordedServer(transcript, 'p256', { clientCertificate: 'require' });
      runHandshake(server, transcript);
      runClose(server, transcript);
      expect(server.negotiated.peerSignatureScheme).toBe('rsa_pss_rsae_sha256');
      expect(server.negotiated.peerChain).toHaveLength(1);
    });

    it('RFC 8448, 7: compatibility mode', () => {
      const transcript = find('Middlebox_Compatibility_Mode');
      const server = recordedServer(transcript);
      runHandshake(server, transcript);
      runClose(server, transcript);
    });

    it('RFC 8448, 3: the ticket, and data and close_notify behind it', () => {
      const transcript = find('Simple_1RTT_Handshake');
      const pool = recordedRandom(transcript.bytes('Server_RNG_Pool'));
      // RFC 8448, 3: ticket_age_add; NSS's ticket stands for the name that we would draw.
      const drawn = [fromHex('fad6aac5'), find('Resumed_0RTT_Handshake').bytes('SessionTicket')];
      const server = recordedServer(transcript, 'rsa', {
        random: (length) =>
          (server.negotiated.clientVerifyData.length > 0 ? drawn.shift() : undefined) ?? pool(length),
        ticketCount: 1,
        sessionLifetime: 30,
        maxEarlyData: 1024,
        sessionStore: new MemorySessionStore(),
      });
      const flight = handshake(server, transcript.bytes('Record_ClientHello_1'));
      expect(flight.endsWith(toHex(transcript.bytes('Record_ServerHandshakeMessages')))).toBe(true);
      const ticket = handshake(server, transcript.bytes('Record_ClientFinished'));
      expect(ticket).toBe(toHex(transcript.bytes('Record_NewSessionTicket')));
      runData(server, transcript);
      runClose(server, transcript);
    });

    it('RFC 8448, 4: resumed 0-RTT handshake', () => {
      const transcript = find('Resumed_0RTT_Handshake');
      const hex = (field: string): string => toHex(transcript.bytes(field));
      const sent: string[] = [];
      const server = recordedServer(transcript, 'rsa', {
        credentials: [recordedCredential(find('Simple_1RTT_Handshake'), 'rsa')],
        statelessTickets: false,
        sessionStore: recordedStore(transcript),
        maxEarlyData: 1024,
        shapeExtensions: (message, ours) =>
          message === 'encryptedExtensions' ? ofRfc(ours) : [41, 51, 43].flatMap((type) => pick(ours, type)),
        observer: {
          message: (direction, _version, _type, bytes) => direction === 'write' && sent.push(toHex(bytes)),
        },
      });
      server.receive(transcript.bytes('Record_ClientHello_1'));
      server.receive(transcript.bytes('Record_Client_EarlyAppData'));
      server.handshake();
      expect(takeData(server)).toBe(hex('Client_EarlyAppData'));
      expect(takeOutput(server).startsWith(hex('Record_ServerHello'))).toBe(true);
      expect(sent.at(-1)).toBe(hex('Message_Server_Finished'));
      expect(handshake(server, transcript.bytes('Record_ClientFinished'))).toBe('');
      expect(server.negotiated.earlyData).toBe('accepted');
      runData(server, transcript);
      runClose(server, transcript);
    });

    it('Externally_Provided_PSK_with_Ephemeral_Key', () => {
      const transcript = find('Externally_Provided_PSK_with_Ephemeral_Key');
      const server = recordedServer(transcript, 'rsa', {
        credentials: [recordedCredential(find('Simple_1RTT_Handshake'), 'rsa')],
        externalPsks: [
          { identity: ascii(transcript.text('PskIdentity')), key: transcript.bytes('PskSecret') },
        ],
        shapeExtensions: (message, ours) =>
          message === 'encryptedExtensions'
            ? recordedShape(transcript)(message, ours)
            : [43, 51, 41].flatMap((type) => pick(ours, type)),
      });
      runHandshake(server, transcript);
      runData(server, transcript);
      runClose(server, transcript);
    });

    it('RawPublicKey_With_Client_Authentication', () => {
      const transcript = find('RawPublicKey_With_Client_Authentication');
      const { chain, signer } = recordedCredential(transcript, 'p256');
      const [spki] = chain;
      if (!spki) throw new Error('the server sent no key');
      const keys: Uint8Array[] = [];
      const server = recordedServer(transcript, 'p256', {
        credentials: [{ chain: [], rawPublicKey: spki, signer }],
        clientCertificate: 'require',
        peerCertificateTypes: ['rawPublicKey'],
        verifyPublicKey: (request) => keys.push(request.spki) > 0,
      });
      runHandshake(server, transcript);
      runClose(server, transcript);
      expect(keys).toEqual([server.negotiated.peerPublicKey]);
    });
  });

  it('refuses a second ClientHello whose cookie is not ours (RFC 8446, 4.2.2)', () => {
    const transcript = find('HelloRetryRequest_Handshake');
    const server = recordedServer(transcript, 'rsa', { groups: ['secp256r1', 'secp384r1'] });
    handshake(server, transcript.bytes('Record_ClientHello_1'));
    const recorded = toHex(transcript.bytes('Record_ClientHello_2'));
    const ours = toHex(transcript.bytes('HelloRetryRequest_Cookie'));
    const changed = fromHex(recorded.replace(ours, `ff${ours.slice(2)}`));
    expect(() => handshake(server, changed)).toThrow(
      expect.objectContaining({ code: 'CLIENT_HELLO_CHANGED' }),
    );
  });
});
