import type { End, Implementation } from '../ends/end.ts';
import type { Fields, Observation } from '../model/observation.ts';
import { type Call, otherSide, type Scenario, type Side, type Step } from '../model/scenario.ts';
import { missing, Wire } from './wire.ts';

/** Who plays which end. */
export interface Cast {
  readonly client: Implementation;
  readonly server: Implementation;
}

/** All that was seen of a scenario. */
export interface Trace {
  readonly observations: readonly Observation[];
  /** What each end sent. */
  readonly sent: Readonly<Record<Side, Uint8Array>>;
  /** What each end was given. */
  readonly given: Readonly<Record<Side, Uint8Array>>;
}

const sides = ['client', 'server'] as const;

/** Rounds of a step that drives both ends, at most: byte by byte, a handshake takes some thousands. */
const mostRounds = 20_000;

/** Plays a scenario once. */
export async function play(scenario: Scenario, cast: Cast): Promise<Trace> {
  const template = { bio: scenario.bio, capacity: scenario.capacity };
  const client = await cast.client.open('client', template);
  const server = await cast.server.open('server', template);
  const stage = new Stage({ client, server });
  try {
    await stage.begin(scenario);
    for (const [index, step] of scenario.steps.entries()) await stage.perform(index, step);
    await stage.drain();
    return stage.trace();
  } finally {
    await client.free();
    await server.free();
  }
}

class Stage {
  readonly #ends: Readonly<Record<Side, End>>;
  readonly #observations: Observation[] = [];
  /** What the transport has taken from each end, and what it has given to each. */
  readonly #taken = { client: new Wire(), server: new Wire() };
  readonly #given = { client: new Wire(), server: new Wire() };
  /** What was taken from each end, and did not fit into the other yet. */
  readonly #flight: Record<Side, Uint8Array> = { client: new Uint8Array(0), server: new Uint8Array(0) };

  constructor(ends: Readonly<Record<Side, End>>) {
    this.#ends = ends;
  }

  async begin(scenario: Scenario): Promise<void> {
    for (const side of sides) {
      const ofConnection = new Set(['host', 'eof-return']);
      const settings = scenario[side];
      for (const setting of settings) if (!ofConnection.has(setting[0])) await this.#ends[side].set(setting);
      await this.#ends[side].start();
      for (const setting of settings) if (ofConnection.has(setting[0])) await this.#ends[side].set(setting);
    }
  }

  async perform(index: number, step: Step): Promise<void> {
    switch (step.do) {
      case 'call':
        await this.#call(index, step.side, step.call);
        return;
      case 'carry':
        await this.#carry(step.from, step.most);
        return;
      case 'corrupt':
        await this.#corrupt(step.from);
        return;
      case 'end':
        await this.#ends[step.side].end();
        return;
      case 'inject':
        await this.#give(step.side, Uint8Array.from(Buffer.from(step.hex, 'hex')));
        return;
      case 'drive':
        await this.#drive(index, step);
        return;
      case 'set':
        await this.#ends[step.side].set(step.setting);
        return;
    }
  }

  /** Takes what was sent and never carried, so that the trace has all of it. */
  async drain(): Promise<void> {
    for (const side of sides) {
      for (;;) {
        const bytes = await this.#ends[side].take(65_536);
        if (bytes.length === 0) break;
        this.#taken[side].append(bytes);
      }
    }
  }

  trace(): Trace {
    const { client: clientTaken, server: serverTaken } = this.#taken;
    const { client: clientGiven, server: serverGiven } = this.#given;
    return {
      observations: this.#observations,
      sent: { client: clientTaken.bytes(), server: serverTaken.bytes() },
      given: { client: clientGiven.bytes(), server: serverGiven.bytes() },
    };
  }

  async #call(step: number, side: Side, call: Call): Promise<void> {
    const taken = this.#taken[side].length;
    this.#note(step, side, call, await this.#ends[side].call(call), taken);
  }

  #note(step: number, side: Side, call: Call, fields: Fields, taken: number): void {
    const given = this.#given[side].length;
    this.#observations.push({ step, side, call: call.join(' '), fields, taken, given });
  }

  async #carry(from: Side, most: number | 'record'): Promise<void> {
    if (most === 'record') await this.#give(otherSide(from), await this.#takeRecord(from));
    else await this.#deliver(from, await this.#waiting(from, most));
  }

  /** What is on its way from an end, or can be taken from it now. */
  async #waiting(from: Side, most: number): Promise<Uint8Array> {
    const waiting = this.#flight[from];
    return waiting.length > 0 ? waiting : this.#take(from, most);
  }

  /** Gives the other end what it has room for; how many bytes that was. The rest stays on its way. */
  async #deliver(from: Side, bytes: Uint8Array): Promise<number> {
    const count = await this.#give(otherSide(from), bytes);
    this.#flight[from] = bytes.subarray(count);
    return count;
  }

  async #corrupt(from: Side): Promise<void> {
    const record = await this.#takeRecord(from);
    const last = record.length - 1;
    record[last] = (record[last] ?? 0) ^ 1;
    await this.#give(otherSide(from), record);
  }

  /** One record, or what there is of it. */
  async #takeRecord(from: Side): Promise<Uint8Array> {
    let record = new Uint8Array(0);
    for (let rest = missing(record); rest > 0; rest = missing(record)) {
      const more = await this.#take(from, rest);
      if (more.length === 0) break;
      record = Uint8Array.from([...record, ...more]);
    }
    return record;
  }

  async #take(from: Side, most: number): Promise<Uint8Array> {
    const bytes = await this.#ends[from].take(most);
    this.#taken[from].append(bytes);
    return bytes;
  }

  async #give(to: Side, bytes: Uint8Array): Promise<number> {
    const count = bytes.length > 0 ? await this.#ends[to].put(bytes) : 0;
    this.#given[to].append(bytes.subarray(0, count));
    return count;
  }

  /** What does not depend on an answer is asked before the answer is there: most of the time goes by on the way. */
  async #drive(index: number, step: Extract<Step, { do: 'drive' }>): Promise<void> {
    const done = { client: false, server: false };
    for (let round = 0; round < mostRounds; round += 1) {
      let moved = 0;
      let delivery = Promise.resolve(0);
      for (const side of sides) {
        const taken = this.#taken[side].length;
        const calling = done[side] ? undefined : this.#ends[side].call(step[side]);
        const taking = this.#waiting(side, step.most);
        moved += await delivery;
        if (calling) {
          const fields = await calling;
          this.#note(index, side, step[side], fields, taken);
          done[side] = isOver(fields);
        }
        delivery = this.#deliver(side, await taking);
      }
      moved += await delivery;
      if (moved === 0) return;
    }
    throw new Error(`the ends came to no end in ${mostRounds} rounds`);
  }
}

/** Whether a call need not be repeated. */
function isOver({ ret, error, retry }: Fields): boolean {
  if (Number(ret) > 0) return true;
  return retry === '' ? !['2', '3'].includes(error) : retry === 'none';
}
