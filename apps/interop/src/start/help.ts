import { wrap } from './layout.ts';
import { optionGroups } from './option-table.ts';
import type { Style } from './style.ts';

const introduction = [
  'Without HOST:PORT: four handshakes with the openssl of this system, as client and as server, over TLS 1.3 and',
  'TLS 1.2, call by call. With HOST:PORT: a handshake with that peer; then standard input goes to it, and what it',
  'sends to standard output. Options are named as openssl s_client names them.',
].join(' ');

/** What -help prints. */
export function help(style: Style, width: number): string {
  const indent = '  ';
  const nameWidth = 2 + Math.max(...optionGroups.flatMap(({ rows }) => rows.map((row) => label(row).length)));
  const lines = [
    `${style('heading', 'usage:')} pnpm start [HOST:PORT] [options]`,
    '',
    ...wrap(introduction, width),
  ];
  for (const { title, rows } of optionGroups) {
    lines.push('', style('heading', title));
    for (const row of rows) {
      const [first = '', ...others] = wrap(row.help, width - indent.length - nameWidth);
      lines.push(`${indent}${label(row).padEnd(nameWidth)}${first}`);
      for (const other of others) lines.push(`${indent}${' '.repeat(nameWidth)}${other}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function label(row: { readonly name: string; readonly value?: string }): string {
  return row.value === undefined ? `-${row.name}` : `-${row.name} ${row.value}`;
}
