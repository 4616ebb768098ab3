import type { AlertName, TlsError } from '@proj/crypto';
import { expect } from 'vitest';
import type { Connection } from '../../src/connection.js';

/** What became of a handshake in which one message was changed. */
export type Outcome =
  /** We ended it. */
  | { readonly kind: 'refused'; readonly error: TlsError }
  /** It is complete: over the changed message, which was as good as the right one. */
  | { readonly kind: 'accepted' }
  /** The other end gave up, since our answer to the changed message is not one to what it believes in. */
  | { readonly kind: 'abandoned' }
  /** We wait for what the changed message has promised, or for what it has left out. */
  | { readonly kind: 'waiting' };

/** Alerts for any message that is malformed, out of place or at odds with itself (RFC 8446, 6.2; RFC 5246, 7.2.2). */
const general: readonly AlertName[] = ['decode_error', 'illegal_parameter', 'unexpected_message'];
/** Alerts where a changed message has led to other keys or another transcript than the peer's. */
const cryptographic: readonly AlertName[] = ['bad_record_mac', 'decrypt_error'];

/** Further alerts by the type of the message that was changed, with the sections that have them. */
const allowed: Readonly<Record<number, readonly AlertName[]>> = {
  // ClientHello: RFC 8446, 4.1.1, 4.2, 9.2; RFC 7301, 3.2; RFC 7507, 3; RFC 7919, 4; RFC 7250, 4.2.
  1: [
    'handshake_failure',
    'protocol_version',
    'missing_extension',
    'no_application_protocol',
    'unrecognized_name',
    'insufficient_security',
    'unsupported_certificate',
    'record_overflow',
  ],
  // ServerHello: RFC 8446, 4.1.3, 4.2; RFC 5246, 7.4.1.3; RFC 5746, 3.4.
  2: [
    'handshake_failure',
    'protocol_version',
    'unsupported_extension',
    'missing_extension',
    'record_overflow',
  ],
  // EncryptedExtensions: RFC 8446, 4.2.
  8: ['unsupported_extension', 'missing_extension', 'record_overflow'],
  // Certificate: RFC 8446, 4.4.2.4, 6.2.
  11: [
    'bad_certificate',
    'unsupported_certificate',
    'certificate_expired',
    'certificate_unknown',
    'unknown_ca',
    'certificate_required',
    'unsupported_extension',
    'handshake_failure',
  ],
  // ServerKeyExchange: RFC 5246, 7.4.3.
  12: ['handshake_failure'],
  // CertificateRequest: RFC 8446, 4.3.2.
  13: ['missing_extension', 'handshake_failure'],
};

/** Bytes that an end may hold of what has come: less than one record of the largest size. */
const mostBuffered = 18_437;
/** Bytes that it may have to send: its own flight, with certificates, several times over. */
const mostOutput = 65_536;

/** Says what became of it, and checks that it is what may be. */
export function outcomeOf(
  end: Connection,
  changed: number,
  thrown: unknown,
  peerConnected: boolean,
): Outcome {
  expect(end.bufferedInput).toBeLessThanOrEqual(mostBuffered);
  expect(end.output.pending).toBeLessThanOrEqual(mostOutput);
  const { failure } = end;
  if (!failure) {
    if (!end.isHandshaking && (peerConnected || thrown === undefined)) return { kind: 'accepted' };
    return { kind: thrown === undefined ? 'waiting' : 'abandoned' };
  }
  // It gave up, and told us so.
  if (failure.code === 'ALERT_RECEIVED') return { kind: 'abandoned' };
  expect(failure.fault, failure.message).toBe('peer');
  const alerts = [...general, ...cryptographic, ...(allowed[changed] ?? [])];
  expect(alerts, `${failure.code}: ${failure.message}`).toContain(failure.alert);
  return { kind: 'refused', error: failure };
}
