import { Listener } from '../../drive/socket-transport.ts';
import { hostName } from '../certificates.ts';
import type { PeerPipe } from '../peers/peer.ts';
import { exchange } from './exchange.ts';
import {
  clientSetup,
  closeConnection,
  Disagreement,
  expectNegotiated,
  serverSetup,
} from './handshake-cell.ts';
import { clientContext, serverContext } from './our-context.ts';
import { OurEnd } from './our-end.ts';
import { payload } from './payload.ts';
import type { Stage } from './stage.ts';

/** Milliseconds for a peer to connect, to print what it received, to end. */
const patience = 60_000;

/** Handshake, many bytes both ways at the same time, close_notify both ways, and a peer that ends content. */
export async function transfer(stage: Stage): Promise<void> {
  const { cell, identities } = stage;
  if (cell.exercise.kind !== 'transfer') throw new RangeError('this cell has nothing to transfer');
  const { bytes } = cell.exercise;
  const identity = identities.of(cell.parameters.key);
  if (cell.role === 'client') {
    const server = stage.watch(
      await stage.peer.startPipeServer({ ...serverSetup([cell], identities), conversation: 'pipe' }),
    );
    const context = clientContext(cell, identity);
    await move(
      stage,
      stage.use(OurEnd.connect(context, server.port, hostName, cell.transport)),
      server,
      bytes,
    );
    return;
  }
  const listener = stage.keep(await Listener.open());
  const accepted = listener.accept(patience);
  const client = stage.watch(
    await stage.peer.startPipeClient(clientSetup(cell, identities, listener.port), false),
  );
  const context = serverContext(cell, identity);
  await move(stage, stage.use(new OurEnd(context, 'server', await accepted, cell.transport)), client, bytes);
}

async function move(stage: Stage, end: OurEnd, peer: PeerPipe, bytes: number): Promise<void> {
  const { driver, ssl } = end;
  await driver.handshake();
  expectNegotiated(stage.cell, ssl);
  const theirs = payload(bytes, 'theirs');
  const ours = payload(bytes, 'ours');
  if (bytes > 0) peer.send(theirs).catch(() => {});
  const received = await exchange(end, ours, bytes);
  if (Buffer.compare(received, theirs) !== 0)
    throw new Disagreement('we received other bytes than were sent');
  await expectPrinted(end, peer, ours);
  await closeConnection(stage, end);
  // The peer waits a while for the end of the connection beneath.
  await end.close();
  if (!(await peer.ended(patience))) throw new Disagreement('the peer did not end content');
}

/** Lets all of ours leave, and waits until the peer has printed the bytes in one piece, whatever it prints beside. */
export async function expectPrinted(end: OurEnd, peer: PeerPipe, bytes: Uint8Array): Promise<void> {
  await end.flush();
  for (;;) {
    const printed = peer.printed();
    if (printed.includes(bytes)) return;
    const wanted = Math.max(printed.length, bytes.length - 1);
    if (!(await peer.waitForMore(wanted, patience))) {
      throw new Disagreement(`the peer did not receive our ${bytes.length} bytes`);
    }
  }
}
