import { concatBytes, type Hash, type KeyExchangeGroup, Reader, TLS12, TLS13, toHex } from '@proj/crypto';
import { aes128Gcm, secp256r1, sha256, x25519 } from '@proj/crypto/noble';
import { finishedVerifyData, Tls13KeySchedule, trafficKeys } from '@proj/crypto/schedule';
import {
  contentTypes,
  type Opener,
  ReadHalf,
  type Sealer,
  tls13Opener,
  tls13Sealer,
  WriteHalf,
} from '@proj/record';
import type { Transcript } from '@tooling/vectors';
import { expect } from 'vitest';

/** A record that was opened, and sealed again to the same bytes. */
interface SeenRecord {
  readonly type: number;
  readonly content: Uint8Array;
}

/** One direction of a recorded connection: reads each record, writes its content anew and compares the bytes. */
class Direction {
  readonly #read = new ReadHalf();
  readonly #write = new WriteHalf();

  constructor() {
    this.#read.ignoreChangeCipherSpec = true;
  }

  changeSecret(secret: Uint8Array): void {
    this.#read.expectVersion(TLS13);
    this.#read.changeProtection(protector(tls13Opener, secret));
    this.#write.changeProtection(protector(tls13Sealer, secret));
  }

  /** Takes the first record off `stream`; ChangeCipherSpec records before it are passed over. */
  take(stream: Uint8Array[]): SeenRecord {
    const bytes = stream.shift();
    if (!bytes) throw new Error('the transcript ends too early');
    this.#read.receive(bytes);
    const record = this.#read.next();
    if (!record) {
      expect(toHex(bytes)).toBe('140303000101');
      return this.take(stream);
    }
    const content = record.fragment.slice();
    this.#write.recordVersion = record.version;
    this.#write.write(record.type, content);
    expect(toHex(this.#write.output.peek())).toBe(toHex(bytes));
    this.#write.output.consume(this.#write.output.pending);
    return { type: record.type, content };
  }

  /** Takes records until handshake messages end with a Finished. */
  takeFlight(stream: Uint8Array[]): Uint8Array[] {
    const messages: Uint8Array[] = [];
    while (messages.at(-1)?.[0] !== 20) {
      const { type, content } = this.take(stream);
      expect(type).toBe(contentTypes.handshake);
      messages.push(...splitMessages(content));
    }
    return messages;
  }
}

function protector<T extends Opener | Sealer>(
  make: (aead: typeof aes128Gcm, key: Uint8Array, iv: Uint8Array) => T,
  secret: Uint8Array,
): T {
  const { key, iv } = trafficKeys(sha256, secret, aes128Gcm.keyLength);
  return make(aes128Gcm, key, iv);
}

function splitRecords(stream: Uint8Array): Uint8Array[] {
  const reader = new Reader(stream, 'records');
  const records: Uint8Array[] = [];
  while (reader.remaining > 0) {
    const header = reader.bytes(3);
    const body = reader.vector16();
    records.push(concatBytes(header, Uint8Array.of(body.length >> 8, body.length & 255), body));
  }
  return records;
}

function splitMessages(content: Uint8Array): Uint8Array[] {
  const reader = new Reader(content, 'messages');
  const messages: Uint8Array[] = [];
  while (reader.remaining > 0) {
    const header = reader.bytes(4);
    const length = new Reader(header.subarray(1), 'length').u24();
    messages.push(concatBytes(header, reader.bytes(length)));
  }
  return messages;
}

/** The extensions of a ServerHello, by number. */
function serverHelloExtensions(message: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const reader = new Reader(message.subarray(4), 'ServerHello');
  expect(reader.u16()).toBe(TLS12);
  reader.bytes(32);
  reader.vector8();
  expect(reader.u16()).toBe(0x1301);
  reader.u8();
  const list = new Reader(reader.vector16(), 'extensions');
  const extensions = new Map<number, Uint8Array>();
  while (list.remaining > 0) extensions.set(list.u16(), list.vector16());
  return extensions;
}

const groups: ReadonlyMap<number, KeyExchangeGroup> = new Map([
  [0x001d, x25519],
  [0x0017, secp256r1],
]);

/** The shared secret, from the server's share and the client's recorded randomness, which its private keys end. */
function sharedSecret(keyShare: Uint8Array, clientPool: Uint8Array): Uint8Array {
  const reader = new Reader(keyShare, 'key_share');
  const group = groups.get(reader.u16());
  if (!group) throw new Error('a group that no transcript has');
  return group.start((length) => clientPool.slice(-length)).finish(reader.vector16());
}

const hash: Hash = sha256;
const helloRetryRandom = toHex(hash.digest(Uint8Array.from(Buffer.from('HelloRetryRequest'))));
const messageHash = (message: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(0xfe, 0, 0, hash.outputLength), hash.digest(message));

/** What a run finds beside what it checks by itself. */
export interface Run {
  readonly sharedSecret: Uint8Array;
  readonly secrets: ReadonlyMap<string, Uint8Array>;
  readonly serverMessages: readonly Uint8Array[];
  readonly clientMessages: readonly Uint8Array[];
  /** What came after the handshake, by the name of its field. */
  readonly after: ReadonlyMap<string, SeenRecord>;
}

/** What a transcript does not say itself. */
export interface RunOptions {
  /** The PSK that the ClientHello offers, and the kind of its binder. */
  readonly psk?: { readonly key: Uint8Array; readonly kind: 'external' | 'resumption' };
  /** The server's flight as the rest of the transcript knows it, where it is not the one recorded. */
  readonly flightSeen?: readonly Uint8Array[];
}

/**
 * Follows a recorded handshake from end to end: derives every key, opens every record, seals it again to the same
 * bytes, and checks binders and both Finished.
 */
export function runTranscript(transcript: Transcript, { psk, flightSeen }: RunOptions = {}): Run {
  const client = new Direction();
  const server = new Direction();
  const records = (field: string): Uint8Array[] => splitRecords(transcript.bytes(field));
  const secrets = new Map<string, Uint8Array>();
  const schedule = new Tls13KeySchedule(hash, psk?.key);
  let messages: Uint8Array = new Uint8Array(0);
  const add = (message: Uint8Array): Uint8Array => {
    messages = concatBytes(messages, message);
    return message;
  };
  const keep = (name: string, secret: Uint8Array): Uint8Array => {
    secrets.set(name, secret);
    return secret;
  };
  const transcriptHash = (): Uint8Array => hash.digest(messages);

  const hello = add(client.take(records('Record_ClientHello_1')).content);
  if (transcript.has('Record_HelloRetryRequest')) {
    const retry = server.take(records('Record_HelloRetryRequest')).content;
    expect(toHex(retry)).toContain(helloRetryRandom);
    messages = concatBytes(messageHash(hello), retry);
    add(client.take(records('Record_ClientHello_2')).content);
  }
  if (psk) checkBinder(hello, schedule.binderKey(psk.kind));
  const early = transcript.has('Record_Client_EarlyAppData');
  if (early) client.changeSecret(keep('c e traffic', schedule.clientEarlyTrafficSecret(transcriptHash())));
  const after = new Map<string, SeenRecord>();
  if (early) after.set('Record_Client_EarlyAppData', client.take(records('Record_Client_EarlyAppData')));

  const serverStream = [...records('Record_ServerHello'), ...records('Record_ServerHandshakeMessages')];
  const serverHello = add(server.take(serverStream).content);
  expect(toHex(serverHello)).toBe(
    toHex(transcript.has('Message_ServerHello') ? transcript.bytes('Message_ServerHello') : serverHello),
  );
  const extensions = serverHelloExtensions(serverHello);
  const keyShare = extensions.get(51);
  if (!keyShare) throw new Error('no key share');
  const shared = sharedSecret(keyShare, transcript.bytes('Client_RNG_Pool'));
  schedule.enterHandshake(shared);
  const clientHandshake = keep('c hs traffic', schedule.clientHandshakeTrafficSecret(transcriptHash()));
  const serverHandshake = keep('s hs traffic', schedule.serverHandshakeTrafficSecret(transcriptHash()));

  server.changeSecret(serverHandshake);
  const serverMessages = server.takeFlight(serverStream);
  expect(serverStream).toEqual([]);
  for (const message of serverMessages) {
    if (message[0] === 20) checkFinished(message, serverHandshake, transcriptHash());
    add(message);
  }
  if (flightSeen) messages = concatBytes(hello, serverHello, ...flightSeen);
  schedule.enterMaster();
  const clientApplication = keep('c ap traffic', schedule.clientApplicationTrafficSecret(transcriptHash()));
  server.changeSecret(keep('s ap traffic', schedule.serverApplicationTrafficSecret(transcriptHash())));
  keep('exp master', schedule.exporterSecret(transcriptHash()));

  const clientStream = records('Record_ClientFinished');
  if (early) expect(toHex(add(client.take(clientStream).content))).toBe('05000000');
  client.changeSecret(clientHandshake);
  const clientMessages = client.takeFlight(clientStream);
  for (const message of clientMessages) {
    if (message[0] === 20) checkFinished(message, clientHandshake, transcriptHash());
    add(message);
  }
  keep('res master', schedule.resumptionSecret(transcriptHash()));
  client.changeSecret(clientApplication);

  const later: [string, Direction][] = [
    ['Record_NewSessionTicket', server],
    ['Record_Client_AppData', client],
    ['Record_Server_AppData', server],
    ['Record_Client_CloseNotify', client],
    ['Record_Server_CloseNotify', server],
  ];
  for (const [field, direction] of later) {
    if (transcript.has(field)) after.set(field, direction.take(records(field)));
  }
  return { sharedSecret: shared, secrets, serverMessages, clientMessages, after };
}

function checkFinished(message: Uint8Array, baseKey: Uint8Array, transcriptHash: Uint8Array): void {
  expect(toHex(message.subarray(4))).toBe(toHex(finishedVerifyData(hash, baseKey, transcriptHash)));
}

/** The binder of a ClientHello with one PSK: its last 32 bytes, over all before the list of binders. */
function checkBinder(hello: Uint8Array, binderKey: Uint8Array): void {
  const listLength = 2 + 1 + hash.outputLength;
  const binder = finishedVerifyData(hash, binderKey, hash.digest(hello.subarray(0, -listLength)));
  expect(toHex(hello.subarray(-hash.outputLength))).toBe(toHex(binder));
}
