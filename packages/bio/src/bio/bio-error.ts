/** What made a BIO fail for good, by libcrypto's name for it (BIO_R_…). */
export type BioErrorCode =
  | 'AMBIGUOUS_HOST_OR_SERVICE'
  | 'BROKEN_PIPE'
  | 'INVALID_ARGUMENT'
  | 'IN_USE'
  | 'LOCAL_ADDR_NOT_AVAILABLE'
  | 'MALFORMED_HOST_OR_SERVICE'
  | 'NO_ACCEPT_ADDR_OR_SERVICE_SPECIFIED'
  | 'NO_HOSTNAME_OR_SERVICE_SPECIFIED'
  | 'NO_PORT_DEFINED'
  | 'NON_FATAL'
  | 'PEER_ADDR_NOT_AVAILABLE'
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
