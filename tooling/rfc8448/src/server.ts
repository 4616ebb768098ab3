import { ascii, concatBytes, fromHex } from '@proj/crypto';
import {
  type Connection,
  MemorySessionStore,
  type ServerOptions,
  Session,
  type SessionStore,
} from '@proj/handshake';
import type { Transcript } from '@tooling/vectors';
import {
  expectClose,
  expectClosed,
  expectReceived,
  expectSent,
  handshake,
  takeData,
  takeOutput,
} from './end.ts';
import { numbers, suite } from './recorded-client.ts';
import { containing, pick, recordedCredential, recordedServer, recordedShape } from './recorded-server.ts';
import { expectBytes, expectSame, type Replay, recordedRandom } from './replay.ts';

/** Both flights of a handshake, each compared with what was recorded. */
function runHandshake(server: Connection, transcript: Transcript): void {
  let hello = transcript.bytes('Record_ClientHello_1');
  if (transcript.has('Record_HelloRetryRequest')) {
    const retry = handshake(server, hello);
    expectBytes('HelloRetryRequest', retry, transcript.bytes('Record_HelloRetryRequest'));
    hello = transcript.bytes('Record_ClientHello_2');
  }
  const flight = [transcript.bytes('Record_ServerHello'), transcript.bytes('Record_ServerHandshakeMessages')];
  expectBytes('our flight', handshake(server, hello), concatBytes(...flight));
  const rest = handshake(server, transcript.bytes('Record_ClientFinished'));
  expectBytes('what follows', rest, new Uint8Array(0));
  expectSame('that the handshake goes on', server.isHandshaking, false);
}

function runData(server: Connection, transcript: Transcript): void {
  expectReceived(server, transcript, 'Client');
  expectSent(server, transcript, 'Server');
}

function runClose(server: Connection, transcript: Transcript): void {
  expectClosed(server, transcript, 'Client');
  expectClose(server, transcript, 'Server');
}

/** EncryptedExtensions of RFC 8448, 4, whose server_name the file's lacks. */
const encryptedExtensionsOfRfc =
  '0026000a00140012001d00170018001901000101010201030104001c0002400100000000002a0000';

/** A store with the one session that the recorded ticket stands for. */
function recordedStore(transcript: Transcript): SessionStore {
  const nothing = new Uint8Array(0);
  const session = new Session({
    version: 0x0304,
    suite: suite('TLS_AES_128_GCM_SHA256'),
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
      expectBytes('the ticket', id, transcript.bytes('SessionTicket'));
      return session.serialize();
    },
    remove: () => true,
  };
}

/** A transcript with no application data, that needs no more than its options. */
function plain(
  name: string,
  section: string,
  changes: (transcript: Transcript) => Partial<ServerOptions>,
  check: (server: Connection) => void = () => {},
): Replay {
  return {
    name,
    run(provider, recordings) {
      const transcript = recordings(section);
      const server = recordedServer(provider, transcript, changes(transcript));
      runHandshake(server, transcript);
      runClose(server, transcript);
      check(server);
    },
  };
}

/** Every transcript, by our server. */
export const serverReplays: readonly Replay[] = [
  {
    name: 'RFC 8448, 3, as server: simple 1-RTT handshake, a ticket, and data',
    run(provider, recordings) {
      const transcript = recordings('Simple_1RTT_Handshake');
      const pool = recordedRandom(transcript.bytes('Server_RNG_Pool'));
      // RFC 8448, 3: ticket_age_add; NSS's ticket stands for the name that we would draw.
      const drawn = [fromHex('fad6aac5'), recordings('Resumed_0RTT_Handshake').bytes('SessionTicket')];
      const server = recordedServer(provider, transcript, {
        random: (length) =>
          (server.negotiated.clientVerifyData.length > 0 ? drawn.shift() : undefined) ?? pool(length),
        ticketCount: 1,
        sessionLifetime: 30,
        maxEarlyData: 1024,
        sessionStore: new MemorySessionStore(),
      });
      const flight = [
        transcript.bytes('Record_ServerHello'),
        transcript.bytes('Record_ServerHandshakeMessages'),
      ];
      const hello = handshake(server, transcript.bytes('Record_ClientHello_1'));
      expectBytes('our flight', hello, concatBytes(...flight));
      const ticket = handshake(server, transcript.bytes('Record_ClientFinished'));
      expectBytes('the ticket', ticket, transcript.bytes('Record_NewSessionTicket'));
      runData(server, transcript);
      runClose(server, transcript);
    },
  },
  {
    name: 'RFC 8448, 4, as server: resumed 0-RTT handshake',
    run(provider, recordings) {
      const transcript = recordings('Resumed_0RTT_Handshake');
      let last = new Uint8Array(0);
      const server = recordedServer(provider, transcript, {
        credentials: [recordedCredential(recordings('Simple_1RTT_Handshake'), 'rsa')],
        statelessTickets: false,
        sessionStore: recordedStore(transcript),
        maxEarlyData: 1024,
        shapeExtensions: (message, ours) =>
          message === 'encryptedExtensions'
            ? containing(fromHex(encryptedExtensionsOfRfc), ours)
            : pick(ours, numbers.preSharedKey, numbers.keyShare, numbers.supportedVersions),
        observer: {
          message: (direction, _version, _type, bytes) => {
            if (direction === 'write') last = bytes.slice();
          },
        },
      });
      server.receive(transcript.bytes('Record_ClientHello_1'));
      server.receive(transcript.bytes('Record_Client_EarlyAppData'));
      server.handshake();
      expectBytes('early data', takeData(server), transcript.bytes('Client_EarlyAppData'));
      const hello = transcript.bytes('Record_ServerHello');
      expectBytes('ServerHello', takeOutput(server).subarray(0, hello.length), hello);
      expectBytes('Finished', last, transcript.bytes('Message_Server_Finished'));
      const rest = handshake(server, transcript.bytes('Record_ClientFinished'));
      expectBytes('what follows', rest, new Uint8Array(0));
      expectSame('early data', server.negotiated.earlyData, 'accepted');
      runData(server, transcript);
      runClose(server, transcript);
    },
  },
  plain(
    'RFC 8448, 5, as server: HelloRetryRequest with a cookie and another group',
    'HelloRetryRequest_Handshake',
    () => ({ groups: ['secp256r1', 'secp384r1'] }),
    ({ negotiated }) => {
      expectSame('HelloRetryRequest', negotiated.helloRetryRequest, true);
      expectSame('the group', negotiated.group, 'secp256r1');
    },
  ),
  plain(
    'RFC 8448, 6, as server: client authentication',
    'Client_Authentication_Handshake',
    (transcript) => ({ clientCertificate: 'require', credentials: [recordedCredential(transcript, 'p256')] }),
    ({ negotiated }) => {
      expectSame("the client's signature", negotiated.peerSignatureScheme, 'rsa_pss_rsae_sha256');
      expectSame("certificates in the client's chain", negotiated.peerChain.length, 1);
    },
  ),
  plain('RFC 8448, 7, as server: compatibility mode', 'Middlebox_Compatibility_Mode', () => ({})),
  {
    name: 'Externally_Provided_PSK_with_Ephemeral_Key, as server',
    run(provider, recordings) {
      const transcript = recordings('Externally_Provided_PSK_with_Ephemeral_Key');
      const server = recordedServer(provider, transcript, {
        credentials: [recordedCredential(recordings('Simple_1RTT_Handshake'), 'rsa')],
        externalPsks: [
          { identity: ascii(transcript.text('PskIdentity')), key: transcript.bytes('PskSecret') },
        ],
        shapeExtensions: (message, ours) =>
          message === 'encryptedExtensions'
            ? recordedShape(transcript)(message, ours)
            : pick(ours, numbers.supportedVersions, numbers.keyShare, numbers.preSharedKey),
      });
      runHandshake(server, transcript);
      runData(server, transcript);
      runClose(server, transcript);
    },
  },
  {
    name: 'RawPublicKey_With_Client_Authentication, as server',
    run(provider, recordings) {
      const transcript = recordings('RawPublicKey_With_Client_Authentication');
      const { chain, signer } = recordedCredential(transcript, 'p256');
      const [spki] = chain;
      if (!spki) throw new Error('the server sent no key');
      let seen = new Uint8Array(0);
      const server = recordedServer(provider, transcript, {
        credentials: [{ chain: [], rawPublicKey: spki, signer }],
        clientCertificate: 'require',
        peerCertificateTypes: ['rawPublicKey'],
        verifyPublicKey: (request) => {
          seen = request.spki.slice();
          return true;
        },
      });
      runHandshake(server, transcript);
      runClose(server, transcript);
      const { peerPublicKey = new Uint8Array(0) } = server.negotiated;
      expectBytes("the peer's key", peerPublicKey, seen);
      expectSame('that a key was verified', seen.length > 0, true);
    },
  },
];
