/** Protocol versions by name; the numbers are `ProtocolVersion` on the wire. */
export const versions = {
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
} as const;

/** The name of a protocol version, as OpenSSL and Node print it. */
export type VersionName = keyof typeof versions;

/** The number of a protocol version that this project knows. */
export type ProtocolVersion = (typeof versions)[VersionName];

/** `0x0300`. */
export const SSL30 = 0x0300;
/** `0x0301`. */
export const TLS10 = 0x0301;
/** `0x0302`. */
export const TLS11 = 0x0302;
/** `0x0303`; also every TLS 1.3 `legacy_version`. */
export const TLS12 = 0x0303;
/** `0x0304`. */
export const TLS13 = 0x0304;

/** The name of a version's number, or its hexadecimal form when unknown. */
export function versionName(version: number): string {
  for (const [name, number] of Object.entries(versions)) if (number === version) return name;
  return `0x${version.toString(16).padStart(4, '0')}`;
}
