import {
  ascii,
  type CipherSuite,
  cipherSuiteByName,
  concatBytes,
  equalBytes,
  fromHex,
  type GroupName,
  toHex,
} from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { trafficKeys } from '@proj/crypto/schedule';
import { contentTypes, tls13Opener, tls13Sealer } from '@proj/record';
import { describeVectors, parseTranscripts, type Transcript } from '@tooling/vectors';
import { describe, expect, it } from 'vitest';
import {
  type ClientOptions,
  Connection,
  type Credential,
  clientConfig,
  readCertificate13,
  Session,
  type Signer,
  type SignRequest,
} from '../src/index.ts';

/** Gives out recorded randomness in its order. */
class Pool {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  readonly draw = (length: number): Uint8Array => {
    if (this.#at + length > this.#bytes.length)
      throw new RangeError('more randomness was drawn than recorded');
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  };
}

const numbers = {
  serverName: 0,
  supportedGroups: 10,
  signatureAlgorithms: 13,
  padding: 21,
  earlyData: 42,
  recordSizeLimit: 28,
  sessionTicket: 35,
  supportedVersions: 43,
  cookie: 44,
  pskModes: 45,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const;

const extension = (type: number, hex: string): { type: number; data: Uint8Array } => ({
  type,
  data: fromHex(hex),
});

const suite = (name: string): CipherSuite => {
  const row = cipherSuiteByName(name);
  if (!row) throw new Error(`no suite ${name}`);
  return row;
};

/** What the client of RFC 8448 offers that we would not: its ClientHello is NSS's. */
const extra = [
  extension(numbers.renegotiationInfo, '00'),
  // SHA-1 and DSA among them.
  extension(numbers.signatureAlgorithms, '001e040305030603020308040805080604010501060102010402050206020202'),
  extension(numbers.pskModes, '0101'),
  extension(numbers.recordSizeLimit, '4001'),
];
const order = [
  numbers.serverName,
  numbers.renegotiationInfo,
  numbers.supportedGroups,
  numbers.sessionTicket,
  numbers.keyShare,
  numbers.supportedVersions,
  numbers.signatureAlgorithms,
  numbers.cookie,
  numbers.pskModes,
  numbers.recordSizeLimit,
  numbers.padding,
];
const manyGroups: readonly GroupName[] = [
  'x25519',
  'secp256r1',
  'secp384r1',
  'secp521r1',
  'ffdhe2048',
  'ffdhe3072',
  'ffdhe4096',
  'ffdhe6144',
  'ffdhe8192',
];

/** The options under which our client is the one that was recorded. */
function recordedClient(transcript: Transcript, changes: Partial<ClientOptions> = {}): ClientOptions {
  return {
    provider: nobleProvider,
    random: new Pool(transcript.bytes('Client_RNG_Pool')).draw,
    now: () => Number(transcript.text('CurrentTimestamp')),
    minVersion: 'TLSv1.3',
    cipherSuites: [
      suite('TLS_AES_128_GCM_SHA256'),
      suite('TLS_CHACHA20_POLY1305_SHA256'),
      suite('TLS_AES_256_GCM_SHA384'),
    ],
    groups: manyGroups,
    keyShares: ['x25519'],
    serverName: 'server',
    middleboxCompatibility: false,
    sessionTickets: false,
    // The recorded certificates are self-signed and small; what is checked is that they come as sent.
    verifyChain: () => 'unverified',
    clientHelloShape: { order, extra, without: [numbers.signatureAlgorithms], padding: true },
    ...changes,
  };
}

/** One connection, fed with what was recorded. */
class Run {
  readonly connection: Connection;
  readonly keyLog = new Map<string, Uint8Array>();

  constructor(options: ClientOptions) {
    const keyLog = (line: string): void => {
      const [label = '', , secret = ''] = line.split(' ');
      this.keyLog.set(label, fromHex(secret));
    };
    this.connection = new Connection(clientConfig({ ...options, observer: { ...options.observer, keyLog } }));
  }

  /** Feeds bytes and drives the handshake; what came out, in hexadecimal. */
  handshake(...records: readonly Uint8Array[]): string {
    for (const record of records) this.connection.receive(record);
    let sent = '';
    for (;;) {
      const progress = this.connection.handshake();
      if (progress.kind !== 'has-output') return sent;
      sent += this.takeOutput();
    }
  }

  takeOutput(): string {
    const { output } = this.connection;
    let taken = '';
    while (output.pending > 0) {
      const bytes = output.peek();
      taken += toHex(bytes);
      output.consume(bytes.length);
    }
    return taken;
  }

  /** Reads one record of application data. */
  read(record: Uint8Array): string {
    this.connection.receive(record);
    expect(this.connection.processRecord().kind).toBe('done');
    const into = new Uint8Array(this.connection.readable);
    this.connection.read(into);
    return toHex(into);
  }
}

/** ClientHello, and what a server says in clear. */
function runHellos(run: Run, transcript: Transcript): void {
  const hex = (field: string): string => toHex(transcript.bytes(field));
  expect(run.handshake()).toBe(hex('Record_ClientHello_1'));
  if (transcript.has('Record_HelloRetryRequest')) {
    expect(run.handshake(transcript.bytes('Record_HelloRetryRequest'))).toBe(hex('Record_ClientHello_2'));
  }
}

/** The rest of the handshake, then data and close_notify both ways. */
function runFlights(run: Run, transcript: Transcript): void {
  const hex = (field: string): string => toHex(transcript.bytes(field));
  const flight = [transcript.bytes('Record_ServerHello'), transcript.bytes('Record_ServerHandshakeMessages')];
  expect(run.handshake(...flight)).toBe(hex('Record_ClientFinished'));
  expect(run.connection.isHandshaking).toBe(false);
  runData(run, transcript);
}

/** A ticket, data and close_notify. */
function runData(run: Run, transcript: Transcript): void {
  const hex = (field: string): string => toHex(transcript.bytes(field));
  if (transcript.has('Record_NewSessionTicket')) {
    run.connection.receive(transcript.bytes('Record_NewSessionTicket'));
    expect(run.connection.processRecord().kind).toBe('done');
  }
  if (transcript.has('Client_AppData')) {
    run.connection.write(transcript.bytes('Client_AppData'));
    expect(run.takeOutput()).toBe(hex('Record_Client_AppData'));
    expect(run.read(transcript.bytes('Record_Server_AppData'))).toBe(hex('Server_AppData'));
  }
  run.connection.close();
  expect(run.takeOutput()).toBe(hex('Record_Client_CloseNotify'));
  run.connection.receive(transcript.bytes('Record_Server_CloseNotify'));
  expect(run.connection.processRecord().kind).toBe('done');
  expect(run.connection.peerClosed).toBe(true);
}

/** The chain that the recorded client sent: it stands only in the record that our keys open. */
function recordedChain(
  transcript: Transcript,
  options: ClientOptions = recordedClient(transcript),
): readonly Uint8Array[] {
  const run = new Run(options);
  runHellos(run, transcript);
  run.handshake(transcript.bytes('Record_ServerHello'));
  const secret = run.keyLog.get('CLIENT_HANDSHAKE_TRAFFIC_SECRET');
  const aead = nobleProvider.aead('AES-128-GCM');
  const hash = nobleProvider.hash('SHA-256');
  if (!secret || !aead || !hash) throw new Error('no keys to open the recorded flight with');
  const { key, iv } = trafficKeys(hash, secret, aead.keyLength);
  const record = {
    type: 23 as const,
    version: 0x0303,
    fragment: transcript.bytes('Record_ClientFinished').slice(5),
  };
  tls13Opener(aead, key, iv).open(record);
  const [type, high = 0, middle = 0, low = 0] = record.fragment;
  expect(type).toBe(11);
  const length = (high << 16) | (middle << 8) | low;
  const { entries } = readCertificate13(record.fragment.slice(4, 4 + length));
  return entries.map(({ certificate }) => certificate);
}

/** The session of the ticket that came, of the age that the recorded ClientHello tells. */
function agedSession([session]: readonly Session[], now: number): Session {
  if (!session) throw new Error('there was no ticket');
  expect(session.fields.maxEarlyData).toBe(1024);
  return new Session({ ...session.fields, createdAt: now - recordedAge });
}

/** Milliseconds between the ticket and the ClientHello of RFC 8448, 4. */
const recordedAge = 0xfad6aacb - 0xfad6aac5;

/**
 * The server's flight of RFC 8448, 4. That of the file does not acknowledge server_name as the RFC's does; all that
 * follows is the RFC's.
 */
function flightOfRfc(run: Run, transcript: Transcript): Uint8Array {
  const extensions = fromHex(
    '080000280026000a00140012001d00170018001901000101010201030104001c0002400100000000002a0000',
  );
  const flight = concatBytes(extensions, transcript.bytes('Message_Server_Finished'));
  const secret = run.keyLog.get('SERVER_HANDSHAKE_TRAFFIC_SECRET');
  const aead = nobleProvider.aead('AES-128-GCM');
  const hash = nobleProvider.hash('SHA-256');
  if (!secret || !aead || !hash) throw new Error('no keys to seal the flight with');
  const { key, iv } = trafficKeys(hash, secret, aead.keyLength);
  const sealer = tls13Sealer(aead, key, iv);
  const out = new Uint8Array(sealer.overhead + flight.length);
  return out.subarray(0, sealer.seal(contentTypes.handshake, 0x0303, flight, 0, out, 0));
}

const withTicket: Partial<ClientOptions> = {
  clientHelloShape: {
    order,
    extra: [...extra, extension(numbers.sessionTicket, '')],
    without: [numbers.signatureAlgorithms],
  },
};

describeVectors('rfc8448/transcripts.vec', (text) => {
  const transcripts = parseTranscripts(text);
  const find = (name: string): Transcript => {
    const transcript = transcripts.find((one) => one.name === name);
    if (!transcript) throw new Error(`no transcript ${name}`);
    return transcript;
  };

  describe('reproduced by our client, byte for byte', () => {
    it('RFC 8448, 3: simple 1-RTT handshake, with data and a ticket', () => {
      const transcript = find('Simple_1RTT_Handshake');
      const run = new Run(recordedClient(transcript, withTicket));
      runHellos(run, transcript);
      runFlights(run, transcript);
    });

    it('RFC 8448, 5: HelloRetryRequest with a cookie and another group', () => {
      const transcript = find('HelloRetryRequest_Handshake');
      const run = new Run(recordedClient(transcript, { groups: ['x25519', 'secp256r1', 'secp384r1'] }));
      runHellos(run, transcript);
      runFlights(run, transcript);
      expect(run.connection.negotiated.helloRetryRequest).toBe(true);
      expect(run.connection.negotiated.group).toBe('secp256r1');
    });

    it('RFC 8448, 6: client authentication', () => {
      const transcript = find('Client_Authentication_Handshake');
      const signed: Uint8Array[] = [];
      const credential: Credential = {
        chain: recordedChain(transcript),
        signer: {
          keyType: 'rsa',
          schemes: ['rsa_pss_rsae_sha256'],
          sign: ({ message }: SignRequest) => {
            signed.push(message);
            return transcript.bytes('Client_MessageSignature');
          },
        },
      };
      const run = new Run(recordedClient(transcript, { credentials: [credential] }));
      runHellos(run, transcript);
      runFlights(run, transcript);
      expect(signed.map(toHex)).toEqual([toHex(transcript.bytes('Client_MessageToSign'))]);
    });

    it('RFC 8448, 7: compatibility mode', () => {
      const transcript = find('Middlebox_Compatibility_Mode');
      const run = new Run(recordedClient(transcript, { middleboxCompatibility: true }));
      runHellos(run, transcript);
      runFlights(run, transcript);
    });

    it('RFC 8448, 4: resumed 0-RTT handshake', () => {
      const first = find('Simple_1RTT_Handshake');
      const given: Session[] = [];
      const session = (one: Session): number => given.push(one);
      const run1 = new Run({ ...recordedClient(first, withTicket), observer: { session } });
      runHellos(run1, first);
      runFlights(run1, first);
      const transcript = find('Resumed_0RTT_Handshake');
      const options = recordedClient(transcript, {
        session: agedSession(given, Number(transcript.text('CurrentTimestamp'))),
        earlyData: true,
        clientHelloShape: {
          order: [...order.slice(0, 5), numbers.earlyData, ...order.slice(5)],
          extra: extra.filter(({ type }) => type !== numbers.pskModes),
          without: [numbers.signatureAlgorithms],
          padding: true,
        },
      });
      const run = new Run(options);
      run.connection.writeEarlyData(transcript.bytes('Client_EarlyAppData'));
      const hex = (field: string): string => toHex(transcript.bytes(field));
      expect(run.handshake()).toBe(hex('Record_ClientHello_1') + hex('Record_Client_EarlyAppData'));
      run.handshake(transcript.bytes('Record_ServerHello'));
      expect(run.handshake(flightOfRfc(run, transcript))).toBe(hex('Record_ClientFinished'));
      expect(run.connection.negotiated.earlyData).toBe('accepted');
      runData(run, transcript);
    });

    it('Externally_Provided_PSK_with_Ephemeral_Key', () => {
      const transcript = find('Externally_Provided_PSK_with_Ephemeral_Key');
      const run = new Run(
        recordedClient(transcript, {
          groups: ['x25519', 'secp256r1', 'secp384r1'],
          externalPsks: [
            { identity: ascii(transcript.text('PskIdentity')), key: transcript.bytes('PskSecret') },
          ],
          clientHelloShape: {
            order,
            extra: [
              extension(numbers.signatureAlgorithms, '0012080508040806050106010401050306030403'),
              extension(numbers.recordSizeLimit, '4001'),
            ],
            without: [numbers.signatureAlgorithms],
          },
        }),
      );
      runHellos(run, transcript);
      runFlights(run, transcript);
      expect(run.connection.negotiated.pskIdentity).toEqual(ascii('rfc8448'));
    });

    it('RawPublicKey_With_Client_Authentication', () => {
      const transcript = find('RawPublicKey_With_Client_Authentication');
      const keys: string[] = [];
      const options = (credential: Credential): ClientOptions =>
        recordedClient(transcript, {
          groups: ['x25519', 'secp256r1', 'secp384r1'],
          peerCertificateTypes: ['rawPublicKey'],
          verifyPublicKey: ({ spki }) => keys.push(toHex(spki)) > 0,
          credentials: [credential],
          clientHelloShape: {
            order: [...order, 19, 20],
            extra: extra.filter(({ type }) => type !== numbers.renegotiationInfo),
            without: [numbers.signatureAlgorithms],
          },
        });
      const signer: Signer = {
        keyType: 'p256',
        schemes: ['ecdsa_secp256r1_sha256'],
        sign: ({ message }) => {
          expect(toHex(message)).toBe(toHex(transcript.bytes('Client_MessageToSign')));
          return transcript.bytes('Client_MessageSignature');
        },
      };
      const serverKey = transcript.bytes('Message_Server_Certificate').subarray(11, -2);
      const known = (spki: Uint8Array) => options({ chain: [], rawPublicKey: spki, signer });
      const [spki] = recordedChain(transcript, known(serverKey));
      if (!spki) throw new Error('the client sent no key');
      const run = new Run(known(spki));
      runHellos(run, transcript);
      runFlights(run, transcript);
      expect(keys).toEqual([toHex(serverKey)]);
      expect(run.connection.negotiated.peerPublicKey).toEqual(serverKey);
    });
  });

  it('names every transcript above', () => {
    expect(transcripts.map(({ name }) => name)).toEqual([
      'Simple_1RTT_Handshake',
      'Resumed_0RTT_Handshake',
      'HelloRetryRequest_Handshake',
      'Client_Authentication_Handshake',
      'Middlebox_Compatibility_Mode',
      'Externally_Provided_PSK_with_Ephemeral_Key',
      'RawPublicKey_With_Client_Authentication',
    ]);
  });

  it('sees the chain that was recorded', () => {
    const transcript = find('Simple_1RTT_Handshake');
    const message = transcript.bytes('Message_Server_Certificate');
    const [entry] = readCertificate13(message.subarray(4)).entries;
    const run = new Run(recordedClient(transcript, withTicket));
    runHellos(run, transcript);
    runFlights(run, transcript);
    const [leaf] = run.connection.negotiated.peerChain;
    expect(leaf && entry && equalBytes(leaf.der, entry.certificate)).toBe(true);
  });
});
