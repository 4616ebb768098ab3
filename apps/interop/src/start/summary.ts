import { cipherSuiteByName } from '@proj/crypto';
import type { HandshakeRecord } from './handshake-record.ts';
import { count } from './layout.ts';
import type { Story } from './story.ts';

/** Tells in one line each how several handshakes ended. */
export function tellSummary(story: Story, records: readonly HandshakeRecord[]): void {
  story.section('SUMMARY');
  const rows = records.map(cells);
  const widths = (rows[0] ?? []).map((_cell, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  rows.forEach((row, i) => {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
    story.outcome(records[i]?.ok ?? false, line.trimEnd());
  });
  const complete = records.filter(({ ok }) => ok).length;
  story.gap();
  story.paragraph(
    `${complete} of ${count(records.length, 'handshake')} complete, with data and close_notify both ways.`,
  );
}

function cells({ role, version, cipher, group, calls }: HandshakeRecord): string[] {
  const milliseconds = calls.reduce((sum, call) => sum + call.ms + call.waited, 0);
  return [
    role,
    version,
    // OpenSSL's names are the shorter ones.
    (cipher && cipherSuiteByName(cipher)?.openssl) ?? '-',
    group ?? '-',
    `${count(calls.length, 'call')}, ${milliseconds.toFixed(0)} ms`,
  ];
}
