import { type AlertName, alertCodes, alertName } from './registry/alerts.js';

/**
 * Which end the protocol holds responsible: `peer` when it broke a rule, `local` when our own configuration or
 * state made it impossible to go on, or when the peer said so in a fatal alert.
 */
export type Fault = 'peer' | 'local';

interface ErrorRow {
  readonly alert: AlertName;
  readonly fault: Fault;
}

const peer = (alert: AlertName): ErrorRow => ({ alert, fault: 'peer' });
const local = (alert: AlertName): ErrorRow => ({ alert, fault: 'local' });

/** A stable name for what went wrong; finer than the alert that goes out for it. */
export type TlsErrorCode =
  | 'BAD_RECORD_MAC'
  | 'RECORD_OVERFLOW'
  | 'PLAINTEXT_TOO_LONG'
  | 'UNKNOWN_CONTENT_TYPE'
  | 'WRONG_RECORD_VERSION'
  | 'NOT_TLS'
  | 'HTTP_REQUEST'
  | 'EMPTY_FRAGMENT'
  | 'TOO_MANY_EMPTY_FRAGMENTS'
  | 'INTERLEAVED_HANDSHAKE'
  | 'HANDSHAKE_ACROSS_KEY_CHANGE'
  | 'UNEXPECTED_CHANGE_CIPHER_SPEC'
  | 'BAD_CHANGE_CIPHER_SPEC'
  | 'UNEXPECTED_APPLICATION_DATA'
  | 'TOO_MUCH_EARLY_DATA'
  | 'SEQUENCE_EXHAUSTED'
  | 'DECODE_ERROR'
  | 'UNEXPECTED_MESSAGE'
  | 'MESSAGE_TOO_LONG'
  | 'ILLEGAL_PARAMETER'
  | 'BAD_ALERT'
  | 'UNKNOWN_ALERT_LEVEL'
  | 'TOO_MANY_WARNING_ALERTS'
  | 'TOO_MANY_KEY_UPDATES'
  | 'UNSUPPORTED_PROTOCOL'
  | 'NO_PROTOCOLS_AVAILABLE'
  | 'INAPPROPRIATE_FALLBACK'
  | 'DOWNGRADE_DETECTED'
  | 'NO_SHARED_CIPHER'
  | 'NO_CIPHERS_AVAILABLE'
  | 'WRONG_CIPHER_RETURNED'
  | 'NO_SHARED_GROUP'
  | 'NO_SHARED_SIGNATURE_ALGORITHM'
  | 'NO_SUITABLE_CERTIFICATE'
  | 'WRONG_GROUP'
  | 'BAD_KEY_SHARE'
  | 'DH_KEY_TOO_SMALL'
  | 'WRONG_SIGNATURE_TYPE'
  | 'INVALID_COMPRESSION'
  | 'NO_APPLICATION_PROTOCOL'
  | 'UNRECOGNIZED_NAME'
  | 'UNSUPPORTED_EXTENSION'
  | 'DUPLICATE_EXTENSION'
  | 'MISSING_EXTENSION'
  | 'SECOND_HELLO_RETRY_REQUEST'
  | 'HELLO_RETRY_WITHOUT_CHANGE'
  | 'CLIENT_HELLO_CHANGED'
  | 'EXTENDED_MASTER_SECRET_CHANGED'
  | 'RENEGOTIATION_ENCODING'
  | 'RENEGOTIATION_MISMATCH'
  | 'UNSAFE_LEGACY_RENEGOTIATION_DISABLED'
  | 'SCSV_RECEIVED_WHEN_RENEGOTIATING'
  | 'NO_RENEGOTIATION'
  | 'MULTIPLE_SGC_RESTARTS'
  | 'BAD_SIGNATURE'
  | 'BAD_FINISHED'
  | 'BAD_PSK_BINDER'
  | 'BAD_CERTIFICATE'
  | 'UNSUPPORTED_CERTIFICATE'
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_NOT_YET_VALID'
  | 'CERTIFICATE_REVOKED'
  | 'CERTIFICATE_UNKNOWN'
  | 'CERTIFICATE_NAME_MISMATCH'
  | 'BAD_CERTIFICATE_STATUS'
  | 'UNKNOWN_CA'
  | 'CERTIFICATE_REQUIRED'
  | 'NO_PEER_CERTIFICATE'
  | 'PEER_CERTIFICATE_CHANGED'
  | 'UNKNOWN_PSK_IDENTITY'
  | 'ALERT_RECEIVED'
  | 'UNEXPECTED_EOF'
  | 'CLOSED'
  | 'USER_CANCELED'
  | 'DECISION_FAILED'
  | 'INVALID_CONFIG'
  | 'NOT_READY'
  | 'INTERNAL_ERROR';

/**
 * The one table from error code to alert (RFC 8446, 6.2; RFC 5246, 7.2.2). Codes are finer than alerts, so that a
 * person and a log can tell apart what the wire can not.
 */
const rows: Readonly<Record<TlsErrorCode, ErrorRow>> = {
  // Framing and protection.
  BAD_RECORD_MAC: peer('bad_record_mac'),
  RECORD_OVERFLOW: peer('record_overflow'),
  PLAINTEXT_TOO_LONG: peer('record_overflow'),
  UNKNOWN_CONTENT_TYPE: peer('unexpected_message'),
  WRONG_RECORD_VERSION: peer('protocol_version'),
  NOT_TLS: peer('protocol_version'),
  HTTP_REQUEST: peer('protocol_version'),
  EMPTY_FRAGMENT: peer('unexpected_message'),
  TOO_MANY_EMPTY_FRAGMENTS: peer('unexpected_message'),
  INTERLEAVED_HANDSHAKE: peer('unexpected_message'),
  HANDSHAKE_ACROSS_KEY_CHANGE: peer('unexpected_message'),
  UNEXPECTED_CHANGE_CIPHER_SPEC: peer('unexpected_message'),
  BAD_CHANGE_CIPHER_SPEC: peer('unexpected_message'),
  UNEXPECTED_APPLICATION_DATA: peer('unexpected_message'),
  TOO_MUCH_EARLY_DATA: peer('unexpected_message'),
  SEQUENCE_EXHAUSTED: local('internal_error'),
  // Messages.
  DECODE_ERROR: peer('decode_error'),
  UNEXPECTED_MESSAGE: peer('unexpected_message'),
  MESSAGE_TOO_LONG: peer('illegal_parameter'),
  ILLEGAL_PARAMETER: peer('illegal_parameter'),
  BAD_ALERT: peer('decode_error'),
  UNKNOWN_ALERT_LEVEL: peer('illegal_parameter'),
  TOO_MANY_WARNING_ALERTS: peer('unexpected_message'),
  TOO_MANY_KEY_UPDATES: peer('unexpected_message'),
  // Negotiation.
  UNSUPPORTED_PROTOCOL: peer('protocol_version'),
  NO_PROTOCOLS_AVAILABLE: local('internal_error'),
  INAPPROPRIATE_FALLBACK: peer('inappropriate_fallback'),
  DOWNGRADE_DETECTED: peer('illegal_parameter'),
  NO_SHARED_CIPHER: peer('handshake_failure'),
  NO_CIPHERS_AVAILABLE: local('internal_error'),
  WRONG_CIPHER_RETURNED: peer('illegal_parameter'),
  NO_SHARED_GROUP: peer('handshake_failure'),
  NO_SHARED_SIGNATURE_ALGORITHM: peer('handshake_failure'),
  NO_SUITABLE_CERTIFICATE: local('handshake_failure'),
  WRONG_GROUP: peer('illegal_parameter'),
  BAD_KEY_SHARE: peer('illegal_parameter'),
  DH_KEY_TOO_SMALL: peer('handshake_failure'),
  WRONG_SIGNATURE_TYPE: peer('illegal_parameter'),
  INVALID_COMPRESSION: peer('illegal_parameter'),
  NO_APPLICATION_PROTOCOL: peer('no_application_protocol'),
  UNRECOGNIZED_NAME: peer('unrecognized_name'),
  UNSUPPORTED_EXTENSION: peer('unsupported_extension'),
  DUPLICATE_EXTENSION: peer('illegal_parameter'),
  MISSING_EXTENSION: peer('missing_extension'),
  SECOND_HELLO_RETRY_REQUEST: peer('unexpected_message'),
  HELLO_RETRY_WITHOUT_CHANGE: peer('illegal_parameter'),
  CLIENT_HELLO_CHANGED: peer('illegal_parameter'),
  EXTENDED_MASTER_SECRET_CHANGED: peer('handshake_failure'),
  RENEGOTIATION_ENCODING: peer('decode_error'),
  RENEGOTIATION_MISMATCH: peer('handshake_failure'),
  UNSAFE_LEGACY_RENEGOTIATION_DISABLED: peer('handshake_failure'),
  SCSV_RECEIVED_WHEN_RENEGOTIATING: peer('handshake_failure'),
  NO_RENEGOTIATION: local('no_renegotiation'),
  MULTIPLE_SGC_RESTARTS: peer('unexpected_message'),
  // Authentication.
  BAD_SIGNATURE: peer('decrypt_error'),
  BAD_FINISHED: peer('decrypt_error'),
  BAD_PSK_BINDER: peer('decrypt_error'),
  BAD_CERTIFICATE: peer('bad_certificate'),
  UNSUPPORTED_CERTIFICATE: peer('unsupported_certificate'),
  CERTIFICATE_EXPIRED: peer('certificate_expired'),
  CERTIFICATE_NOT_YET_VALID: peer('bad_certificate'),
  CERTIFICATE_REVOKED: peer('certificate_revoked'),
  CERTIFICATE_UNKNOWN: peer('certificate_unknown'),
  CERTIFICATE_NAME_MISMATCH: peer('bad_certificate'),
  BAD_CERTIFICATE_STATUS: peer('bad_certificate_status_response'),
  UNKNOWN_CA: peer('unknown_ca'),
  CERTIFICATE_REQUIRED: peer('certificate_required'),
  NO_PEER_CERTIFICATE: peer('handshake_failure'),
  PEER_CERTIFICATE_CHANGED: peer('illegal_parameter'),
  UNKNOWN_PSK_IDENTITY: peer('unknown_psk_identity'),
  // Ending.
  ALERT_RECEIVED: local('close_notify'),
  UNEXPECTED_EOF: peer('decode_error'),
  CLOSED: local('close_notify'),
  // Ours.
  USER_CANCELED: local('user_canceled'),
  DECISION_FAILED: local('internal_error'),
  INVALID_CONFIG: local('internal_error'),
  NOT_READY: local('internal_error'),
  INTERNAL_ERROR: local('internal_error'),
};

/** What {@link TlsError} takes beside its code and message. */
export interface TlsErrorOptions {
  /** The error below this one: an `X509Error`, a decision's rejection. */
  readonly cause?: unknown;
  /** An alert other than the code's own, where a section asks for it. */
  readonly alert?: AlertName;
  /** The number of the alert that came, for `ALERT_RECEIVED`. */
  readonly received?: number;
}

/** The one error of the protocol: code, alert, the side at fault, and the cause below it. */
export class TlsError extends Error {
  override readonly name: string = 'TlsError';
  /** What went wrong. */
  readonly code: TlsErrorCode;
  /** The alert that was sent for it; for `ALERT_RECEIVED`, the one that came. */
  readonly alert: AlertName | 'unassigned';
  /** The alert's number on the wire (RFC 8446, B.2). */
  readonly alertCode: number;
  /** Who is at fault. */
  readonly fault: Fault;

  constructor(code: TlsErrorCode, message: string, options: TlsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.alertCode = options.received ?? alertCodes[options.alert ?? rows[code].alert];
    this.alert = alertName(this.alertCode) ?? 'unassigned';
    this.fault = rows[code].fault;
  }
}

/** All error codes, for tables that must cover them. */
export const tlsErrorCodes: readonly TlsErrorCode[] = Object.keys(rows) as TlsErrorCode[];
