import { type SslContext, sslErrors, sslOptions } from '@proj/bio';
import type { PeerPipe } from '../peers/peer.ts';
import { closeConnection, expectSame } from '../run/handshake-cell.ts';
import type { OurEnd } from '../run/our-end.ts';
import { receive, send, sendAndReceive } from './conversation.ts';
import type { Feature } from './feature.ts';
import { beClientOfPipe, beServerOfPipe } from './scenes.ts';

/** Milliseconds for a peer to do what it was told to. */
const patience = 60_000;

/** Another handshake within a connection (RFC 5246, 7.4.1; RFC 5746). */
export const renegotiationFeatures: readonly Feature[] = [
  {
    name: 'renegotiation-ours',
    says: 'we want another handshake, with data before and after it',
    versions: ['TLSv1.2'],
    play: {
      async client(stage) {
        const { end, server } = await beClientOfPipe(stage, { theirs: { renegotiation: true }, ours: allow });
        await renegotiate(end, server);
        await closeConnection(stage, end);
      },
      async server(stage) {
        const { end, client } = await beServerOfPipe(stage, { ours: allow }, true);
        await renegotiate(end, client);
        await closeConnection(stage, end);
      },
    },
  },
  {
    name: 'renegotiation-theirs',
    says: 'the peer wants another handshake, with data before and after it',
    versions: ['TLSv1.2'],
    play: {
      async client(stage) {
        const { end, server } = await beClientOfPipe(stage, { ours: allow });
        await letRenegotiate(end, server);
        await closeConnection(stage, end);
      },
      async server(stage) {
        const { end, client } = await beServerOfPipe(
          stage,
          {
            ours: (context) => {
              allow(context);
              context.setOptions(sslOptions.ALLOW_CLIENT_RENEGOTIATION);
            },
          },
          true,
        );
        await letRenegotiate(end, client);
        await closeConnection(stage, end);
      },
    },
  },
];

/** It is refused by default. */
function allow(context: SslContext): void {
  context.clearOptions(sslOptions.NO_RENEGOTIATION);
}

async function renegotiate(end: OurEnd, peer: PeerPipe): Promise<void> {
  await end.driver.handshake();
  await sendAndReceive(end, peer, 1);
  expectSame('SSL_renegotiate', end.ssl.renegotiate(), 1);
  // A server's call only sends HelloRequest: what the client answers is read with its data (SSL_renegotiate(3)).
  await end.driver.handshake();
  if (end.ssl.role === 'server') await awaitRenegotiation(end);
  await expectRenegotiated(end, peer);
}

async function letRenegotiate(end: OurEnd, peer: PeerPipe): Promise<void> {
  await end.driver.handshake();
  await sendAndReceive(end, peer, 1);
  await peer.renegotiate?.();
  await awaitRenegotiation(end);
  await expectRenegotiated(end, peer);
}

/** Reads, and finds no data, until the other handshake is over. */
async function awaitRenegotiation(end: OurEnd): Promise<void> {
  const { ssl, transport } = end;
  for (;;) {
    const ret = ssl.peek(new Uint8Array(1));
    const isOver = ssl.totalRenegotiations > 0 && !ssl.inInit;
    if (ret > 0 || isOver) break;
    // Within a handshake a read may have to write.
    const condition = ssl.getError(ret) === sslErrors.WANT_WRITE ? 'write' : 'read';
    if (!(await transport.poll(condition, patience))) break;
  }
  await end.flush();
}

async function expectRenegotiated(end: OurEnd, peer: PeerPipe): Promise<void> {
  expectSame('SSL_total_renegotiations', end.ssl.totalRenegotiations, 1);
  expectSame('that the handshake goes on', end.ssl.inInit, false);
  expectSame('SSL_get_secure_renegotiation_support', end.ssl.secureRenegotiationSupport, true);
  await send(end, peer, 2);
  await receive(end, peer, 2);
}
