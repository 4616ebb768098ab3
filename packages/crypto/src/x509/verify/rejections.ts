import type { X509ErrorCode } from '../error-table.js';
import { X509Error } from '../errors.js';

/** Reasons that are kept; a bag of strays could make thousands. */
const maxKept = 64;

interface Rejection {
  readonly error: X509Error;
  /** Certificates that the path had when it ended. */
  readonly length: number;
}

/** What says little: another reason from a path of the same length is the better one. */
const vague: ReadonlySet<X509ErrorCode> = new Set([
  'BAD_SIGNATURE',
  'UNKNOWN_ISSUER',
  'UNKNOWN_LEAF_ISSUER',
  'SELF_SIGNED_LEAF',
  'SELF_SIGNED_ROOT',
]);

/** Why paths do not hold, and which reason to give. */
export class Rejections {
  readonly #kept: X509Error[] = [];
  #best: Rejection | undefined;

  /**
   * Takes one reason.
   *
   * @param length certificates in the path when it ended.
   */
  add(error: X509Error, length: number): void {
    if (this.#kept.length < maxKept) this.#kept.push(error);
    if (!this.#best || isBetter({ error, length }, this.#best)) this.#best = { error, length };
  }

  /** The reason of the path that came furthest, with all others in its `rejections`. */
  best(): X509Error {
    const { error } = this.#best ?? {};
    if (!error) return new X509Error('UNKNOWN_LEAF_ISSUER', 'no path was tried');
    return new X509Error(error.code, error.message, {
      certificate: error.certificate,
      cause: error.cause,
      rejections: this.#kept,
    });
  }
}

function isBetter(a: Rejection, b: Rejection): boolean {
  if (a.error.code === 'BUDGET_EXHAUSTED') return true;
  if (a.length !== b.length) return a.length > b.length;
  return vague.has(b.error.code) && !vague.has(a.error.code);
}
