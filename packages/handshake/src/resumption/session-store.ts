import { toHex } from '@proj/crypto';
import type { Decision, Hook, Later } from '../decision.js';

/**
 * Where a server keeps sessions. A look-up may answer {@link later} and complete its decision when it can: the handshake
 * waits. Keys are the ids that the store was given; values are secret.
 */
export interface SessionStore {
  /** Keeps a session until `expiresAt` (milliseconds since the epoch), or for less when there is no room. */
  add(id: Uint8Array, session: Uint8Array, expiresAt: number): void;
  /** The session with this id, if it is there. */
  readonly find: Hook<Uint8Array, Uint8Array | undefined>;
  /**
   * Takes a session out. The answer tells whether it was there: of several connections that ask at the same time only one
   * may hear `true`. Early data is safe from replay just as far as this holds (RFC 8446, 8.1).
   */
  readonly remove: Hook<Uint8Array, boolean>;
}

/** As many as OpenSSL keeps (SSL_SESSION_CACHE_MAX_SIZE_DEFAULT): some tens of megabytes with client certificates. */
const defaultMaxSessions = 20_480;

interface Entry {
  readonly session: Uint8Array;
  readonly expiresAt: number;
}

/** Keeps sessions in memory, at most so many; the one that was not used for longest makes room. */
export class MemorySessionStore implements SessionStore {
  readonly #entries = new Map<string, Entry>();
  readonly #maxSessions: number;
  readonly #now: () => number;

  /**
   * @param options.maxSessions - Sessions to keep; default 20,480.
   * @param options.now - Milliseconds since the epoch.
   */
  constructor(options: { readonly maxSessions?: number; readonly now?: () => number } = {}) {
    this.#maxSessions = options.maxSessions ?? defaultMaxSessions;
    this.#now = options.now ?? Date.now;
    if (!Number.isInteger(this.#maxSessions) || this.#maxSessions < 1) {
      throw new RangeError(`maxSessions is ${this.#maxSessions}: give a positive integer`);
    }
  }

  /** Sessions that are kept now, those that have ended and were not asked for among them. */
  get size(): number {
    return this.#entries.size;
  }

  add(id: Uint8Array, session: Uint8Array, expiresAt: number): void {
    const key = toHex(id);
    this.#entries.delete(key);
    this.#entries.set(key, { session: session.slice(), expiresAt });
    if (this.#entries.size <= this.#maxSessions) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  readonly find = (id: Uint8Array): Uint8Array | undefined => {
    const key = toHex(id);
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    if (this.#now() >= entry.expiresAt) return undefined;
    this.#entries.set(key, entry);
    return entry.session;
  };

  readonly remove = (id: Uint8Array, _decision?: Decision<boolean>): boolean | Later =>
    this.#entries.delete(toHex(id));
}
