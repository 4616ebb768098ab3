import { concatBytes } from '@proj/crypto';
import type { Connection } from '@proj/handshake';
import type { Transcript } from '@tooling/vectors';
import { expectBytes, expectSame } from './replay.ts';

/** Feeds records and drives the handshake; what came out. */
export function handshake(connection: Connection, ...records: readonly Uint8Array[]): Uint8Array {
  for (const record of records) connection.receive(record);
  let sent: Uint8Array = new Uint8Array(0);
  for (;;) {
    const { kind } = connection.handshake();
    if (kind !== 'has-output') return sent;
    sent = concatBytes(sent, takeOutput(connection));
  }
}

/** All that waits for the transport. */
export function takeOutput({ output }: Connection): Uint8Array {
  let taken: Uint8Array = new Uint8Array(0);
  while (output.pending > 0) {
    const bytes = output.peek();
    taken = concatBytes(taken, bytes);
    output.consume(bytes.length);
  }
  return taken;
}

/** All application data that has come. */
export function takeData(connection: Connection): Uint8Array {
  const into = new Uint8Array(connection.readable);
  connection.read(into);
  return into;
}

/** Feeds one record behind the handshake. */
export function receive(connection: Connection, record: Uint8Array): void {
  connection.receive(record);
  expectSame('what came of a record', connection.processRecord().kind, 'done');
}

/** Says our data. */
export function expectSent(connection: Connection, transcript: Transcript, end: 'Client' | 'Server'): void {
  connection.write(transcript.bytes(`${end}_AppData`));
  expectBytes('our data', takeOutput(connection), transcript.bytes(`Record_${end}_AppData`));
}

/** Takes the peer's data. */
export function expectReceived(
  connection: Connection,
  transcript: Transcript,
  end: 'Client' | 'Server',
): void {
  receive(connection, transcript.bytes(`Record_${end}_AppData`));
  expectBytes("the peer's data", takeData(connection), transcript.bytes(`${end}_AppData`));
}

/** Says close_notify. */
export function expectClose(connection: Connection, transcript: Transcript, end: 'Client' | 'Server'): void {
  connection.close();
  expectBytes('our close_notify', takeOutput(connection), transcript.bytes(`Record_${end}_CloseNotify`));
}

/** Hears close_notify. */
export function expectClosed(connection: Connection, transcript: Transcript, end: 'Client' | 'Server'): void {
  receive(connection, transcript.bytes(`Record_${end}_CloseNotify`));
  expectSame('that the peer has closed', connection.peerClosed, true);
}
