/** Something that can be done again and again. */
export interface Workload {
  /** The contender's name. */
  readonly name: string;
  /** Does it so many times. */
  run(count: number): Promise<void>;
  close(): Promise<void>;
}

/** How often per second, by the clock of the process's processors and by the one on the wall. */
export interface Rate {
  readonly perCpuSecond: number;
  readonly perSecond: number;
}

/** How long to measure. */
export interface Effort {
  /** Rounds that do not count: V8 takes seconds to make the best of this much code. */
  readonly warmUps: number;
  readonly rounds: number;
  /** Milliseconds per contender and round. */
  readonly slice: number;
}

/**
 * Measures workloads in turns, A B C A B C, so that whatever else the machine does falls on all of them alike. Gives the
 * median of each one's rounds.
 */
export async function measure(
  workloads: readonly Workload[],
  { warmUps, rounds, slice }: Effort,
): Promise<Rate[]> {
  const counts: number[] = [];
  for (const workload of workloads) counts.push(await calibrate(workload, slice));
  const rates: Rate[][] = workloads.map(() => []);
  for (let round = -warmUps; round < rounds; round++) {
    for (const [i, workload] of workloads.entries()) {
      const rate = await timed(workload, counts[i] ?? 1);
      if (round >= 0) rates[i]?.push(rate);
    }
  }
  return rates.map((all) => ({
    perCpuSecond: median(all.map(({ perCpuSecond }) => perCpuSecond)),
    perSecond: median(all.map(({ perSecond }) => perSecond)),
  }));
}

/** How many repetitions fill a slice of time; warms the code up on the way. */
async function calibrate(workload: Workload, slice: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const start = performance.now();
    await workload.run(count);
    const elapsed = performance.now() - start;
    if (elapsed >= slice / 2) return Math.max(1, Math.round((count * slice) / elapsed));
  }
}

async function timed(workload: Workload, count: number): Promise<Rate> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await workload.run(count);
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { perCpuSecond: (count * 1e6) / (user + system), perSecond: (count * 1e3) / elapsed };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = low] =
    sorted.length % 2 === 1 ? [sorted[middle]] : sorted.slice(middle - 1, middle + 1);
  return (low + high) / 2;
}
