/** What made a BIO fail for good, by libcrypto's name for it (BIO_R_…). */
export type BioErrorCode =
  | 'BROKEN_PIPE'
  | 'IN_USE'
  | 'UNINITIALIZED'
  | 'UNSUPPORTED_METHOD'
  | 'WRITE_TO_READ_ONLY_BIO';

/** Why a BIO failed for good; found in its `cause` after the operation. */
export class BioError extends Error {
  override readonly name: string = 'BioError';
  /** Which failure it is. */
  readonly code: BioErrorCode;

  constructor(code: BioErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
