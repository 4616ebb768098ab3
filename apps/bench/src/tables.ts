import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatCount, type Row } from './report.ts';

const repository = join(import.meta.dirname, '../../..');
const perSecond = '/CPU-second';

/** One line of the documents' tables: a contender of ours beside the other that it is held against. */
interface Line {
  readonly label: string;
  readonly unit: string;
  readonly ours: number;
  readonly noble: number | undefined;
  readonly other: number;
  readonly floor: number | undefined;
  readonly ratio: number;
}

/** What the README shows, by the labels of lines. */
const readmeLabels: readonly (readonly [label: string, text: string])[] = [
  ['handshake TLS 1.3 X25519 ECDSA P-256, memory', 'in memory: TLS 1.3 handshakes, X25519 and ECDSA P-256'],
  [
    'handshake TLS 1.3 X25519 ECDSA P-256, memory, chain remembered',
    'the same, with a chain that was verified before',
  ],
  ['resumed handshake TLS 1.3, memory', 'in memory: TLS 1.3 handshakes that resume a session'],
  ['handshake TLS 1.2 ECDHE-RSA 2048, memory', 'in memory: TLS 1.2 handshakes, ECDHE and RSA 2048'],
  ['bulk in writes of 16 KiB, memory', 'in memory: MiB in writes of 16 KiB'],
  ['bulk in writes of 16 KiB, memory, node:tls one by one', 'the same, one write at a time'],
  ['bulk in writes of 1 KiB, memory', 'in memory: MiB in writes of 1 KiB, which `node:tls` joins'],
  ['bulk in writes of 1 KiB, memory, buffered', 'the same, joined by a buffering BIO'],
  ['handshake TLS 1.3 X25519 ECDSA P-256, loopback', 'over loopback: TLS 1.3 handshakes'],
  ['bulk in writes of 16 KiB, loopback', 'over loopback: MiB in writes of 16 KiB'],
];

/** The table of `docs/performance.md`: everything, per second of CPU time. */
export function performanceTable(rows: readonly Row[]): string {
  const heads = [
    'scenario',
    'unit per CPU-second',
    'native',
    'noble',
    '`node:tls`',
    'floor',
    'native ÷ `node:tls`',
  ];
  const body = linesOf(rows).map(({ label, unit, ours, noble, other, floor, ratio }) => [
    label,
    unit,
    formatCount(ours),
    noble === undefined ? '' : formatCount(noble),
    formatCount(other),
    floor === undefined ? '' : formatCount(floor),
    ratio.toFixed(2),
  ]);
  return markdown(heads, body, 2);
}

/** The table of the README: a choice of it. */
export function readmeTable(rows: readonly Row[]): string {
  const lines = linesOf(rows);
  const body = readmeLabels.flatMap(([label, text]) => {
    const line = lines.find((one) => one.label === label);
    return line ? [[text, formatCount(line.ours), formatCount(line.other), line.ratio.toFixed(2)]] : [];
  });
  return markdown(['over `node:crypto`', 'ours', '`node:tls`', 'ratio'], body, 1);
}

const begin = '<!-- figures: written by `pnpm bench --write` -->';
const end = '<!-- end of figures -->';

/** Writes both tables where the documents have a place for them. Gives the documents' names. */
export function writeTables(rows: readonly Row[]): string[] {
  const documents = [
    ['README.md', readmeTable(rows)],
    ['docs/performance.md', performanceTable(rows)],
  ] as const;
  return documents.flatMap(([name, table]) => {
    const path = join(repository, name);
    const [before, rest] = readFileSync(path, 'utf8').split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) return [];
    writeFileSync(path, `${before}${begin}\n\n${table}\n\n${end}${after}`);
    return [name];
  });
}

/** A line for each of ours, noble apart, beside the first other; for plain `native` beside all others. */
function linesOf(rows: readonly Row[]): Line[] {
  const counted = rows.filter(({ unit }) => unit.endsWith(perSecond));
  const of = (scenario: string, who: string, against: string): Row | undefined =>
    counted.find((row) => row.name === `${scenario}: ${who}` && row.against === against);
  return counted.flatMap((row) => {
    const [scenario = '', who = ''] = row.name.split(': ');
    const first = counted.find((one) => one.name === row.name)?.against;
    const isNative = who === 'native';
    if (who === 'noble' || row.against === 'floor' || (!isNative && row.against !== first)) return [];
    const suffix = [
      isNative ? '' : who.replace('native', ''),
      row.against === first ? '' : `, ${row.against}`,
    ];
    return [
      {
        label: scenario + suffix.join(''),
        unit: row.unit.replace(perSecond, ''),
        ours: row.ours,
        noble: isNative ? of(scenario, 'noble', row.against)?.ours : undefined,
        other: row.other,
        floor: of(scenario, who, 'floor')?.other,
        ratio: row.ratio,
      },
    ];
  });
}

/** A table as our formatter would leave it; the columns from `firstNumber` on are numbers. */
function markdown(
  heads: readonly string[],
  body: readonly (readonly string[])[],
  firstNumber: number,
): string {
  const widths = heads.map((head, i) => Math.max(head.length, ...body.map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, i) =>
      i < firstNumber ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, i) => (i < firstNumber ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(heads), `| ${rule.join(' | ')} |`, ...body.map(line)].join('\n');
}
