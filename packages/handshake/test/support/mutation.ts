import fc from 'fast-check';

/** One change to the bytes of a message. */
export type Mutation = (body: Uint8Array) => Uint8Array;

const place = fc.nat(10_000);

/** A byte changed, bytes cut off at the end, put in, or taken out. */
export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ at: place, bits: fc.integer({ min: 1, max: 255 }) }).map(
    ({ at, bits }): Mutation =>
      (body) =>
        body.map((byte, index) => (index === at % body.length ? byte ^ bits : byte)),
  ),
  place.map(
    (at): Mutation =>
      (body) =>
        body.slice(0, at % (body.length + 1)),
  ),
  fc.record({ at: place, inserted: fc.uint8Array({ minLength: 1, maxLength: 9 }) }).map(
    ({ at, inserted }): Mutation =>
      (body) => {
        const cut = at % (body.length + 1);
        return Uint8Array.of(...body.slice(0, cut), ...inserted, ...body.slice(cut));
      },
  ),
  fc.record({ from: place, count: fc.integer({ min: 1, max: 8 }) }).map(
    ({ from, count }): Mutation =>
      (body) => {
        const cut = from % (body.length + 1);
        return Uint8Array.of(...body.slice(0, cut), ...body.slice(cut + count));
      },
  ),
);
