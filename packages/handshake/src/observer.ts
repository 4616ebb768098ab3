import type { Session } from './resumption/session.js';
import type { MessageName } from './states/table.js';

/** Which way something went, seen from here. */
export type Direction = 'read' | 'write';

/** Watches a connection. All methods are optional, called synchronously, and must not drive the connection. */
export interface Observer {
  /** A whole protocol message: a handshake message with its header, an alert, a ChangeCipherSpec. Plaintext. */
  message?(direction: Direction, version: number, contentType: number, bytes: Uint8Array): void;
  /** The handshake sent or accepted this message and has moved on. */
  transition?(direction: Direction, message: MessageName): void;
  /** An alert came or was queued; `level` is 1 (warning) or 2 (fatal). */
  alert?(direction: Direction, level: number, description: number): void;
  /** A handshake began (the first, or a renegotiation). */
  handshakeStart?(): void;
  /** A handshake is complete. */
  handshakeDone?(): void;
  /** A client was given a session that a later connection can resume; it holds a secret. */
  session?(session: Session): void;
  /** A line for an NSS key log file (RFC 9850), without the line end. Secrets: see SECURITY.md. */
  readonly keyLog?: ((line: string) => void) | undefined;
}
