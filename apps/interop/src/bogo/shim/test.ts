import type { Session } from '@proj/handshake';
import type { OwnCredential } from './credentials.ts';
import type { Decisions } from './decisions.ts';
import type { ShimOptions } from './options.ts';
import type { Shared } from './shared.ts';

/** What one connection of a test has seen so far. */
export interface TestState {
  handshakeDone: boolean;
  /** The session that the connection was given last. */
  newSession: Session | undefined;
  /** Whether it was given one since that was asked last. */
  gotSession: boolean;
  /** Whether a server has kept a session in its store. */
  keptSession: boolean;
  /** Whether the peer's certificate would hold, where it was asked for. */
  verified: boolean | undefined;
  helloSeen: boolean;
  /** The credential that has signed last, by its number. */
  signedWith: number | undefined;
  /** Messages as `-expect-msg-callback` writes them. */
  messages: string;
  /** Traffic secrets of TLS 1.3 by their labels in a key log. */
  readonly secrets: Map<string, Uint8Array>;
}

/** One connection of a test. */
export interface Test {
  /** What counts now: when early data was rejected, the options of the retry. */
  options: ShimOptions;
  readonly isResume: boolean;
  readonly credentials: readonly OwnCredential[];
  readonly decisions: Decisions;
  readonly shared: Shared;
  /** The session that a client offers. */
  readonly session: Session | undefined;
  readonly clock: { readonly now: number };
  readonly state: TestState;
}

/** Nothing seen yet. */
export function newState(): TestState {
  return {
    handshakeDone: false,
    newSession: undefined,
    gotSession: false,
    keptSession: false,
    verified: undefined,
    helloSeen: false,
    signedWith: undefined,
    messages: '',
    secrets: new Map(),
  };
}
