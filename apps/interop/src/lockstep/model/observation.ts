import type { Side } from './scenario.ts';

/** What is looked at after every call, in the order in which it is shown; all as text. */
export const fieldNames = [
  'ret',
  'error',
  'want',
  'state',
  'in_init',
  'shutdown',
  'pending',
  'has_pending',
  'renegotiating',
  'secure',
  'in',
  'out',
  'guarantee',
  'request',
  'retry',
  'queue',
  'data',
  'events',
] as const;

/** Something that is looked at. */
export type FieldName = (typeof fieldNames)[number];

/** What was seen after a call: those that do not apply, such as `guarantee` of a memory BIO, are empty. */
export type Fields = Readonly<Record<FieldName, string>>;

/** A call, and what was seen after it. */
export interface Observation {
  /** The step of the scenario that it belongs to. */
  readonly step: number;
  readonly side: Side;
  /** The call as it is shown, such as `read 100`. */
  readonly call: string;
  readonly fields: Fields;
  /** Bytes that this end had sent before it, of those that the transport has taken. */
  readonly taken: number;
  /** Bytes that the transport had given this end before it. */
  readonly given: number;
}

/** Fields that were not seen. */
export const noFields: Fields = {
  ret: '',
  error: '',
  want: '',
  state: '',
  in_init: '',
  shutdown: '',
  pending: '',
  has_pending: '',
  renegotiating: '',
  secure: '',
  in: '',
  out: '',
  guarantee: '',
  request: '',
  retry: '',
  queue: '',
  data: '',
  events: '',
};
