/**
 * The few globals, beyond the language itself, that the portable packages may use. Browsers, workers, Node.js,
 * Deno, Bun and edge runtimes all have them. The packages see neither the DOM library nor Node's types, so a
 * use of anything else fails to type-check.
 */

/** The encoding standard's encoder: UTF-8 only. */
declare class TextEncoder {
  readonly encoding: string;
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}

/** The encoding standard's decoder. */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}

/** The part of Web Cryptography that is synchronous. */
declare const crypto: {
  /** Fills `array` (65,536 bytes at most) with cryptographically strong random bytes and returns it. */
  getRandomValues<T extends Uint8Array | Uint16Array | Uint32Array>(array: T): T;
};
