/** A record with an alert, unprotected, as hexadecimal digits. */
export function alertRecord(level: 'warning' | 'fatal', description: number): string {
  return `1503030002${level === 'warning' ? '01' : '02'}${description.toString(16).padStart(2, '0')}`;
}

/** AlertDescription (RFC 8446, 6). */
export const alert = {
  closeNotify: 0,
  handshakeFailure: 40,
  userCanceled: 90,
  noRenegotiation: 100,
} as const;
