import type { ContentType } from '../header.js';
import type { Sequence } from './sequence.js';

/** Bytes of what TLS 1.2 and below authenticate beside the content. */
export const PSEUDO_HEADER_LENGTH = 13;

/**
 * Fills `out` with sequence number, type, version and length: the additional data of an AEAD (RFC 5246, 6.2.3.3), and
 * the first bytes under a MAC (RFC 5246, 6.2.3.1).
 */
export function writePseudoHeader(
  out: Uint8Array,
  sequence: Sequence,
  type: ContentType,
  version: number,
  length: number,
): void {
  sequence.write(out, 0);
  out[8] = type;
  out[9] = version >> 8;
  out[10] = version;
  out[11] = length >> 8;
  out[12] = length;
}
