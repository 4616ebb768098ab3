import type { BioCallback } from './bio.js';

/** BIO_debug_callback_ex(3): tells of each operation in a line before it is done, and of its result in one after it. */
export function debugCallback(print: (line: string) => void): BioCallback {
  return (bio, operation, bytes, returned) => {
    if (returned === undefined) {
      const length = bytes ? `(${bytes.length})` : '';
      print(`${bio.name}: ${operation}${length}`);
      return 1;
    }
    print(`${bio.name}: ${operation} return ${returned}`);
    return returned;
  };
}
