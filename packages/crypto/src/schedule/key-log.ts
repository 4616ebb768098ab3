import { toHex } from '../bytes/index.js';

/** What a secret in a key log is for (RFC 9850, 2.1 for TLS 1.3, 2.2 for TLS 1.2). */
export type KeyLogLabel =
  | 'CLIENT_RANDOM'
  | 'CLIENT_EARLY_TRAFFIC_SECRET'
  | 'EARLY_EXPORTER_SECRET'
  | 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
  | 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
  | 'EXPORTER_SECRET'
  | `CLIENT_TRAFFIC_SECRET_${number}`
  | `SERVER_TRAFFIC_SECRET_${number}`;

/**
 * One line of an `SSLKEYLOGFILE` (RFC 9850, 2), without the line feed that ends it in a file.
 *
 * @param label - What the secret is for; `CLIENT_RANDOM` is the master secret of TLS 1.2 and below.
 * @param clientRandom - The 32 bytes of ClientHello.random by which a reader finds the connection.
 * @param secret - The secret. Whoever has the line can read the connection.
 */
export function keyLogLine(label: KeyLogLabel, clientRandom: Uint8Array, secret: Uint8Array): string {
  return `${label} ${toHex(clientRandom)} ${toHex(secret)}`;
}
