import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { imageRows, makeImage } from '../docker/images.ts';
import type { Result } from '../model/cell.ts';
import type { Played, Program } from './play.ts';

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Processes at most: each has a peer beside it, which computes as much. */
const mostWorkers = 4;

/** What a worker is told. */
export interface Assignment {
  readonly peers: readonly string[];
  readonly program: Program;
}

/** What a worker tells: each result as it comes, and each peer that it is done with. */
export type Message =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'played'; readonly played: Played };

/** How a crew works. */
export interface CrewOptions {
  /** Arguments of Node itself for each worker. */
  readonly execArgv?: readonly string[];
  /** Sees each result as it comes. */
  readonly done?: (result: Result) => void;
}

/** Plays a program with some peers, in as many processes as there are processors; each does its share of every peer. */
export async function playAll(
  peers: readonly string[],
  program: Omit<Program, 'share'>,
  { execArgv = [], done = () => {} }: CrewOptions = {},
): Promise<Played[]> {
  // Made before, so that the workers find them.
  for (const row of imageRows()) if (peers.includes(row.name)) await makeImage(row);
  const count = Math.min(availableParallelism(), mostWorkers);
  const shares = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const assignment = { peers, program: { ...program, share: { index, of: count } } };
      return runWorker(assignment, execArgv, done);
    }),
  );
  return peers.map((peer) => merge(peer, shares.flat()));
}

function runWorker(
  assignment: Assignment,
  execArgv: readonly string[],
  done: (result: Result) => void,
): Promise<Played[]> {
  const child = fork(worker, [JSON.stringify(assignment)], {
    execArgv: [...execArgv],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const played: Played[] = [];
  child.on('message', (message: Message) => {
    if (message.kind === 'result') done(message.result);
    else played.push(message.played);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve(played);
      else reject(new Error(`a worker ended with ${signal ?? `code ${code}`} before it was done`));
    });
  });
}

/** Puts the shares of a peer together. One that a worker could not have is one that could not be had. */
function merge(peer: string, shares: readonly Played[]): Played {
  const own = shares.filter((share) => share.peer === peer);
  const whole = own.find(({ why }) => why !== undefined) ?? own[0];
  return { ...(whole ?? { peer, planned: 0, empty: [] }), results: own.flatMap(({ results }) => results) };
}
