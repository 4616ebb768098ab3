import { keyUpdateTypes } from '@proj/bio';
import type { PeerPipe } from '../peers/peer.ts';
import { oneForEachProtection } from '../plan/transfers.ts';
import { closeConnection, expectSame } from '../run/handshake-cell.ts';
import type { OurEnd } from '../run/our-end.ts';
import { receive, send, sendAndReceive } from './conversation.ts';
import type { Feature } from './feature.ts';
import { beClientOfPipe, beServerOfPipe } from './scenes.ts';

/** Milliseconds for a peer to send what it was told to. */
const patience = 60_000;

/** New keys within a connection (RFC 8446, 4.6.3), and data both ways under all of them. */
export const keyUpdateFeatures: readonly Feature[] = [
  {
    name: 'key-update-ours',
    says: 'we update our keys, and ask for theirs or do not',
    versions: ['TLSv1.3'],
    parameters: oneForEachProtection,
    play: {
      async client(stage) {
        const { end, server } = await beClientOfPipe(stage);
        await updateOurs(end, server);
        await closeConnection(stage, end);
      },
      async server(stage) {
        const { end, client } = await beServerOfPipe(stage);
        await updateOurs(end, client);
        await closeConnection(stage, end);
      },
    },
  },
  {
    name: 'key-update-theirs',
    says: 'the peer updates its keys, and asks for ours or does not',
    versions: ['TLSv1.3'],
    parameters: oneForEachProtection,
    play: {
      async client(stage) {
        const { end, server } = await beClientOfPipe(stage);
        await updateTheirs(end, server);
        await closeConnection(stage, end);
      },
      async server(stage) {
        const { end, client } = await beServerOfPipe(stage, {}, true);
        await updateTheirs(end, client);
        await closeConnection(stage, end);
      },
    },
  },
];

async function updateOurs(end: OurEnd, peer: PeerPipe): Promise<void> {
  await end.driver.handshake();
  await sendAndReceive(end, peer, 1);
  expectSame('SSL_key_update', end.ssl.keyUpdate(keyUpdateTypes.REQUESTED), 1);
  await sendAndReceive(end, peer, 2);
  expectSame('KeyUpdates of ours', end.count('> keyUpdate'), 1);
  expectSame('KeyUpdates of theirs, asked for', end.count('< keyUpdate'), 1);
  expectSame('SSL_key_update', end.ssl.keyUpdate(keyUpdateTypes.NOT_REQUESTED), 1);
  await sendAndReceive(end, peer, 3);
  expectSame('KeyUpdates of ours', end.count('> keyUpdate'), 2);
  expectSame('KeyUpdates of theirs, not asked for', end.count('< keyUpdate'), 1);
}

async function updateTheirs(end: OurEnd, peer: PeerPipe): Promise<void> {
  await end.driver.handshake();
  await sendAndReceive(end, peer, 1);
  await letUpdate(end, peer, true, 1);
  await receive(end, peer, 2);
  await send(end, peer, 2);
  expectSame('KeyUpdates of ours, asked for', end.count('> keyUpdate'), 1);
  await letUpdate(end, peer, false, 2);
  await receive(end, peer, 3);
  await send(end, peer, 3);
  expectSame('KeyUpdates of ours, not asked for', end.count('> keyUpdate'), 1);
}

/**
 * Makes the peer send its KeyUpdate, and waits until it has come. A command that is followed at once by data would be read
 * as one, and the data thrown away.
 */
async function letUpdate(end: OurEnd, peer: PeerPipe, request: boolean, count: number): Promise<void> {
  await peer.updateKeys?.(request);
  while (end.ssl.peek(new Uint8Array(1)) <= 0 && end.count('< keyUpdate') < count) {
    if (!(await end.transport.poll('read', patience))) break;
  }
  expectSame('KeyUpdates of theirs', end.count('< keyUpdate'), count);
}
