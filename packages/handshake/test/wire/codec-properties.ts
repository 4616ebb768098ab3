import { TlsError, type TlsErrorCode } from '@proj/crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';

/** What every reader and writer of this package must hold to. */
export interface CodecCase<T> {
  readonly values: fc.Arbitrary<T>;
  readonly read: (bytes: Uint8Array) => T;
  readonly write: (value: T) => Uint8Array;
  /** Lengths at which a truncated message is one of its own; by default none. */
  readonly wholeAt?: (value: T, bytes: Uint8Array) => readonly number[];
  /** Whether more bytes make another value of the same kind: then there is no trailing data. */
  readonly openEnded?: boolean;
  /** The code for what is not whole; by default DECODE_ERROR. */
  readonly malformed?: TlsErrorCode;
}

/** The error that `action` throws, or `undefined`. Anything but a `TlsError` fails the test. */
export function tlsErrorOf(action: () => unknown): TlsError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(TlsError);
    return error instanceof TlsError ? error : undefined;
  }
}

/** Declares the properties of one codec: round trip, truncation, trailing data, mutation. */
export function itHolds<T>({
  values,
  read,
  write,
  wholeAt,
  openEnded = false,
  malformed = 'DECODE_ERROR',
}: CodecCase<T>): void {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(values, (value) => {
        const written = write(value);
        expect(read(written)).toEqual(value);
        expect(write(read(written))).toEqual(written);
      }),
    );
  });

  it(`gives ${malformed} at every truncation`, () => {
    fc.assert(
      fc.property(values, (value) => {
        const written = write(value);
        const whole = wholeAt?.(value, written) ?? [];
        for (let length = 0; length < written.length; length++) {
          const truncated = tlsErrorOf(() => read(written.subarray(0, length)));
          expect(truncated?.code, `${length} of ${written.length}`).toBe(
            whole.includes(length) ? undefined : malformed,
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  if (!openEnded) {
    it(`gives ${malformed} for trailing data`, () => {
      fc.assert(
        fc.property(values, fc.nat(0xff), (value, extra) => {
          const longer = Uint8Array.of(...write(value), extra);
          expect(tlsErrorOf(() => read(longer))?.code).toBe(malformed);
        }),
      );
    });
  }

  it('throws nothing but TlsError for a changed byte', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(0xff), (value, at, byte) => {
        const changed = Uint8Array.from(write(value));
        if (changed.length > 0) changed[at % changed.length] = byte;
        tlsErrorOf(() => read(changed));
      }),
      { numRuns: 300 },
    );
  });

  it('throws nothing but TlsError for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        tlsErrorOf(() => read(bytes));
      }),
      { numRuns: 300 },
    );
  });
}
