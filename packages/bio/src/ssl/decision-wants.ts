import type { DecisionKind } from '@proj/handshake';
import { type Want, wants } from './get-error.js';

/** What a handshake waits for when a decision is open and no hook has said what to call it. */
export const wantOfDecision: Readonly<Record<DecisionKind, Want>> = {
  'client-hello': wants.CLIENT_HELLO_CB,
  'select-credential': wants.X509_LOOKUP,
  'select-protocol': wants.CLIENT_HELLO_CB,
  'select-status': wants.ASYNC_PAUSED,
  'verify-chain': wants.RETRY_VERIFY,
  sign: wants.ASYNC_PAUSED,
  decrypt: wants.ASYNC_PAUSED,
  'find-session': wants.ASYNC_PAUSED,
  'find-psk': wants.ASYNC_PAUSED,
  'select-psk': wants.ASYNC_PAUSED,
  'early-data': wants.ASYNC_PAUSED,
};
