import { type CryptoProvider, equalBytes, toHex } from '@proj/crypto';
import { parseTranscripts, type Transcript } from '@tooling/vectors';

/** The recorded handshakes, by name. */
export type Recordings = (name: string) => Transcript;

/** One recorded handshake, seen from one of its ends. */
export interface Replay {
  /** The section of RFC 8448, or the name of what was recorded in its manner, and which end we are. */
  readonly name: string;
  /** Repeats it with our engine on a provider. Throws where a byte is not as it was recorded. */
  run(provider: CryptoProvider, recordings: Recordings): void;
}

/** Reads the text of `rfc8448/transcripts.vec`. Asking for a name that is not in it throws. */
export function readTranscripts(text: string): Recordings {
  const transcripts = parseTranscripts(text);
  return (name) => {
    const transcript = transcripts.find((one) => one.name === name);
    if (!transcript) throw new Error(`there is no transcript ${name}`);
    return transcript;
  };
}

/** Throws unless both are the same bytes. */
export function expectBytes(what: string, actual: Uint8Array, expected: Uint8Array): void {
  if (equalBytes(actual, expected)) return;
  throw new Error(`${what} is ${toHex(actual)}, and should be ${toHex(expected)}`);
}

/** Throws unless both are the same value. */
export function expectSame(what: string, actual: unknown, expected: unknown): void {
  if (actual === expected) return;
  throw new Error(`${what} is ${String(actual)}, and should be ${String(expected)}`);
}

/** Gives out recorded randomness in its order. */
export function recordedRandom(pool: Uint8Array): (length: number) => Uint8Array {
  let at = 0;
  return (length) => {
    if (at + length > pool.length) throw new RangeError('more randomness was drawn than recorded');
    at += length;
    return pool.slice(at - length, at);
  };
}
