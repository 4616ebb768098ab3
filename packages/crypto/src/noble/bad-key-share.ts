import { TlsError } from '../errors.js';
import type { GroupName } from '../registry/groups.js';

/** The error for a peer's share that can not be used (RFC 8446, 4.2.8 and 7.4.2). */
export function badKeyShare(group: GroupName | 'DHE', problem: string, cause?: unknown): TlsError {
  return new TlsError('BAD_KEY_SHARE', `the peer's ${group} key share ${problem}`, { cause });
}

/** Throws unless a share has the length its group asks for. */
export function requireShareLength(group: GroupName, share: Uint8Array, length: number): void {
  if (share.length !== length) throw badKeyShare(group, `has ${share.length} bytes, not ${length}`);
}
