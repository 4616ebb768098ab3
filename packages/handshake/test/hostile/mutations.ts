/** A message as a peer would send it. */
export interface Sent {
  readonly type: number;
  readonly body: Uint8Array;
}

/** One change to one field of one message: what goes out in its place. */
export interface Mutation {
  /** Which message it is about, counted from 0, and how it is changed. */
  readonly name: string;
  readonly message: number;
  apply(sent: Sent): readonly Sent[];
}

/** Types that another message may pretend to be: all that there are, and two that there are not. */
const types = [0, 1, 2, 4, 5, 8, 11, 12, 13, 14, 15, 16, 20, 22, 24, 25, 99, 254];

/** Values that a byte is changed to: its neighbours, its complement, the ends of its range, and one bit of each end. */
function otherValues(byte: number): number[] {
  const values = [byte ^ 1, byte ^ 0x80, byte ^ 0xff, (byte + 1) & 0xff, (byte - 1) & 0xff, 0, 0xff, 0x7f];
  return [...new Set(values)].filter((value) => value !== byte);
}

const cut = (body: Uint8Array, at: number, removed: number, ...inserted: readonly number[]): Uint8Array =>
  Uint8Array.of(...body.subarray(0, at), ...inserted, ...body.subarray(at + removed));

/** Every change to one byte, which is a field or a part of one, and to where the message ends, by name. */
function bodyMutations(body: Uint8Array): Map<string, Uint8Array> {
  const changed = new Map<string, Uint8Array>();
  body.forEach((byte, at) => {
    for (const value of otherValues(byte)) changed.set(`byte ${at} is ${value}`, cut(body, at, 1, value));
    changed.set(`byte ${at} is missing`, cut(body, at, 1));
    changed.set(`byte ${at} is there twice`, cut(body, at, 0, byte));
    changed.set(`ends before byte ${at}`, body.subarray(0, at));
  });
  changed.set('is followed by a byte', Uint8Array.of(...body, 0));
  return changed;
}

/**
 * All mutations of what one side sends in a handshake, each distinct from the others and from what is right.
 *
 * @param flow - The messages of a handshake that went well.
 */
export function mutationsOf(flow: readonly Sent[]): Mutation[] {
  return flow.flatMap(({ type, body }, message) => {
    const name = (change: string): string => `message ${message} (type ${type}) ${change}`;
    const bodies = new Map<string, Mutation>();
    for (const [change, mutated] of bodyMutations(body)) {
      const key = mutated.join();
      // What looks the same is the same mutation.
      if (bodies.has(key)) continue;
      bodies.set(key, { name: name(change), message, apply: () => [{ type, body: mutated }] });
    }
    const others: Mutation[] = types
      .filter((other) => other !== type)
      .map((other) => ({
        name: name(`says that it is of type ${other}`),
        message,
        apply: (sent) => [{ ...sent, type: other }],
      }));
    const whole: Mutation[] = [
      { name: name('is missing'), message, apply: () => [] },
      { name: name('is there twice'), message, apply: (sent) => [sent, sent] },
    ];
    return [...bodies.values(), ...others, ...whole];
  });
}
