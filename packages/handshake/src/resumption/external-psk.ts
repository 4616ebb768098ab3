import type { HashName } from '@proj/crypto';
import type { BinderKind } from '@proj/crypto/schedule';

/** A pre-shared key that both ends were given by other means (RFC 8446, 2.2; RFC 9257). */
export interface ExternalPsk {
  /** What it is called on the wire, in the clear: 1 to 65,535 bytes. */
  readonly identity: Uint8Array;
  /** At least 16 bytes, random: a password can be guessed from one recorded handshake (RFC 9257, 6). */
  readonly key: Uint8Array;
  /** The hash that it is used with; default SHA-256 (RFC 8446, 4.2.11). */
  readonly hash?: HashName;
  /** `imported` for one that `importPsk` made (RFC 9258); default `external`. */
  readonly kind?: Exclude<BinderKind, 'resumption'>;
}
