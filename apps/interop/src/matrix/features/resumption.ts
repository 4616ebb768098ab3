import { earlyDataStatuses, type SslContext, sslOptions } from '@proj/bio';
import { oneForEachProtection } from '../plan/transfers.ts';
import { closeConnection, expectSame } from '../run/handshake-cell.ts';
import { payload } from '../run/payload.ts';
import type { Stage } from '../run/stage.ts';
import { expectPrinted } from '../run/transfer-cell.ts';
import type { Feature } from './feature.ts';
import {
  beClient,
  beClientOfPipe,
  type ClientScene,
  connectTo,
  finishAsClient,
  finishAsServer,
  type ServerScene,
  serveInTurn,
} from './scenes.ts';

/** Bytes of early data, and those that servers take at most. */
const earlyBytes = 1000;
const maxEarlyData = 16_384;

/** Later connections that go on where an earlier one was. */
export const resumptionFeatures: readonly Feature[] = [
  {
    name: 'resumption',
    says: 'a second connection resumes the session of the first by its ticket (RFC 8446, 2.2; RFC 5077)',
    versions: ['TLSv1.3', 'TLSv1.2'],
    parameters: oneForEachProtection,
    play: {
      client: (stage) => resumeAsClient(stage, {}),
      server: (stage) => resumeAsServer(stage, {}),
    },
  },
  {
    name: 'resumption-without-tickets',
    says: 'the same, and the server keeps the session itself: by its id in TLS 1.2 (RFC 5246, 7.4.1.2)',
    versions: ['TLSv1.3', 'TLSv1.2'],
    play: {
      client: (stage) => resumeAsClient(stage, { theirs: { without: 'session-tickets' } }),
      server: (stage) =>
        resumeAsServer(stage, {
          ours: (context) => {
            context.setOptions(sslOptions.NO_TICKET);
          },
        }),
    },
  },
  {
    name: 'early-data',
    says: 'a resumed connection begins with data (0-RTT: RFC 8446, 2.3)',
    versions: ['TLSv1.3'],
    parameters: oneForEachProtection,
    play: { client: sendEarlyData, server: takeEarlyData },
  },
];

async function resumeAsClient(stage: Stage, scene: ClientScene): Promise<void> {
  const { end: first, server } = await beClient(stage, scene);
  await first.driver.handshake();
  expectSame('SSL_session_reused at first', first.ssl.sessionReused, false);
  // The tickets of TLS 1.3 come before the answer.
  await finishAsClient(stage, first, server);
  const { session } = first.ssl;
  expectSame('that there is a session', session !== undefined, true);
  const second = connectTo(stage, server.port, scene);
  second.ssl.session = session;
  await second.driver.handshake();
  expectSame('SSL_session_reused', second.ssl.sessionReused, true);
  expectSame('Certificate messages', second.count('< certificate'), 0);
  expectSame('SSL_get_verify_result', second.ssl.verifyResult, 0);
  await finishAsClient(stage, second, server);
}

async function resumeAsServer(stage: Stage, scene: ServerScene): Promise<void> {
  await serveInTurn(stage, scene, [{ session: 'keep' }, { session: 'offer' }], async (end, report, turn) => {
    await end.driver.handshake();
    expectSame('SSL_session_reused', end.ssl.sessionReused, turn === 1);
    expectSame('Certificate messages', end.count('> certificate'), 1 - turn);
    await finishAsServer(stage, end, report);
  });
}

async function sendEarlyData(stage: Stage): Promise<void> {
  const { end: first, server } = await beClientOfPipe(stage, {
    theirs: { earlyData: true, connections: 2 },
  });
  await first.driver.handshake();
  // The ticket comes before it.
  const theirs = payload(1, 'theirs');
  await server.send(theirs);
  await first.driver.readAtLeast(theirs.length);
  const { session } = first.ssl;
  expectSame('max_early_data_size', session?.fields.maxEarlyData, maxEarlyData);
  await closeConnection(stage, first);
  await first.close();

  const second = connectTo(stage, server.port);
  const data = payload(earlyBytes, 'ours');
  second.ssl.session = session;
  await second.driver.writeEarly(data);
  await second.driver.handshake();
  expectSame('SSL_get_early_data_status', second.ssl.earlyDataStatus, earlyDataStatuses.ACCEPTED);
  await expectPrinted(second, server, data);
  await closeConnection(stage, second);
}

async function takeEarlyData(stage: Stage): Promise<void> {
  const data = payload(earlyBytes, 'theirs');
  const earlyFile = stage.identities.write('early-data', data);
  const ours = (context: SslContext): void => {
    context.maxEarlyData = maxEarlyData;
  };
  await serveInTurn(
    stage,
    { ours },
    [{ session: 'keep' }, { session: 'offer', earlyFile }],
    async (end, report, turn) => {
      const early = await end.driver.readEarly();
      expectSame('that the early data came', Buffer.compare(early, turn === 0 ? new Uint8Array(0) : data), 0);
      await end.driver.handshake();
      const status = turn === 0 ? earlyDataStatuses.NOT_SENT : earlyDataStatuses.ACCEPTED;
      expectSame('SSL_get_early_data_status', end.ssl.earlyDataStatus, status);
      await finishAsServer(stage, end, report);
    },
  );
}
