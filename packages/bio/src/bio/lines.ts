import type { Bio } from './bio.js';

const newline = 10;

/**
 * BIO_get_line(3): reads a line byte by byte, for BIOs that have no `gets` of their own. The count, with the newline; −1
 * or 0 as `read` gives when there is nothing, and −1 with what there is of a line put into `into` when more must be waited for.
 */
export function getLine(bio: Pick<Bio, 'read'>, into: Uint8Array): number {
  let done = 0;
  while (done < into.length) {
    const got = bio.read(into.subarray(done, done + 1));
    if (got <= 0) return done > 0 && got === 0 ? done : got;
    done += 1;
    if (into[done - 1] === newline) break;
  }
  return done;
}
