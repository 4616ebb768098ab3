import type { Version } from '../model/scenario.ts';

/** What the headers of records say once a version is agreed on, as hexadecimal digits (RFC 8446, 5.1). */
export const recordVersion: Readonly<Record<Version, string>> = {
  '1.1': '0302',
  '1.2': '0303',
  '1.3': '0303',
};

/** A record with an alert, unprotected, as hexadecimal digits. */
export function alertRecord(version: Version, level: 'warning' | 'fatal', description: number): string {
  const code = description.toString(16).padStart(2, '0');
  return `15${recordVersion[version]}0002${level === 'warning' ? '01' : '02'}${code}`;
}

/** AlertDescription (RFC 8446, 6). */
export const alert = { closeNotify: 0, handshakeFailure: 40, userCanceled: 90 } as const;
