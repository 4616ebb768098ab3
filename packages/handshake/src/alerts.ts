import { alertCodes, alertName, TLS13, TlsError } from '@proj/crypto';

/** Alert levels (RFC 8446, 6). */
export const alertLevels = { warning: 1, fatal: 2 } as const;

/** What an alert means for the connection that received it. */
export type AlertMeaning =
  | { readonly kind: 'close' }
  | { readonly kind: 'ignore' }
  | { readonly kind: 'fatal'; readonly error: TlsError };

/** An alert as it stands in a record. */
export interface Alert {
  readonly level: number;
  readonly description: number;
}

/** Reads an alert, which must be alone and whole in its record (RFC 8446, 5.1). */
export function readAlert(fragment: Uint8Array): Alert {
  const [level, description] = fragment;
  if (fragment.length !== 2 || level === undefined || description === undefined) {
    throw new TlsError('BAD_ALERT', `an alert record holds ${fragment.length} bytes instead of 2`);
  }
  return { level, description };
}

/** Writes an alert. */
export function writeAlert(level: number, description: number): Uint8Array {
  return Uint8Array.of(level, description);
}

/** What to do about an alert that came. The version is undefined before it has been negotiated. */
export function alertMeaning(alert: Alert, version: number | undefined): AlertMeaning {
  if (alert.description === alertCodes.close_notify) return { kind: 'close' };
  // RFC 8446, 6: the level is of no meaning; all alerts but close_notify and user_canceled end the connection.
  if (version === TLS13) {
    return alert.description === alertCodes.user_canceled
      ? { kind: 'ignore' }
      : { kind: 'fatal', error: received(alert) };
  }
  if (alert.level === alertLevels.fatal) return { kind: 'fatal', error: received(alert) };
  if (alert.level !== alertLevels.warning) {
    throw new TlsError(
      'UNKNOWN_ALERT_LEVEL',
      `an alert has the level ${alert.level}; there are only 1 and 2`,
    );
  }
  // RFC 5746, 4.5 leaves the end of the connection to the client: a refused renegotiation is what it asked for.
  if (alert.description === alertCodes.no_renegotiation) {
    const error = new TlsError('NO_RENEGOTIATION', 'the peer refuses to renegotiate', {
      alert: 'handshake_failure',
    });
    return { kind: 'fatal', error };
  }
  return { kind: 'ignore' };
}

function received(alert: Alert): TlsError {
  const name = alertName(alert.description) ?? `unassigned alert ${alert.description}`;
  return new TlsError('ALERT_RECEIVED', `the peer ended the connection: ${name}`, {
    received: alert.description,
  });
}
