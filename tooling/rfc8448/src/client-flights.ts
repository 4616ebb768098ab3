import { type CryptoProvider, concatBytes, equalBytes, fromHex } from '@proj/crypto';
import { trafficKeys } from '@proj/crypto/schedule';
import { readCertificate13 } from '@proj/handshake';
import { contentTypes, tls13Opener, tls13Sealer } from '@proj/record';
import type { Transcript } from '@tooling/vectors';
import { expectClose, expectClosed, expectReceived, expectSent, handshake, receive } from './end.ts';
import type { RecordedClient } from './recorded-client.ts';
import { expectBytes, expectSame } from './replay.ts';

/** ClientHello, and what a server says in clear. */
export function runHellos({ connection }: RecordedClient, transcript: Transcript): void {
  expectBytes('ClientHello', handshake(connection), transcript.bytes('Record_ClientHello_1'));
  if (!transcript.has('Record_HelloRetryRequest')) return;
  const second = handshake(connection, transcript.bytes('Record_HelloRetryRequest'));
  expectBytes('the second ClientHello', second, transcript.bytes('Record_ClientHello_2'));
}

/** The rest of the handshake, then data and close_notify both ways. */
export function runFlights(client: RecordedClient, transcript: Transcript): void {
  const { connection } = client;
  const flight = [transcript.bytes('Record_ServerHello'), transcript.bytes('Record_ServerHandshakeMessages')];
  const sent = handshake(connection, ...flight);
  expectBytes('our last flight', sent, transcript.bytes('Record_ClientFinished'));
  expectSame('that the handshake goes on', connection.isHandshaking, false);
  expectChain(client, transcript);
  runData(client, transcript);
}

/** Where the server sent a certificate, that it is seen as it was sent. */
function expectChain({ connection }: RecordedClient, transcript: Transcript): void {
  const [leaf] = connection.negotiated.peerChain;
  if (!leaf) return;
  const message = transcript.bytes('Message_Server_Certificate');
  const [entry] = readCertificate13(message.subarray(4)).entries;
  expectSame('that the chain is as sent', entry && equalBytes(leaf.der, entry.certificate), true);
}

/** A ticket, data and close_notify. */
export function runData({ connection }: RecordedClient, transcript: Transcript): void {
  if (transcript.has('Record_NewSessionTicket')) {
    receive(connection, transcript.bytes('Record_NewSessionTicket'));
  }
  if (transcript.has('Client_AppData')) {
    expectSent(connection, transcript, 'Client');
    expectReceived(connection, transcript, 'Server');
  }
  expectClose(connection, transcript, 'Client');
  expectClosed(connection, transcript, 'Server');
}

/** The chain that the recorded client sent: it stands only in the record that our keys open. */
export function recordedChain(
  provider: CryptoProvider,
  client: RecordedClient,
  transcript: Transcript,
): readonly Uint8Array[] {
  runHellos(client, transcript);
  handshake(client.connection, transcript.bytes('Record_ServerHello'));
  const { aead, key, iv } = keysOf(provider, client, 'CLIENT_HANDSHAKE_TRAFFIC_SECRET');
  const fragment = transcript.bytes('Record_ClientFinished').slice(5);
  const record = { type: contentTypes.applicationData, version: 0x0303, fragment };
  tls13Opener(aead, key, iv).open(record);
  const [type, high = 0, middle = 0, low = 0] = record.fragment;
  expectSame('the type of the first message', type, 11);
  const length = (high << 16) | (middle << 8) | low;
  const { entries } = readCertificate13(record.fragment.slice(4, 4 + length));
  return entries.map(({ certificate }) => certificate);
}

/**
 * The server's flight of RFC 8448, 4. That of the file does not acknowledge server_name as the RFC's does; all that
 * follows is the RFC's.
 */
export function flightOfRfc(
  provider: CryptoProvider,
  client: RecordedClient,
  transcript: Transcript,
): Uint8Array {
  const extensions = fromHex(
    '080000280026000a00140012001d00170018001901000101010201030104001c0002400100000000002a0000',
  );
  const flight = concatBytes(extensions, transcript.bytes('Message_Server_Finished'));
  const { aead, key, iv } = keysOf(provider, client, 'SERVER_HANDSHAKE_TRAFFIC_SECRET');
  const sealer = tls13Sealer(aead, key, iv);
  const out = new Uint8Array(sealer.overhead + flight.length);
  return out.subarray(0, sealer.seal(contentTypes.handshake, 0x0303, flight, 0, out, 0));
}

function keysOf(provider: CryptoProvider, { secrets }: RecordedClient, label: string) {
  const secret = secrets.get(label);
  const aead = provider.aead('AES-128-GCM');
  const hash = provider.hash('SHA-256');
  if (!secret || !aead || !hash) throw new Error(`there are no keys of ${label}`);
  return { aead, ...trafficKeys(hash, secret, aead.keyLength) };
}
