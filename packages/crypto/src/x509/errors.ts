import type { TlsErrorCode } from '../errors.js';
import { errorTable, type X509ErrorCode } from './error-table.js';

/** Which certificate an error is about. */
export interface CertificateLocation {
  /** Its place in the path: 0 is the leaf. */
  readonly index: number;
  /** Its subject (RFC 4514). */
  readonly subject: string;
}

/** What {@link X509Error} takes beside its code and message. */
export interface X509ErrorOptions {
  /** Which certificate is wrong, where it is one of a path. */
  readonly certificate?: CertificateLocation | undefined;
  /** Why every path that was tried is wrong, this error among them. */
  readonly rejections?: readonly X509Error[];
  /** The error below this one. */
  readonly cause?: unknown;
}

/** The one error of this module. Its message says what to do. */
export class X509Error extends Error {
  /** `X509Error`. */
  override readonly name: string = 'X509Error';
  /** What is wrong. */
  readonly code: X509ErrorCode;
  /** Which certificate is wrong, where it is one of a path. */
  readonly certificate: CertificateLocation | undefined;
  /** From path building: why each path that was tried is wrong, this error among them. Else empty. */
  readonly rejections: readonly X509Error[];

  /** OpenSSL's number for it, as `SSL_get_verify_result` gives it. */
  readonly opensslCode: number;
  /** OpenSSL's name for it, such as `X509_V_ERR_CERT_HAS_EXPIRED`. */
  readonly opensslName: string;
  /** The `code` string that Node.js users know, such as `CERT_HAS_EXPIRED`. */
  readonly nodeCode: string;
  /** Where the rule stands. */
  readonly section: string;
  /** What a handshake reports for it. */
  readonly tlsCode: TlsErrorCode;

  constructor(code: X509ErrorCode, message: string, options: X509ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.certificate = options.certificate;
    this.rejections = options.rejections ?? [];
    const [opensslCode, opensslName, nodeCode, section, tlsCode] = errorTable[code];
    this.opensslCode = opensslCode;
    this.opensslName = `X509_V_ERR_${opensslName}`;
    this.nodeCode = nodeCode;
    this.section = section;
    this.tlsCode = tlsCode;
  }

  /** The same error, told of a certificate in a path. */
  at(certificate: CertificateLocation): X509Error {
    return new X509Error(
      this.code,
      `${this.message} (certificate ${certificate.index}, ${certificate.subject})`,
      {
        certificate,
        cause: this.cause,
      },
    );
  }
}

/** An error about the form of a structure. */
export function malformed(what: string, problem: string): X509Error {
  return new X509Error('MALFORMED', `${what} is malformed: ${problem}; have it issued again`);
}
