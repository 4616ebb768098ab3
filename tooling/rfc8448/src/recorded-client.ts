import {
  type CipherSuite,
  type CryptoProvider,
  cipherSuiteByName,
  fromHex,
  type GroupName,
} from '@proj/crypto';
import { type ClientOptions, Connection, clientConfig, type RawExtension } from '@proj/handshake';
import type { Transcript } from '@tooling/vectors';
import { recordedRandom } from './replay.ts';

/** Numbers of extensions (IANA). */
export const numbers = {
  serverName: 0,
  supportedGroups: 10,
  signatureAlgorithms: 13,
  clientCertificateType: 19,
  serverCertificateType: 20,
  padding: 21,
  recordSizeLimit: 28,
  sessionTicket: 35,
  preSharedKey: 41,
  earlyData: 42,
  supportedVersions: 43,
  cookie: 44,
  pskModes: 45,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const;

/** An extension whose data is given in hexadecimal. */
export function extension(type: number, hex: string): RawExtension {
  return { type, data: fromHex(hex) };
}

/** What the client of RFC 8448, NSS, offers that we would not. */
export const extra: readonly RawExtension[] = [
  extension(numbers.renegotiationInfo, '00'),
  // SHA-1 and DSA among them.
  extension(numbers.signatureAlgorithms, '001e040305030603020308040805080604010501060102010402050206020202'),
  extension(numbers.pskModes, '0101'),
  extension(numbers.recordSizeLimit, '4001'),
];

/** The order of its extensions. */
export const order: readonly number[] = [
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

/** The groups of the later transcripts. */
export const fewGroups: readonly GroupName[] = ['x25519', 'secp256r1', 'secp384r1'];

/** A suite that the registry is known to have. */
export function suite(name: string): CipherSuite {
  const row = cipherSuiteByName(name);
  if (!row) throw new RangeError(`there is no suite ${name}`);
  return row;
}

/** Our client, as the one that was recorded, and the secrets that it logs. */
export interface RecordedClient {
  readonly connection: Connection;
  /** Secrets by the labels of key logs. */
  readonly secrets: ReadonlyMap<string, Uint8Array>;
}

/** Makes our client be the one that was recorded. */
export function recordedClient(
  provider: CryptoProvider,
  transcript: Transcript,
  changes: Partial<ClientOptions> = {},
): RecordedClient {
  const secrets = new Map<string, Uint8Array>();
  const keyLog = (line: string): void => {
    const [label = '', , secret = ''] = line.split(' ');
    secrets.set(label, fromHex(secret));
  };
  const options: ClientOptions = {
    provider,
    random: recordedRandom(transcript.bytes('Client_RNG_Pool')),
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
  const connection = new Connection(clientConfig({ ...options, observer: { ...options.observer, keyLog } }));
  return { connection, secrets };
}
