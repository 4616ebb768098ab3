import { type Cell, exerciseId, type Parameters, type Result } from '../model/cell.ts';
import { isPossible } from '../model/combinations.ts';
import { protectionOf } from '../plan/transfers.ts';
import type { Played } from '../run/play.ts';
import type { Field, Table } from './html-elements.ts';
import { count } from './summary.ts';

/** A way to name cells, and what of a cell's parameters such a name stands for. */
interface Axis {
  readonly name: (cell: Cell) => string;
  readonly part?: (parameters: Parameters) => Partial<Parameters>;
}

const end: Axis = { name: ({ role, parameters }) => `as ${role}, ${parameters.version}` };
const suite: Axis = { name: ({ parameters }) => `${parameters.suite}${orderOf(parameters)}` };
const group: Axis = {
  name: ({ parameters }) => parameters.group,
  part: ({ group: name }) => ({ group: name }),
};
const signature: Axis = {
  name: ({ parameters }) => `${parameters.key}: ${parameters.scheme}`,
  part: ({ key, scheme }) => ({ key, scheme }),
};
const protection: Axis = { name: ({ parameters }) => `${parameters.version} ${protectionOf(parameters)}` };
const transfer: Axis = {
  name: ({ transport, exercise }) => (exercise.kind === 'transfer' ? `${transport}, ${exercise.bytes}` : ''),
};
const exercise: Axis = { name: (cell) => exerciseId(cell.exercise) };

function orderOf({ encryptThenMac }: Parameters): string {
  if (encryptThenMac === undefined) return '';
  return encryptThenMac ? ' (EtM)' : ' (no EtM)';
}

/** The tables of one peer: what was run, and how much of it passed. */
export function tablesOf(results: readonly Result[]): Table[] {
  const of = (kind: Cell['exercise']['kind']): Result[] =>
    results.filter(({ cell }) => cell.exercise.kind === kind);
  const handshakes = [...divide(of('handshake'), end)].flatMap(([name, some]) => [
    grid(`Handshakes ${name}: suite and group`, some, suite, group),
    grid(`Handshakes ${name}: signature and group`, some, signature, group),
    grid(`Handshakes ${name}: suite and signature`, some, suite, signature),
  ]);
  const transfers = grid(
    'Transfers: protection, transport and bytes each way',
    of('transfer'),
    protection,
    transfer,
  );
  const features = grid('Features', of('feature'), exercise, end);
  return [...handshakes, transfers, features].filter(({ rows }) => rows.length > 0);
}

/** What was left empty, with one row for each reason. */
export function emptyTable(empty: Played['empty']): Table {
  const byReason = new Map<string, string[]>();
  for (const { role, version, what, why } of empty) {
    const key = `as ${role}, ${version}: ${why}`;
    byReason.set(key, [...(byReason.get(key) ?? []), what]);
  }
  const rows = [...byReason].map(([name, parts]) => ({
    name,
    fields: [{ text: [...new Set(parts)].join('; '), kind: 'plain' as const }],
  }));
  return { caption: 'What stays empty, and why', columns: ['what'], rows };
}

function grid(caption: string, results: readonly Result[], row: Axis, column: Axis): Table {
  const columns = [...divide(results, column)];
  const rows = [...divide(results, row)].map(([name, some]) => {
    const fields = divide(some, column);
    return {
      name,
      fields: columns.map(([key, others]) =>
        field(fields.get(key), () => isMeaningful(some, others, column)),
      ),
    };
  });
  return { caption, columns: columns.map(([key]) => key), rows };
}

/** Whether any of a row's combinations goes together with what a column stands for. */
function isMeaningful(row: readonly Result[], [first]: readonly Result[], { part }: Axis): boolean {
  if (!first || !part) return true;
  const other = part(first.cell.parameters);
  return row.some(({ cell }) => isPossible({ ...cell.parameters, ...other }));
}

/** Passed of run, in words where that is not all. */
function field(results: readonly Result[] | undefined, isMeaningful: () => boolean): Field {
  if (!results) return { text: isMeaningful() ? '–' : 'n/a', kind: 'empty' };
  const failed = count(results, 'failed');
  if (failed > 0) return { text: `${failed} of ${results.length} failed`, kind: 'failed' };
  return { text: `${count(results, 'passed')} passed`, kind: 'passed' };
}

function divide(results: readonly Result[], { name }: Axis): Map<string, Result[]> {
  const parts = new Map<string, Result[]>();
  for (const result of results) {
    const key = name(result.cell);
    const part = parts.get(key);
    if (part) part.push(result);
    else parts.set(key, [result]);
  }
  return new Map([...parts].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })));
}
