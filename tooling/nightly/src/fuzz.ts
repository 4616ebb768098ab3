import type { FuzzTarget } from './fuzz-targets.ts';
import type { Random } from './random.ts';

/** Milliseconds that one input may take, however busy the machine is. */
const tooSlow = 2_000;

/** What a run found. */
export interface FuzzReport {
  readonly mutations: number;
  /** Refused when parsed. */
  readonly refused: number;
  /** Parsed, and an accessor refused. */
  readonly refusedLater: number;
  readonly taken: number;
  /** Anything else: an exception that is not the documented one, or an input that took too long. */
  readonly findings: readonly string[];
  /** Milliseconds of the slowest one. */
  readonly slowest: number;
}

/** Runs mutations of a target's seeds through it. */
export function fuzz(random: Random, mutations: number, target: FuzzTarget): FuzzReport {
  const counts = { refused: 0, refusedLater: 0, taken: 0 };
  const findings: string[] = [];
  let slowest = 0;
  const seeds = target.seeds();
  for (let i = 0; i < mutations; i++) {
    const bytes = mutate(random.pick(seeds), random);
    const start = performance.now();
    try {
      counts[run(target, bytes)]++;
    } catch (error) {
      findings.push(`${error instanceof Error ? error.stack : error}: ${Buffer.from(bytes).toString('hex')}`);
    }
    const took = performance.now() - start;
    slowest = Math.max(slowest, took);
    if (took > tooSlow) findings.push(`${Math.round(took)} ms: ${Buffer.from(bytes).toString('hex')}`);
  }
  return { mutations, ...counts, findings, slowest };
}

/** Parses; then asks for all that is read only when it is asked for. */
function run({ parse, refusal }: FuzzTarget, bytes: Uint8Array): 'refused' | 'refusedLater' | 'taken' {
  const isRefused = (read: () => unknown): boolean => {
    try {
      read();
      return false;
    } catch (error) {
      if (error instanceof refusal) return true;
      throw error;
    }
  };
  let accessors: readonly (() => unknown)[] = [];
  const refused = isRefused(() => {
    accessors = parse(bytes);
  });
  if (refused) return 'refused';
  return accessors.filter(isRefused).length > 0 ? 'refusedLater' : 'taken';
}

/** One to three changes: bits, bytes, lengths, pieces dropped, doubled or moved. */
function mutate(seed: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(seed);
  for (let changes = 1 + random.below(3); changes > 0 && bytes.length > 0; changes--) {
    bytes = change(bytes, random);
  }
  return bytes;
}

function change(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length);
  const length = 1 + random.below(8);
  switch (random.below(7)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      return bytes;
    case 1:
      bytes[at] = random.below(256);
      return bytes;
    case 2:
      bytes[at] = random.pick([0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff, 0x30, 0x31, 0x1f, 0xa0]);
      return bytes;
    case 3:
      return join(bytes.subarray(0, at), bytes.subarray(at + length));
    case 4:
      return join(bytes.subarray(0, at + length), bytes.subarray(at));
    case 5:
      return bytes.slice(0, at);
    default: {
      const piece = bytes.slice(at, at + length);
      const to = random.below(bytes.length);
      bytes.set(piece.subarray(0, bytes.length - to), to);
      return bytes;
    }
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
