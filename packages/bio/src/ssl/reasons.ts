import type { TlsError, TlsErrorCode } from '@proj/crypto';
import { X509Error } from '@proj/crypto/x509';

/** SSL_R_… : OpenSSL's number and text of each reason that this library gives. */
const rows = {
  APP_DATA_IN_HANDSHAKE: [100, 'app data in handshake'],
  NO_SUITABLE_KEY_SHARE: [101, 'no suitable key share'],
  BAD_CHANGE_CIPHER_SPEC: [103, 'bad change cipher spec'],
  INCONSISTENT_EXTMS: [104, 'inconsistent extms'],
  BAD_KEY_SHARE: [108, 'bad key share'],
  BAD_EXTENSION: [110, 'bad extension'],
  MISSING_SIGALGS_EXTENSION: [112, 'missing sigalgs extension'],
  NO_SUITABLE_SIGNATURE_ALGORITHM: [118, 'no suitable signature algorithm'],
  INVALID_KEY_UPDATE_TYPE: [120, 'invalid key update type'],
  STILL_IN_INIT: [121, 'still in init'],
  BAD_SIGNATURE: [123, 'bad signature'],
  BAD_WRITE_RETRY: [127, 'bad write retry'],
  BIO_NOT_SET: [128, 'bio not set'],
  TOO_MANY_KEY_UPDATES: [132, 'too many key updates'],
  CERTIFICATE_VERIFY_FAILED: [134, 'certificate verify failed'],
  CONNECTION_TYPE_NOT_SET: [144, 'connection type not set'],
  DATA_LENGTH_TOO_LONG: [146, 'data length too long'],
  DIGEST_CHECK_FAILED: [149, 'digest check failed'],
  ENCRYPTED_LENGTH_TOO_LONG: [150, 'encrypted length too long'],
  EXCESSIVE_MESSAGE_SIZE: [152, 'excessive message size'],
  HTTP_REQUEST: [156, 'http request'],
  LENGTH_MISMATCH: [159, 'length mismatch'],
  TOO_MUCH_EARLY_DATA: [164, 'too much early data'],
  NO_CERTIFICATE_ASSIGNED: [177, 'no certificate assigned'],
  NO_CERTIFICATE_SET: [179, 'no certificate set'],
  NO_CIPHERS_AVAILABLE: [181, 'no ciphers available'],
  NOT_ON_RECORD_BOUNDARY: [182, 'not on record boundary'],
  NO_CIPHERS_SPECIFIED: [183, 'no ciphers specified'],
  NO_CIPHER_MATCH: [185, 'no cipher match'],
  NO_METHOD_SPECIFIED: [188, 'no method specified'],
  NO_PRIVATE_KEY_ASSIGNED: [190, 'no private key assigned'],
  NO_PROTOCOLS_AVAILABLE: [191, 'no protocols available'],
  NO_SHARED_CIPHER: [193, 'no shared cipher'],
  PEER_DID_NOT_RETURN_A_CERTIFICATE: [199, 'peer did not return a certificate'],
  INVALID_ALERT: [205, 'invalid alert'],
  PROTOCOL_IS_SHUTDOWN: [207, 'protocol is shutdown'],
  NO_CHANGE_FOLLOWING_HRR: [214, 'no change following hrr'],
  UNSOLICITED_EXTENSION: [217, 'unsolicited extension'],
  SIGNATURE_FOR_NON_SIGNING_CERTIFICATE: [220, 'signature for non signing certificate'],
  MISSING_SIGNING_CERT: [221, 'missing signing cert'],
  PSK_IDENTITY_NOT_FOUND: [223, 'psk identity not found'],
  SSL_HANDSHAKE_FAILURE: [229, 'ssl handshake failure'],
  CALLBACK_FAILED: [234, 'callback failed'],
  NO_APPLICATION_PROTOCOL: [235, 'no application protocol'],
  UNEXPECTED_MESSAGE: [244, 'unexpected message'],
  UNEXPECTED_RECORD: [245, 'unexpected record'],
  UNKNOWN_ALERT_TYPE: [246, 'unknown alert type'],
  BINDER_DOES_NOT_VERIFY: [253, 'binder does not verify'],
  UNSUPPORTED_PROTOCOL: [258, 'unsupported protocol'],
  WRONG_CIPHER_RETURNED: [261, 'wrong cipher returned'],
  UNEXPECTED_CCS_MESSAGE: [262, 'unexpected ccs message'],
  WRONG_SSL_VERSION: [266, 'wrong ssl version'],
  WRONG_VERSION_NUMBER: [267, 'wrong version number'],
  BAD_LENGTH: [271, 'bad length'],
  UNINITIALIZED: [276, 'uninitialized'],
  SESSION_ID_CONTEXT_UNINITIALIZED: [277, 'session id context uninitialized'],
  EXTENSION_NOT_RECEIVED: [279, 'extension not received'],
  DECRYPTION_FAILED_OR_BAD_RECORD_MAC: [281, 'decryption failed or bad record mac'],
  INVALID_CONFIG: [283, 'invalid config'],
  NOT_SERVER: [284, 'not server'],
  REQUEST_PENDING: [285, 'request pending'],
  REQUEST_SENT: [286, 'request sent'],
  PRIVATE_KEY_MISMATCH: [288, 'private key mismatch'],
  MISSING_PARAMETERS: [290, 'missing parameters'],
  APPLICATION_DATA_AFTER_CLOSE_NOTIFY: [291, 'application data after close notify'],
  MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA: [293, 'mixed handshake and non handshake data'],
  UNEXPECTED_EOF_WHILE_READING: [294, 'unexpected eof while reading'],
  RECORD_TOO_SMALL: [298, 'record too small'],
  RENEGOTIATION_ENCODING_ERR: [336, 'renegotiation encoding err'],
  RENEGOTIATION_MISMATCH: [337, 'renegotiation mismatch'],
  UNSAFE_LEGACY_RENEGOTIATION_DISABLED: [338, 'unsafe legacy renegotiation disabled'],
  NO_RENEGOTIATION: [339, 'no renegotiation'],
  INVALID_COMPRESSION_ALGORITHM: [341, 'invalid compression algorithm'],
  SCSV_RECEIVED_WHEN_RENEGOTIATING: [345, 'scsv received when renegotiating'],
  MULTIPLE_SGC_RESTARTS: [346, 'multiple sgc restarts'],
  WRONG_SIGNATURE_TYPE: [370, 'wrong signature type'],
  INAPPROPRIATE_FALLBACK: [373, 'inappropriate fallback'],
  NO_SHARED_SIGNATURE_ALGORITHMS: [376, 'no shared signature algorithms'],
  CERT_CB_ERROR: [377, 'cert cb error'],
  WRONG_CURVE: [378, 'wrong curve'],
  BAD_VALUE: [384, 'bad value'],
  DH_KEY_TOO_SMALL: [394, 'dh key too small'],
  VERSION_TOO_LOW: [396, 'version too low'],
  SHUTDOWN_WHILE_IN_INIT: [407, 'shutdown while in init'],
  TOO_MANY_WARN_ALERTS: [409, 'too many warn alerts'],
  NO_SHARED_GROUPS: [410, 'no shared groups'],
  BAD_RECORD_TYPE: [443, 'bad record type'],
  INTERNAL_ERROR: [0xc0103, 'internal error'],
  SHOULD_NOT_HAVE_BEEN_CALLED: [0xc0101, 'called a function you should not call'],
} as const;

/** The name of a reason, without `SSL_R_`. */
export type SslReason = keyof typeof rows;

/** Texts of the alerts that a peer may send, by their number on the wire; a reason is 1000 more. */
const alertTexts: Readonly<Record<number, string>> = {
  10: 'sslv3 alert unexpected message',
  20: 'sslv3 alert bad record mac',
  21: 'tlsv1 alert decryption failed',
  22: 'tlsv1 alert record overflow',
  30: 'sslv3 alert decompression failure',
  40: 'sslv3 alert handshake failure',
  41: 'sslv3 alert no certificate',
  42: 'sslv3 alert bad certificate',
  43: 'sslv3 alert unsupported certificate',
  44: 'sslv3 alert certificate revoked',
  45: 'sslv3 alert certificate expired',
  46: 'sslv3 alert certificate unknown',
  47: 'sslv3 alert illegal parameter',
  48: 'tlsv1 alert unknown ca',
  49: 'tlsv1 alert access denied',
  50: 'tlsv1 alert decode error',
  51: 'tlsv1 alert decrypt error',
  60: 'tlsv1 alert export restriction',
  70: 'tlsv1 alert protocol version',
  71: 'tlsv1 alert insufficient security',
  80: 'tlsv1 alert internal error',
  86: 'tlsv1 alert inappropriate fallback',
  90: 'tlsv1 alert user cancelled',
  100: 'tlsv1 alert no renegotiation',
  109: 'tlsv13 alert missing extension',
  110: 'tlsv1 unsupported extension',
  111: 'tlsv1 certificate unobtainable',
  112: 'tlsv1 unrecognized name',
  113: 'tlsv1 bad certificate status response',
  114: 'tlsv1 bad certificate hash value',
  115: 'tlsv1 alert unknown psk identity',
  116: 'tlsv13 alert certificate required',
  120: 'tlsv1 alert no application protocol',
};

/** What each of our codes is called in OpenSSL. A verification failure has one reason there, whatever it was. */
const reasonOfCode: Readonly<Record<Exclude<TlsErrorCode, 'ALERT_RECEIVED'>, SslReason>> = {
  BAD_RECORD_MAC: 'DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
  RECORD_OVERFLOW: 'ENCRYPTED_LENGTH_TOO_LONG',
  PLAINTEXT_TOO_LONG: 'DATA_LENGTH_TOO_LONG',
  UNKNOWN_CONTENT_TYPE: 'BAD_RECORD_TYPE',
  WRONG_RECORD_VERSION: 'WRONG_VERSION_NUMBER',
  NOT_TLS: 'WRONG_VERSION_NUMBER',
  HTTP_REQUEST: 'HTTP_REQUEST',
  EMPTY_FRAGMENT: 'BAD_LENGTH',
  TOO_MANY_EMPTY_FRAGMENTS: 'RECORD_TOO_SMALL',
  INTERLEAVED_HANDSHAKE: 'MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA',
  HANDSHAKE_ACROSS_KEY_CHANGE: 'NOT_ON_RECORD_BOUNDARY',
  UNEXPECTED_CHANGE_CIPHER_SPEC: 'UNEXPECTED_CCS_MESSAGE',
  BAD_CHANGE_CIPHER_SPEC: 'BAD_CHANGE_CIPHER_SPEC',
  UNEXPECTED_APPLICATION_DATA: 'UNEXPECTED_RECORD',
  TOO_MUCH_EARLY_DATA: 'TOO_MUCH_EARLY_DATA',
  SEQUENCE_EXHAUSTED: 'INTERNAL_ERROR',
  DECODE_ERROR: 'LENGTH_MISMATCH',
  UNEXPECTED_MESSAGE: 'UNEXPECTED_MESSAGE',
  MESSAGE_TOO_LONG: 'EXCESSIVE_MESSAGE_SIZE',
  ILLEGAL_PARAMETER: 'BAD_VALUE',
  BAD_ALERT: 'INVALID_ALERT',
  UNKNOWN_ALERT_LEVEL: 'UNKNOWN_ALERT_TYPE',
  TOO_MANY_WARNING_ALERTS: 'TOO_MANY_WARN_ALERTS',
  TOO_MANY_KEY_UPDATES: 'TOO_MANY_KEY_UPDATES',
  UNSUPPORTED_PROTOCOL: 'UNSUPPORTED_PROTOCOL',
  NO_PROTOCOLS_AVAILABLE: 'NO_PROTOCOLS_AVAILABLE',
  INAPPROPRIATE_FALLBACK: 'INAPPROPRIATE_FALLBACK',
  DOWNGRADE_DETECTED: 'INAPPROPRIATE_FALLBACK',
  NO_SHARED_CIPHER: 'NO_SHARED_CIPHER',
  NO_CIPHERS_AVAILABLE: 'NO_CIPHERS_AVAILABLE',
  WRONG_CIPHER_RETURNED: 'WRONG_CIPHER_RETURNED',
  NO_SHARED_GROUP: 'NO_SUITABLE_KEY_SHARE',
  NO_SHARED_SIGNATURE_ALGORITHM: 'NO_SUITABLE_SIGNATURE_ALGORITHM',
  NO_SUITABLE_CERTIFICATE: 'NO_CERTIFICATE_SET',
  WRONG_GROUP: 'WRONG_CURVE',
  BAD_KEY_SHARE: 'BAD_KEY_SHARE',
  DH_KEY_TOO_SMALL: 'DH_KEY_TOO_SMALL',
  WRONG_SIGNATURE_TYPE: 'WRONG_SIGNATURE_TYPE',
  INVALID_COMPRESSION: 'INVALID_COMPRESSION_ALGORITHM',
  NO_APPLICATION_PROTOCOL: 'NO_APPLICATION_PROTOCOL',
  UNRECOGNIZED_NAME: 'CALLBACK_FAILED',
  UNSUPPORTED_EXTENSION: 'UNSOLICITED_EXTENSION',
  DUPLICATE_EXTENSION: 'BAD_EXTENSION',
  MISSING_EXTENSION: 'MISSING_PARAMETERS',
  SECOND_HELLO_RETRY_REQUEST: 'UNEXPECTED_MESSAGE',
  HELLO_RETRY_WITHOUT_CHANGE: 'NO_CHANGE_FOLLOWING_HRR',
  CLIENT_HELLO_CHANGED: 'BAD_EXTENSION',
  EXTENDED_MASTER_SECRET_CHANGED: 'INCONSISTENT_EXTMS',
  RENEGOTIATION_ENCODING: 'RENEGOTIATION_ENCODING_ERR',
  RENEGOTIATION_MISMATCH: 'RENEGOTIATION_MISMATCH',
  UNSAFE_LEGACY_RENEGOTIATION_DISABLED: 'UNSAFE_LEGACY_RENEGOTIATION_DISABLED',
  SCSV_RECEIVED_WHEN_RENEGOTIATING: 'SCSV_RECEIVED_WHEN_RENEGOTIATING',
  NO_RENEGOTIATION: 'NO_RENEGOTIATION',
  MULTIPLE_SGC_RESTARTS: 'MULTIPLE_SGC_RESTARTS',
  BAD_SIGNATURE: 'BAD_SIGNATURE',
  BAD_FINISHED: 'DIGEST_CHECK_FAILED',
  BAD_PSK_BINDER: 'BINDER_DOES_NOT_VERIFY',
  BAD_CERTIFICATE: 'CERTIFICATE_VERIFY_FAILED',
  UNSUPPORTED_CERTIFICATE: 'CERTIFICATE_VERIFY_FAILED',
  CERTIFICATE_EXPIRED: 'CERTIFICATE_VERIFY_FAILED',
  CERTIFICATE_NOT_YET_VALID: 'CERTIFICATE_VERIFY_FAILED',
  CERTIFICATE_REVOKED: 'CERTIFICATE_VERIFY_FAILED',
  CERTIFICATE_UNKNOWN: 'CERTIFICATE_VERIFY_FAILED',
  CERTIFICATE_NAME_MISMATCH: 'CERTIFICATE_VERIFY_FAILED',
  BAD_CERTIFICATE_STATUS: 'CERTIFICATE_VERIFY_FAILED',
  UNKNOWN_CA: 'CERTIFICATE_VERIFY_FAILED',
  CERTIFICATE_REQUIRED: 'PEER_DID_NOT_RETURN_A_CERTIFICATE',
  NO_PEER_CERTIFICATE: 'PEER_DID_NOT_RETURN_A_CERTIFICATE',
  PEER_CERTIFICATE_CHANGED: 'CERTIFICATE_VERIFY_FAILED',
  UNKNOWN_PSK_IDENTITY: 'PSK_IDENTITY_NOT_FOUND',
  UNEXPECTED_EOF: 'UNEXPECTED_EOF_WHILE_READING',
  CLOSED: 'PROTOCOL_IS_SHUTDOWN',
  USER_CANCELED: 'CALLBACK_FAILED',
  DECISION_FAILED: 'CALLBACK_FAILED',
  INVALID_CONFIG: 'INVALID_CONFIG',
  NOT_READY: 'STILL_IN_INIT',
  INTERNAL_ERROR: 'INTERNAL_ERROR',
};

/** Said with an error where OpenSSL's reason is another than that of its code. */
export class ReasonError extends Error {
  override readonly name: string = 'ReasonError';
  /** OpenSSL's name for it. */
  readonly reason: SslReason;

  constructor(reason: SslReason, message: string = rows[reason][1]) {
    super(message);
    this.reason = reason;
  }
}

/** The number of a reason. */
export function reasonNumber(reason: SslReason): number {
  return rows[reason][0];
}

/** The number of the reason that OpenSSL would give for an error of the protocol. */
export function reasonNumberOf(error: TlsError): number {
  if (error.code === 'ALERT_RECEIVED') return 1000 + error.alertCode;
  if (error.cause instanceof ReasonError) return reasonNumber(error.cause.reason);
  if (error.cause instanceof X509Error) return reasonNumber('CERTIFICATE_VERIFY_FAILED');
  return reasonNumber(reasonOfCode[error.code]);
}

const texts = new Map<number, string>(Object.values(rows).map(([number, text]) => [number, text]));

/** The text of a reason's number, or `undefined`. */
export function reasonText(number: number): string | undefined {
  return texts.get(number) ?? alertTexts[number - 1000];
}
