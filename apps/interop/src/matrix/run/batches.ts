import { Listener } from '../../drive/socket-transport.ts';
import type { Cell, Result } from '../model/cell.ts';
import type { PeerClients, PeerServer } from '../peers/peer.ts';
import { attempt, reason, type Troupe } from './attempt.ts';
import { playFeature } from './features.ts';
import { serverKey, serverSetup, talkAsClient, talkAsServer } from './handshake-cell.ts';
import { transfer } from './transfer-cell.ts';

/** Cells that run one after the other, because they share a process of the peer, or as a portion of work. */
export interface Batch {
  readonly cells: readonly Cell[];
  run(troupe: Troupe, done: (result: Result) => void): Promise<void>;
}

/** Cells of a portion: few enough that portions run side by side, many enough that a shell is worth its start. */
const portion = 40;

/** Divides cells into batches. */
export function batchesOf(cells: readonly Cell[]): Batch[] {
  const handshakes = cells.filter(({ exercise }) => exercise.kind === 'handshake');
  const others = cells.filter(({ exercise }) => exercise.kind !== 'handshake');
  const asClient = handshakes.filter(({ role }) => role === 'client');
  const asServer = handshakes.filter(({ role }) => role === 'server');
  return [
    ...groups(asClient).map(underOneServer),
    ...portions(asServer).map(withOneListener),
    ...portions(others).map(eachOnItsOwn),
  ];
}

/** Cells that can share a server. */
function groups(cells: readonly Cell[]): Cell[][] {
  const byKey = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = serverKey(cell);
    byKey.set(key, [...(byKey.get(key) ?? []), cell]);
  }
  return [...byKey.values()];
}

function portions(cells: readonly Cell[]): Cell[][] {
  const count = Math.ceil(cells.length / portion);
  return Array.from({ length: count }, (_, index) => cells.slice(index * portion, (index + 1) * portion));
}

/** Our clients, all to one server. After a failure, which may be the server's, the next get a new one. */
function underOneServer(cells: readonly Cell[]): Batch {
  return {
    cells,
    async run(troupe, done) {
      let server: PeerServer | undefined;
      try {
        for (const cell of cells) {
          server ??= await troupe.peer.startServer(serverSetup(cells, troupe.identities));
          const running: PeerServer = server;
          const result = await attempt(troupe, cell, (stage) => talkAsClient(stage, running), running);
          done(result);
          if (result.outcome === 'passed') continue;
          await running.stop();
          server = undefined;
        }
      } finally {
        await server?.stop();
      }
    },
  };
}

/** Our servers, all behind one port. After a failure, of which output may still come, the next get new clients. */
function withOneListener(cells: readonly Cell[]): Batch {
  return {
    cells,
    async run(troupe, done) {
      const listener = await Listener.open();
      let clients: PeerClients | undefined;
      try {
        for (const cell of cells) {
          clients ??= await troupe.peer.startClients();
          const running: PeerClients = clients;
          const result = await attempt(
            troupe,
            cell,
            (stage) => talkAsServer(stage, listener, running),
            running,
          );
          done(result);
          if (result.outcome === 'passed') continue;
          await running.stop();
          clients = undefined;
        }
      } finally {
        await clients?.stop();
        listener.close();
      }
    },
  };
}

function eachOnItsOwn(cells: readonly Cell[]): Batch {
  return {
    cells,
    async run(troupe, done) {
      for (const cell of cells) {
        const play = cell.exercise.kind === 'transfer' ? transfer : playFeature;
        done(await attempt(troupe, cell, play));
      }
    },
  };
}

/**
 * Runs batches, some of them side by side: while one waits for its peer, another computes. A batch that breaks fails with
 * all cells that it did not come to.
 */
export async function runBatches(
  batches: readonly Batch[],
  troupe: Troupe,
  done: (result: Result) => void,
  sideBySide: number,
): Promise<void> {
  const waiting = [...batches];
  const work = async (): Promise<void> => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) await runBatch(batch, troupe, done);
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
}

async function runBatch(batch: Batch, troupe: Troupe, done: (result: Result) => void): Promise<void> {
  const missing = new Set(batch.cells);
  try {
    await batch.run(troupe, (result) => {
      missing.delete(result.cell);
      done(result);
    });
  } catch (error) {
    for (const cell of missing) done({ cell, outcome: 'failed', ms: 0, why: reason(error) });
  }
}
