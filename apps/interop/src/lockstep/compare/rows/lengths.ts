import type { Observation } from '../../model/observation.ts';
import type { Trace } from '../../run/play.ts';
import { Layout } from '../../run/wire.ts';
import type { Explanation } from '../explanation.ts';

/** Messages and requests of other lengths. */
export const lengths: readonly Explanation[] = [
  {
    name: 'messages of other lengths',
    reason:
      'Tickets have a form of their own; and a client offers its protocols (ALPN) in renegotiations too, where libssl leaves ' +
      'them out; a server that resumes repeats its point formats. Bytes are then counted in whole records.',
    when: (_pair, { ourTrace, theirTrace, scenario }) =>
      ['Renegotiation', 'Resumption', 'Tickets'].includes(scenario.subject) &&
      lengthsDiffer(ourTrace, theirTrace),
    explains: ({ out, in: unread }, seen, trace) => places(Number(out), Number(unread), seen, trace),
  },
  {
    name: 'no DSS',
    reason:
      'Before TLS 1.2, a CertificateRequest of libssl lists certificates for DSS too, which nobody has.',
    when: (_pair, { scenario, ourTrace, theirTrace }) =>
      scenario.version === '1.1' &&
      scenario.subject === 'Verification' &&
      theirTrace.sent.server.length - ourTrace.sent.server.length === 1,
    explains: ({ out, in: unread, events }, seen, trace) => ({
      ...places(Number(out), Number(unread), seen, trace),
      events: events.replaceAll(/ 22 13 \d+\|/g, ' 22 13 |'),
    }),
  },
  {
    name: 'as much as a record can hold',
    reason:
      'Reading ahead asks for the longest record there is. libssl asks for what its buffer holds, and 3.5 for a header alone ' +
      'where it has just begun.',
    when: ({ ours }, { scenario }) => scenario.name.includes('read ahead') && ours.request === '16645',
    explains: ['request'],
  },
];

function lengthsDiffer(ours: Trace, theirs: Trace): boolean {
  return (['client', 'server'] as const).some(
    (side) => new Layout(ours.sent[side]).lengths !== new Layout(theirs.sent[side]).lengths,
  );
}

function places(
  out: number,
  unread: number,
  { side, taken, given, fields }: Observation,
  trace: Trace,
): { out: string; in: string; request: string; guarantee: string } {
  const sent = new Layout(trace.sent[side]);
  const arrived = new Layout(trace.given[side]);
  const request = Number(fields.request);
  return {
    out: out === 0 ? 'nothing' : sent.place(taken + out),
    in: unread === 0 ? 'nothing' : arrived.place(given - unread),
    request: request === arrived.rest(given - unread) ? 'the rest' : fields.request,
    guarantee: 'the rest',
  };
}
