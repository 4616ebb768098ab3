import { type AlertName, TlsError } from '@proj/crypto';
import { X509Error, type X509ErrorCode } from '@proj/crypto/x509';
import { printable } from './layout.ts';
import type { Target } from './target.ts';
import { formatTarget } from './target.ts';

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

/** Errors of the operating system, by what they mean for someone who wants to connect. */
const systemErrors: Readonly<Record<string, (target: Target) => string>> = {
  ECONNREFUSED: (target) =>
    `${formatTarget(target)} refused the connection: nothing listens on that port; check host and port`,
  ENOTFOUND: ({ host }) => `unknown host "${host}": the name does not resolve; check its spelling`,
  EAI_AGAIN: ({ host }) => `the name "${host}" can not be looked up now: the name server does not answer`,
  ETIMEDOUT: (target) => `${formatTarget(target)} does not answer: check host, port and firewalls`,
  EHOSTUNREACH: ({ host }) => `there is no way to ${host}: check the network`,
  ENETUNREACH: ({ host }) => `there is no way to ${host}: check the network`,
  ECONNRESET: (target) => `${formatTarget(target)} reset the connection: it may not speak TLS on that port`,
  EPIPE: (target) => `${formatTarget(target)} closed the connection`,
};

/** One line about an error that ended a handshake: what happened, why, and what to do. */
export function explain(error: unknown, target: Target): string {
  return printable(describe(error, target));
}

function describe(error: unknown, target: Target): string {
  if (error instanceof TlsError) return describeTls(error, target);
  if (error instanceof X509Error) return describeCertificate(error);
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return systemErrors[code]?.(target) ?? error.message;
}

function describeTls(error: TlsError, target: Target): string {
  const { cause } = error;
  if (cause instanceof X509Error) return describeCertificate(cause);
  if (error.code === 'UNEXPECTED_EOF') {
    if (cause instanceof Error) return describe(cause, target);
    return `${formatTarget(target)} closed the connection in the middle: it may not speak TLS on that port`;
  }
  if (error.code === 'ALERT_RECEIVED') {
    const hint = alertHints[error.alert];
    return `${formatTarget(target)} refused the handshake with the alert ${error.alert}${hint ? `: ${hint}` : ''}`;
  }
  if (error.code === 'NOT_TLS')
    return `${formatTarget(target)} does not speak TLS on that port: ${error.message}`;
  return error.message;
}

function describeCertificate(error: X509Error): string {
  const hint = certificateHints[error.code];
  return `the certificate is not accepted: ${error.message}${hint ? `; ${hint}` : ''} (${error.opensslName})`;
}
