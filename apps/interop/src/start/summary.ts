import type { HandshakeRecord } from './handshake-record.ts';
import { count } from './layout.ts';
import type { Story } from './story.ts';

/** Tells in one line each how several handshakes ended. */
export function tellSummary(story: Story, records: readonly HandshakeRecord[]): void {
  story.section('SUMMARY');
  for (const record of records) {
    const { role, version, cipher, group, signature, calls, ok } = record;
    const ms = calls.reduce((sum, call) => sum + call.ms + call.waited, 0);
    const columns = [
      role.padEnd(6),
      version.padEnd(7),
      (cipher ?? '-').padEnd(37),
      group ?? '-',
      signature ?? '-',
    ];
    story.outcome(ok, `${columns.join('  ')}  ${count(calls.length, 'call')}, ${ms.toFixed(0)} ms`);
  }
  const complete = records.filter(({ ok }) => ok).length;
  const peers = [...new Set(records.map(({ peer }) => peer))].join(' and ');
  story.paragraph(
    `${complete} of ${count(records.length, 'handshake')} with ${peers}: complete, with data and close_notify both ways.`,
  );
}
