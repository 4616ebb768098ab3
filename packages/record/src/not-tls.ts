import { TlsError, type TlsErrorCode, toHex } from '@proj/crypto';

/** What other protocols say first, as far as five bytes can tell, and what to do about it. */
const greetings: readonly (readonly [prefix: string, code: TlsErrorCode, advice: string])[] = [
  ['GET ', 'HTTP_REQUEST', plainHttp('GET')],
  ['POST ', 'HTTP_REQUEST', plainHttp('POST')],
  ['HEAD ', 'HTTP_REQUEST', plainHttp('HEAD')],
  ['PUT ', 'HTTP_REQUEST', plainHttp('PUT')],
  ['DELET', 'HTTP_REQUEST', plainHttp('DELETE')],
  ['PATCH', 'HTTP_REQUEST', plainHttp('PATCH')],
  ['OPTIO', 'HTTP_REQUEST', plainHttp('OPTIONS')],
  [
    'CONNE',
    'HTTP_REQUEST',
    'the client sent a CONNECT request for an HTTP proxy; it must not use this TLS port as its proxy',
  ],
  ['HTTP/', 'NOT_TLS', plainHttpAnswer()],
  // What can not be read as a request is answered as HTTP/0.9 has it, by a page without a header.
  ['<!DOC', 'NOT_TLS', plainHttpAnswer()],
  ['<html', 'NOT_TLS', plainHttpAnswer()],
  ['SSH-', 'NOT_TLS', 'the peer speaks SSH; check the port'],
  [
    '220 ',
    'NOT_TLS',
    'the server greeted as SMTP or FTP does; say STARTTLS or AUTH TLS first, or use its TLS port',
  ],
  [
    '220-',
    'NOT_TLS',
    'the server greeted as SMTP or FTP does; say STARTTLS or AUTH TLS first, or use its TLS port',
  ],
  [
    '* OK ',
    'NOT_TLS',
    'the server greeted as IMAP does; say STARTTLS first, or use its TLS port, mostly 993',
  ],
  ['+OK', 'NOT_TLS', 'the server greeted as POP3 does; say STLS first, or use its TLS port, mostly 995'],
];

function plainHttpAnswer(): string {
  return 'the server answered in plain HTTP; check that the port is its TLS port, mostly 443';
}

function plainHttp(method: string): string {
  return `the client sent a plain HTTP ${method} request; it must use https on this port`;
}

/**
 * The error for a first record that can not be one, from its five bytes: other protocols are called by their names,
 * since a wrong port is the usual cause.
 */
export function notTls(header: Uint8Array): TlsError {
  const text = String.fromCharCode(...header);
  const known = greetings.find(([prefix]) => text.startsWith(prefix));
  if (known) return new TlsError(known[1], known[2]);
  return new TlsError(
    'NOT_TLS',
    `the peer does not speak TLS: its first bytes are ${toHex(header)} (hexadecimal)`,
  );
}
