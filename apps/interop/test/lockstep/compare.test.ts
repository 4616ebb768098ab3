import { describe, expect, it } from 'vitest';
import { compare } from '../../src/lockstep/compare/compare.ts';
import { type Fields, noFields, type Observation } from '../../src/lockstep/model/observation.ts';
import type { Trace } from '../../src/lockstep/run/play.ts';
import { Layout } from '../../src/lockstep/run/wire.ts';
import { call, scenario } from '../../src/lockstep/scenarios/build.ts';
import { scenarios } from '../../src/lockstep/scenarios/index.ts';

const plan = scenario({
  name: 'a test',
  subject: 'a test',
  version: '1.2',
  steps: [call('client', 'handshake'), call('client', 'handshake')],
});

function trace(...seen: readonly Partial<Fields>[]): Trace {
  const observations = seen.map(
    (fields, step): Observation => ({
      step,
      side: 'client',
      call: 'handshake',
      fields: { ...noFields, ...fields },
      taken: 0,
      given: 0,
    }),
  );
  const nothing = { client: new Uint8Array(0), server: new Uint8Array(0) };
  return { observations, sent: nothing, given: nothing };
}

const waits = { ret: '-1', error: '2', want: '3', state: 'here' } as const;

describe('comparing two traces', () => {
  it('finds nothing where nothing differs', () => {
    const comparison = compare(trace(waits, waits), trace(waits, waits), plan, '3.0');
    expect(comparison).toEqual({ calls: 2, same: 2, parted: 0, unexplained: [], explanations: [] });
  });

  it('tells of every field that differs and that no row of the table explains', () => {
    const other = { ...waits, state: 'there', out: '5' };
    const { unexplained } = compare(trace(waits, waits), trace(waits, other), plan, '3.0');
    expect(unexplained.map(({ step, field }) => [step, field])).toEqual([
      [1, 'state'],
      [1, 'out'],
    ]);
  });

  it('names the row that explains a difference, and only for what it is about', () => {
    const ours = { ret: '0', error: '6', want: '1', state: 'here' };
    const theirs = { ...ours, ret: '-1' };
    const explained = compare(trace(ours), trace(theirs), plan, '3.0');
    expect(explained.unexplained).toEqual([]);
    expect(explained.explanations).toEqual(['0 where the peer ended the handshake by the rules']);
    const { unexplained } = compare(trace(ours), trace({ ...theirs, state: 'there' }), plan, '3.0');
    expect(unexplained.map(({ field }) => field)).toEqual(['state']);
  });

  it('takes a difference that lasts for no new one, until it changes', () => {
    const ours = { ...waits, secure: '0' };
    const explainedOnce = { ret: '-1', error: '1', want: '1', state: 'error' };
    const before = compare(
      trace(explainedOnce, explainedOnce),
      trace({ ...explainedOnce, want: '3' }, { ...explainedOnce, want: '2' }),
      plan,
      '3.0',
    );
    expect(before.unexplained).toEqual([]);
    const { unexplained } = compare(trace(ours, ours), trace(waits, { ...waits, secure: '1' }), plan, '3.0');
    expect(unexplained.map(({ step, field }) => [step, field])).toEqual([
      [0, 'secure'],
      [1, 'secure'],
    ]);
  });

  it('tells of a call too many', () => {
    const { unexplained } = compare(trace(waits, waits), trace(waits), plan, '3.0');
    expect(unexplained.map(({ field, ours, theirs }) => [field, ours, theirs])).toEqual([
      ['calls', '2', '1'],
    ]);
  });
});

describe('where records begin and end (RFC 8446, 5.1)', () => {
  const layout = new Layout(Uint8Array.of(22, 3, 3, 0, 2, 0, 0, 23, 3, 3, 0, 1, 0));

  it.each([
    [0, '0', 5],
    [3, '0+', 2],
    [5, '0+', 2],
    [7, '1', 5],
    [12, '1+', 1],
    [13, '2', 5],
  ])('after %i bytes: %s whole records, %i bytes to go', (position, place, rest) => {
    expect([layout.place(position), layout.rest(position)]).toEqual([place, rest]);
  });
});

describe('the list of scenarios', () => {
  it('names each by a name of its own', () => {
    const names = scenarios.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(['1.2', '1.3'])('has at least 150 of TLS %s', (version) => {
    expect(scenarios.filter((one) => one.version === version).length).toBeGreaterThanOrEqual(150);
  });
});
