import type { Observation } from '../../model/observation.ts';
import type { Pair } from '../explanation.ts';

/** Names of calls that drive a handshake. */
export const drives: readonly string[] = ['handshake', 'connect', 'accept'];

/** Whether a call reads. */
export function isRead({ call }: Observation): boolean {
  return /^(read|peek) /.test(call);
}

/** Whether both sides failed for the same reason. */
export function failedWith(reason: string, { ours, theirs }: Pair): boolean {
  return ours.queue.endsWith(reason) && theirs.queue.endsWith(reason);
}
