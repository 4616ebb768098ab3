import type { Bio } from '../bio/bio.js';
import { BioError } from '../bio/bio-error.js';
import { bioEntry } from '../ssl/error-queue.js';
import { queue } from './err.js';

/** Notes why a BIO failed for good. What a connection's failure is, the connection has noted. */
export function noted(bio: Bio, result: number): number {
  const { cause } = bio;
  if (result < 0 && (cause instanceof BioError || isOfSystem(cause))) queue.push(bioEntry(cause));
  return result;
}

/** {@link noted} for what is a piece of memory where it is no failure. */
export function notedPiece(bio: Bio, result: Uint8Array | number): Uint8Array | number {
  return typeof result === 'number' ? noted(bio, result) : result;
}

function isOfSystem(cause: unknown): boolean {
  return cause instanceof Error && 'errno' in cause && typeof cause.errno === 'number';
}

/** 1, or 0 and an entry in the error queue that says what was wrong. */
export function attempt(run: () => void): number {
  try {
    run();
    return 1;
  } catch (error) {
    queue.push(bioEntry(error));
    return 0;
  }
}
