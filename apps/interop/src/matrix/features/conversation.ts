import type { PeerPipe } from '../peers/peer.ts';
import { expectSame } from '../run/handshake-cell.ts';
import type { OurEnd } from '../run/our-end.ts';
import { payload } from '../run/payload.ts';
import { expectPrinted } from '../run/transfer-cell.ts';

/** Bytes of each piece of data. */
const piece = 1000;

/** A piece of data to the peer, and one from it. Each turn has pieces of its own. */
export async function sendAndReceive(end: OurEnd, peer: PeerPipe, turn: number): Promise<void> {
  await send(end, peer, turn);
  await receive(end, peer, turn);
}

/** A piece of data to the peer, which prints it. */
export async function send(end: OurEnd, peer: PeerPipe, turn: number): Promise<void> {
  const data = payload(piece + turn, 'ours').subarray(turn);
  await end.driver.write(data);
  await expectPrinted(end, peer, data);
}

/** A piece of data from the peer. */
export async function receive({ driver }: OurEnd, peer: PeerPipe, turn: number): Promise<void> {
  const data = payload(piece + turn, 'theirs').subarray(turn);
  await peer.send(data);
  const received = await driver.readAtLeast(data.length);
  expectSame('that the data came', Buffer.compare(received, data), 0);
}
