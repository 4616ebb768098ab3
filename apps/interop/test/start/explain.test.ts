import { type AlertName, alertCodes, TlsError } from '@proj/crypto';
import { X509Error } from '@proj/crypto/x509';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/start/explain.ts';

const place = { target: { host: 'example.com', port: 443 }, connected: false };

function systemError(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code });
}

function alert(name: AlertName): TlsError {
  return new TlsError('ALERT_RECEIVED', 'the peer ended the connection', { received: alertCodes[name] });
}

describe('one line about an error', () => {
  it.each([
    [
      'ECONNREFUSED',
      'example.com:443 refused the connection: nothing listens on that port; check host and port',
    ],
    ['ENOTFOUND', 'unknown host "example.com": the name does not resolve; check its spelling'],
    ['EAI_AGAIN', 'the name "example.com" can not be looked up now: the name server does not answer'],
    ['ETIMEDOUT', 'example.com:443 does not answer: check host, port and firewalls'],
    ['ENETUNREACH', 'there is no way to example.com: check the network'],
  ])('%s', (code, message) => {
    expect(explain(systemError(code), place)).toBe(message);
  });

  it('names the alert of a peer, what it mostly means, and which option to look at', () => {
    expect(explain(alert('no_application_protocol'), place)).toBe(
      'example.com:443 ended the connection with the alert no_application_protocol: it speaks none of the protocols of -alpn',
    );
    expect(explain(alert('internal_error'), place)).toBe(
      'example.com:443 ended the connection with the alert internal_error',
    );
  });

  it('tells a truncation from a peer that does not speak TLS by when it happened', () => {
    const error = new TlsError('UNEXPECTED_EOF', 'the transport ended');
    expect(explain(error, place)).toMatch(/in the middle of the handshake: it may not speak TLS/);
    expect(explain(error, { ...place, connected: true })).toMatch(/may be truncated$/);
  });

  it('says what is wrong with a certificate, in the words of the command line where it has some', () => {
    const cause = new X509Error(
      'UNKNOWN_ISSUER',
      'no certificate of the issuer was sent; add it to the anchors',
    );
    const error = new TlsError('UNKNOWN_CA', cause.message, { cause });
    expect(explain(error, place)).toBe(
      'the certificate is not accepted: no certificate of the issuer was sent; to trust its authority, give it with ' +
        '-CAfile (X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY)',
    );
  });

  it('stays one line, and harmless, whatever the peer has put into it', () => {
    const cause = new X509Error('EXPIRED', 'a certificate of CN=\u001b[2J\nroot');
    expect(explain(cause, place)).toBe(
      'the certificate is not accepted: a certificate of CN=\\u{1b}[2J\\nroot (X509_V_ERR_CERT_HAS_EXPIRED)',
    );
  });
});
