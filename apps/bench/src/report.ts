import type { Rate, Workload } from './measure.ts';
import type { Scenario } from './scenarios.ts';

/** One comparison. */
export interface Row {
  readonly name: string;
  /** What `ours` and `other` count, and per which second. */
  readonly unit: string;
  readonly ours: number;
  readonly other: number;
  /** Who `other` is. */
  readonly against: string;
  /** `ours` divided by `other`. */
  readonly ratio: number;
}

const others = ['node:tls', 'node:tls one by one', 'X509Certificate', 'floor'];

/** Holds each of our contenders against the others of its scenario, per CPU-second and per second on the wall. */
export function compare(scenario: Scenario, workloads: readonly Workload[], rates: readonly Rate[]): Row[] {
  const measured = workloads.flatMap(({ name }, i) => {
    const rate = rates[i];
    return rate ? [{ name, rate }] : [];
  });
  const rows: Row[] = [];
  for (const our of measured.filter(({ name }) => !others.includes(name))) {
    for (const other of measured.filter(({ name }) => others.includes(name))) {
      const name = `${scenario.name}: ${our.name}`;
      const row = (unit: string, ours: number, theirs: number): Row => ({
        name,
        unit: `${scenario.unit}/${unit}`,
        ours: round(ours),
        other: round(theirs),
        against: other.name,
        ratio: Math.round((ours / theirs) * 100) / 100,
      });
      rows.push(row('CPU-second', our.rate.perCpuSecond, other.rate.perCpuSecond));
      rows.push(row('second', our.rate.perSecond, other.rate.perSecond));
    }
  }
  return rows;
}

/** The head of the table that {@link formatRow} fills. */
export const heading: string = line(['', 'ours', 'other', 'ratio', 'against', 'unit']);

/** A row for people. */
export function formatRow({ name, unit, ours, other, against, ratio }: Row): string {
  return line([name, formatCount(ours), formatCount(other), ratio.toFixed(2), against, unit]);
}

function line([
  name = '',
  ours = '',
  other = '',
  ratio = '',
  against = '',
  unit = '',
]: readonly string[]): string {
  return `${name.padEnd(68)} ${ours.padStart(9)} ${other.padStart(9)} ${ratio.padStart(6)}  ${against.padEnd(19)} ${unit}`.trimEnd();
}

/** A count, for people. */
export function formatCount(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
