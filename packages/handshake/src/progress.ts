import type { Decision } from './decision.js';

/** What a connection answers to every call that drives it. */
export type Progress =
  | { readonly kind: 'done' }
  /** It can not go on without at least so many more bytes from the peer. */
  | { readonly kind: 'needs-input'; readonly bytes: number }
  /** So many bytes must go to the peer before anything else can happen. */
  | { readonly kind: 'has-output'; readonly bytes: number }
  /** So many decrypted bytes must be read before anything more is taken from the peer. */
  | { readonly kind: 'has-data'; readonly bytes: number }
  /** The peer said close_notify: nothing more will be taken from it. */
  | { readonly kind: 'closed' }
  /** It waits for an answer. */
  | { readonly kind: 'waits-for'; readonly decision: Decision<unknown> };
