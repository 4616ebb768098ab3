import { parseArgs } from 'node:util';
import type { ProviderName } from './model/cell.ts';
import type { PeerRow } from './peers/open-peer.ts';
import type { Extent } from './plan/plan.ts';

/** What the command line asks for. */
export interface MatrixOptions {
  readonly peers: readonly string[];
  readonly providers: readonly ProviderName[];
  readonly extent: Extent;
  readonly pattern?: string;
  readonly json: boolean;
}

/** The command line can not be followed. */
export class MatrixUsageError extends Error {
  override readonly name: string = 'MatrixUsageError';
}

/** How it is used. */
export const usage = `pnpm interop [--docker] [--peer NAME] [--provider node|noble] [--full] [--cell PATTERN] [--json]

Connects with real peers, and reports what came of it in apps/interop/reports.

  --docker          with the OpenSSLs in Docker too
  --peer NAME       only with this peer; may be given more than once
  --provider NAME   only with this provider of ours
  --full            every combination of algorithms instead of every pair of them
  --cell PATTERN    only cells whose name fits; * stands for anything
  --json            one JSON object on standard output, and nothing else`;

const everyProvider: readonly ProviderName[] = ['node', 'noble'];

/** Reads the command line. Throws a {@link MatrixUsageError}. */
export function parseMatrixOptions(
  args: readonly string[],
  rows: readonly PeerRow[],
): MatrixOptions | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const known = rows.map(({ name }) => name);
  const unknown = values.peer.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new MatrixUsageError(`there is no peer "${unknown}": there are ${known.join(', ')}`);
  }
  const providers = everyProvider.filter((name) => values.provider === undefined || name === values.provider);
  if (providers.length === 0) {
    throw new MatrixUsageError(`there is no provider "${values.provider}": there are node and noble`);
  }
  return {
    peers: peersFor(values, rows),
    providers,
    extent: values.cell !== undefined ? 'every' : values.full ? 'full' : 'choice',
    json: values.json,
    ...(values.cell !== undefined && { pattern: values.cell }),
  };
}

/** Peers that are named; else those that a cell's name begins with; else all that run without Docker, or all. */
function peersFor(
  { peer, cell, docker }: ReturnType<typeof parse>,
  rows: readonly PeerRow[],
): readonly string[] {
  if (peer.length > 0) return peer;
  const [first] = cell?.split('/') ?? [];
  const meant = rows.filter(({ name }) => name === first);
  const wanted = meant.length > 0 ? meant : rows.filter((row) => docker || !row.docker);
  return wanted.map(({ name }) => name);
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        docker: { type: 'boolean', default: false },
        peer: { type: 'string', multiple: true, default: [] },
        provider: { type: 'string' },
        full: { type: 'boolean', default: false },
        cell: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new MatrixUsageError(error instanceof Error ? error.message : String(error));
  }
}
