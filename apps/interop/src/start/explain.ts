import { type AlertName, TlsError } from '@proj/crypto';
import { X509Error, type X509ErrorCode } from '@proj/crypto/x509';
import { printable } from './layout.ts';
import { formatTarget, type Target } from './target.ts';

/** What a peer's fatal alert mostly means, and which option to look at. */
const alertHints: Partial<Record<AlertName | 'unassigned', string>> = {
  handshake_failure:
    'it finds no version, cipher suite, group or signature algorithm that both sides have; offer more',
  protocol_version: 'it does not speak the versions that were offered; take away -tls1_2 or -tls1_3',
  insufficient_security: 'it wants stronger cipher suites or groups than were offered',
  unrecognized_name: 'it does not serve this name; give another with -servername',
  no_application_protocol: 'it speaks none of the protocols of -alpn',
  certificate_required: 'it wants a certificate of ours; give one with -cert and -key',
  bad_certificate: 'it does not accept our certificate',
  certificate_unknown: 'it does not accept our certificate',
  certificate_expired: 'our certificate has expired',
  unsupported_certificate: 'it can not use our certificate',
  unknown_ca: 'it does not know the authority of our certificate',
};

/** What to do about a certificate, where the error itself does not say it in the words of the command line. */
const certificateHints: Partial<Record<X509ErrorCode, string>> = {
  SELF_SIGNED_LEAF: 'to trust it, give it with -CAfile',
  SELF_SIGNED_ROOT: 'to trust its authority, give it with -CAfile',
  UNKNOWN_ISSUER: 'to trust its authority, give it with -CAfile',
  UNKNOWN_LEAF_ISSUER: 'to trust its authority, give it with -CAfile',
  HOSTNAME_MISMATCH: 'give the name that is meant with -servername or -verify_hostname',
  IP_ADDRESS_MISMATCH: 'give the name that is meant with -servername or -verify_hostname',
};

/** Where an error happened. */
export interface Place {
  readonly target: Target;
  /** Whether the handshake was complete by then. */
  readonly connected: boolean;
}

const notTlsPerhaps = 'in the middle of the handshake: it may not speak TLS on that port';

/** Errors of the operating system, by what they mean for someone who wants to connect. */
const systemErrors: Readonly<Record<string, (place: Place) => string>> = {
  ECONNREFUSED: ({ target }) =>
    `${formatTarget(target)} refused the connection: nothing listens on that port; check host and port`,
  ENOTFOUND: ({ target }) => `unknown host "${target.host}": the name does not resolve; check its spelling`,
  EAI_AGAIN: ({ target }) =>
    `the name "${target.host}" can not be looked up now: the name server does not answer`,
  ETIMEDOUT: ({ target }) => `${formatTarget(target)} does not answer: check host, port and firewalls`,
  EHOSTUNREACH: ({ target }) => `there is no way to ${target.host}: check the network`,
  ENETUNREACH: ({ target }) => `there is no way to ${target.host}: check the network`,
  ECONNRESET: ({ target, connected }) =>
    `${formatTarget(target)} reset the connection${connected ? '' : ` ${notTlsPerhaps}`}`,
  EPIPE: ({ target }) => `${formatTarget(target)} closed the connection while we wrote`,
};

/** One line about an error that ended a connection: what happened, why, and what to do. */
export function explain(error: unknown, place: Place): string {
  return printable(describe(error, place));
}

function describe(error: unknown, place: Place): string {
  if (error instanceof TlsError) return describeTls(error, place);
  if (error instanceof X509Error) return describeCertificate(error);
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return systemErrors[code]?.(place) ?? error.message;
}

function describeTls(error: TlsError, place: Place): string {
  const { cause } = error;
  const peer = formatTarget(place.target);
  if (cause instanceof X509Error) return describeCertificate(cause);
  switch (error.code) {
    case 'UNEXPECTED_EOF':
      if (cause instanceof Error) return describe(cause, place);
      return place.connected
        ? `${peer} went away without close_notify: what came may be truncated`
        : `${peer} closed the connection ${notTlsPerhaps}`;
    case 'ALERT_RECEIVED':
      return describeAlert(error, peer);
    case 'NOT_TLS':
      return `${peer}: ${error.message}`;
    default:
      return error.message;
  }
}

function describeAlert({ alert }: TlsError, peer: string): string {
  const hint = alertHints[alert];
  return `${peer} ended the connection with the alert ${alert}${hint ? `: ${hint}` : ''}`;
}

function describeCertificate(error: X509Error): string {
  const hint = certificateHints[error.code];
  // Behind the first semicolon of a message stands what to do, for programs: here the hint says it for this one.
  const text = hint ? `${error.message.split(';')[0]}; ${hint}` : error.message;
  return `the certificate is not accepted: ${text} (${error.opensslName})`;
}
