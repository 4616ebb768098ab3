/** Why a peer can not be had: its program is not there, it is too old, or it failed. */
export type PeerErrorKind = 'not-found' | 'too-old' | 'failed';

/** A peer could not be started, or did not do its part. */
export class PeerError extends Error {
  override readonly name: string = 'PeerError';
  readonly kind: PeerErrorKind;

  constructor(kind: PeerErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
