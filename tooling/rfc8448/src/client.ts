import { ascii, concatBytes } from '@proj/crypto';
import { type ClientOptions, type Credential, Session, type Signer } from '@proj/handshake';
import { flightOfRfc, recordedChain, runData, runFlights, runHellos } from './client-flights.ts';
import { handshake } from './end.ts';
import { extension, extra, fewGroups, numbers, order, recordedClient } from './recorded-client.ts';
import { expectBytes, expectSame, type Replay } from './replay.ts';

/** Milliseconds between the ticket and the ClientHello of RFC 8448, 4. */
const recordedAge = 0xfad6aacb - 0xfad6aac5;

/** The session of the ticket that came, of the age that the recorded ClientHello tells. */
function agedSession([session]: readonly Session[], now: number): Session {
  if (!session) throw new Error('there was no ticket');
  expectSame('max_early_data_size', session.fields.maxEarlyData, 1024);
  return new Session({ ...session.fields, createdAt: now - recordedAge });
}

const withTicket: Partial<ClientOptions> = {
  clientHelloShape: {
    order,
    extra: [...extra, extension(numbers.sessionTicket, '')],
    without: [numbers.signatureAlgorithms],
  },
};

/** A transcript that needs no more than its options. */
function plain(name: string, section: string, changes: Partial<ClientOptions>): Replay {
  return {
    name,
    run(provider, recordings) {
      const transcript = recordings(section);
      const client = recordedClient(provider, transcript, changes);
      runHellos(client, transcript);
      runFlights(client, transcript);
    },
  };
}

/** Every transcript, by our client. */
export const clientReplays: readonly Replay[] = [
  plain(
    'RFC 8448, 3, as client: simple 1-RTT handshake, with data and a ticket',
    'Simple_1RTT_Handshake',
    withTicket,
  ),
  {
    name: 'RFC 8448, 4, as client: resumed 0-RTT handshake',
    run(provider, recordings) {
      const first = recordings('Simple_1RTT_Handshake');
      const given: Session[] = [];
      const session = (one: Session): number => given.push(one);
      const earlier = recordedClient(provider, first, { ...withTicket, observer: { session } });
      runHellos(earlier, first);
      runFlights(earlier, first);
      const transcript = recordings('Resumed_0RTT_Handshake');
      const client = recordedClient(provider, transcript, {
        session: agedSession(given, Number(transcript.text('CurrentTimestamp'))),
        earlyData: true,
        clientHelloShape: {
          order: [...order.slice(0, 5), numbers.earlyData, ...order.slice(5)],
          extra: extra.filter(({ type }) => type !== numbers.pskModes),
          without: [numbers.signatureAlgorithms],
          padding: true,
        },
      });
      const { connection } = client;
      connection.writeEarlyData(transcript.bytes('Client_EarlyAppData'));
      const hello = [
        transcript.bytes('Record_ClientHello_1'),
        transcript.bytes('Record_Client_EarlyAppData'),
      ];
      expectBytes('ClientHello with early data', handshake(connection), concatBytes(...hello));
      handshake(connection, transcript.bytes('Record_ServerHello'));
      const sent = handshake(connection, flightOfRfc(provider, client, transcript));
      expectBytes('our last flight', sent, transcript.bytes('Record_ClientFinished'));
      expectSame('early data', connection.negotiated.earlyData, 'accepted');
      runData(client, transcript);
    },
  },
  {
    name: 'RFC 8448, 5, as client: HelloRetryRequest with a cookie and another group',
    run(provider, recordings) {
      const transcript = recordings('HelloRetryRequest_Handshake');
      const client = recordedClient(provider, transcript, { groups: fewGroups });
      runHellos(client, transcript);
      runFlights(client, transcript);
      const { helloRetryRequest, group } = client.connection.negotiated;
      expectSame('HelloRetryRequest', helloRetryRequest, true);
      expectSame('the group', group, 'secp256r1');
    },
  },
  {
    name: 'RFC 8448, 6, as client: client authentication',
    run(provider, recordings) {
      const transcript = recordings('Client_Authentication_Handshake');
      const chain = recordedChain(provider, recordedClient(provider, transcript), transcript);
      const signer: Signer = {
        keyType: 'rsa',
        schemes: ['rsa_pss_rsae_sha256'],
        sign: ({ message }) => {
          expectBytes('what is signed', message, transcript.bytes('Client_MessageToSign'));
          return transcript.bytes('Client_MessageSignature');
        },
      };
      const client = recordedClient(provider, transcript, { credentials: [{ chain, signer }] });
      runHellos(client, transcript);
      runFlights(client, transcript);
    },
  },
  plain('RFC 8448, 7, as client: compatibility mode', 'Middlebox_Compatibility_Mode', {
    middleboxCompatibility: true,
  }),
  {
    name: 'Externally_Provided_PSK_with_Ephemeral_Key, as client',
    run(provider, recordings) {
      const transcript = recordings('Externally_Provided_PSK_with_Ephemeral_Key');
      const identity = ascii(transcript.text('PskIdentity'));
      const client = recordedClient(provider, transcript, {
        groups: fewGroups,
        externalPsks: [{ identity, key: transcript.bytes('PskSecret') }],
        clientHelloShape: {
          order,
          extra: [
            extension(numbers.signatureAlgorithms, '0012080508040806050106010401050306030403'),
            extension(numbers.recordSizeLimit, '4001'),
          ],
          without: [numbers.signatureAlgorithms],
        },
      });
      runHellos(client, transcript);
      runFlights(client, transcript);
      const { pskIdentity = new Uint8Array(0) } = client.connection.negotiated;
      expectBytes('the identity of the PSK', pskIdentity, identity);
    },
  },
  {
    name: 'RawPublicKey_With_Client_Authentication, as client',
    run(provider, recordings) {
      const transcript = recordings('RawPublicKey_With_Client_Authentication');
      const serverKey = transcript.bytes('Message_Server_Certificate').subarray(11, -2);
      let seen = new Uint8Array(0);
      const options = (credential: Credential): Partial<ClientOptions> => ({
        groups: fewGroups,
        peerCertificateTypes: ['rawPublicKey'],
        verifyPublicKey: ({ spki }) => {
          seen = spki.slice();
          return true;
        },
        credentials: [credential],
        clientHelloShape: {
          order: [...order, numbers.clientCertificateType, numbers.serverCertificateType],
          extra: extra.filter(({ type }) => type !== numbers.renegotiationInfo),
          without: [numbers.signatureAlgorithms],
        },
      });
      const signer: Signer = {
        keyType: 'p256',
        schemes: ['ecdsa_secp256r1_sha256'],
        sign: ({ message }) => {
          expectBytes('what is signed', message, transcript.bytes('Client_MessageToSign'));
          return transcript.bytes('Client_MessageSignature');
        },
      };
      const withKey = (spki: Uint8Array) =>
        recordedClient(provider, transcript, options({ chain: [], rawPublicKey: spki, signer }));
      // Any key will do until the recorded one is known.
      const [spki] = recordedChain(provider, withKey(serverKey), transcript);
      if (!spki) throw new Error('the client sent no key');
      const client = withKey(spki);
      runHellos(client, transcript);
      runFlights(client, transcript);
      expectBytes('the key that was verified', seen, serverKey);
      const { peerPublicKey = new Uint8Array(0) } = client.connection.negotiated;
      expectBytes("the peer's key", peerPublicKey, serverKey);
    },
  },
];
