import { RETAINED_CAPACITY } from '@proj/record';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { SlidingBuffer } from '../src/sliding-buffer.js';
import { pattern } from './support.ts';

describe('the buffer of both halves', () => {
  it('is a queue of bytes, whatever is appended and consumed', () => {
    const step = fc.oneof(
      fc.record({ append: fc.integer({ min: 0, max: 5000 }) }),
      fc.record({ consume: fc.integer({ min: 0, max: 5000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const buffer = new SlidingBuffer();
        let model: number[] = [];
        steps.forEach((action, i) => {
          if ('append' in action) {
            const bytes = pattern(action.append, i);
            buffer.append(bytes);
            model.push(...bytes);
          } else {
            const length = Math.min(action.consume, model.length);
            buffer.consume(length);
            model = model.slice(length);
          }
          expect(buffer.pending).toBe(model.length);
          if (model.length > 0) expect(buffer.byteAt(model.length - 1)).toBe(model.at(-1));
        });
        expect([...buffer.peek()]).toEqual(model);
        const middle = Math.floor(model.length / 2);
        expect([...buffer.peek(1, middle)]).toEqual(model.slice(1, middle));
      }),
      { numRuns: 100 },
    );
  });

  it('refuses to consume more than there is, or less than nothing', () => {
    const buffer = new SlidingBuffer();
    buffer.append(pattern(3));
    expect(() => buffer.consume(4)).toThrow(RangeError);
    expect(() => buffer.consume(-1)).toThrow(RangeError);
    expect(buffer.pending).toBe(3);
  });

  it('moves a byte a constant number of times on average, however slowly it is emptied', () => {
    let moved = 0;
    const copyWithin = vi.spyOn(Uint8Array.prototype, 'copyWithin').mockImplementation(function (
      this: Uint8Array,
      target,
      start,
      end = this.length,
    ) {
      moved += end - start;
      this.set(this.slice(start, end), target);
      return this;
    });
    const peek = vi.spyOn(SlidingBuffer.prototype, 'peek');
    const buffer = new SlidingBuffer();
    buffer.append(pattern(100_000));
    let appended = 100_000;
    for (let i = 0; i < 20_000; i++) {
      buffer.append(pattern(10, i));
      buffer.consume(10);
      appended += 10;
    }
    // Growing looks at what is pending once, through peek.
    for (const result of peek.mock.results) moved += result.value.length;
    copyWithin.mockRestore();
    peek.mockRestore();
    expect(moved).toBeLessThan(3 * appended);
  });

  it('allocates nothing in a steady state, and gives back what a burst took', () => {
    const buffer = new SlidingBuffer();
    const seen = new Set<ArrayBufferLike>();
    for (let i = 0; i < 100; i++) {
      buffer.append(pattern(16_406));
      seen.add(buffer.peek().buffer);
      buffer.consume(16_406);
    }
    expect(seen.size).toBe(1);
    buffer.append(new Uint8Array(1_000_000));
    expect(buffer.capacity).toBeGreaterThanOrEqual(1_000_000);
    buffer.consume(1_000_000);
    expect(buffer.capacity).toBeLessThanOrEqual(RETAINED_CAPACITY);
  });
});
