import type { Bio } from '@proj/bio';

/** A BIO that the event loop can be asked about: what `poll()` waits for. */
export interface Pollable {
  /** Whether a read would get somewhere: bytes, the end, a connection to accept, or an error. */
  readonly isReadable: boolean;
  /** Whether a write would get somewhere: room, or an error. */
  readonly isWritable: boolean;
  /** Calls `wake` at the next event, once. Returns a function that takes it back. */
  onceChanged(wake: () => void): () => void;
}

/** The first BIO of a chain that the event loop can be asked about. */
export function pollableOf(chain: Bio): Pollable | undefined {
  let bio: Bio | undefined = chain;
  while (bio) {
    if (isPollable(bio)) return bio;
    bio = bio.next;
  }
  return undefined;
}

function isPollable(bio: Bio): bio is Bio & Pollable {
  return 'onceChanged' in bio && typeof bio.onceChanged === 'function';
}
