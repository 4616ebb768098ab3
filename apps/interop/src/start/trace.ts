import { alertName, encodePem, versionName } from '@proj/crypto';
import type { Certificate } from '@proj/crypto/x509';
import { type Direction, handshakeTypeName } from '@proj/handshake';
import { count, printable } from './layout.ts';

const contentNames: Readonly<Record<number, string>> = {
  20: 'ChangeCipherSpec',
  21: 'Alert',
  22: 'Handshake',
};

/** A protocol message as `-msg` prints it: `>>>` is ours, `<<<` the peer's; then its bytes. */
export function messageLines(
  direction: Direction,
  version: number,
  contentType: number,
  bytes: Uint8Array,
): string[] {
  const arrow = direction === 'write' ? '>>>' : '<<<';
  const kind = contentNames[contentType] ?? `content type ${contentType}`;
  const detail = messageDetail(contentType, bytes);
  const title = `${arrow} ${versionName(version)}, ${kind}${detail ? `, ${detail}` : ''}, ${count(bytes.length, 'byte')}`;
  return [title, ...hexLines(bytes)];
}

function messageDetail(contentType: number, bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes;
  if (contentType === 22) return handshakeTypeName(first).replace(/^[a-z]/, (letter) => letter.toUpperCase());
  if (contentType !== 21) return '';
  return `${first === 1 ? 'warning' : 'fatal'} ${alertName(second) ?? second}`;
}

/** Bytes as a dump: offset, hexadecimal, and what of it is ASCII. */
function hexLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = String.fromCharCode(...row.map((byte) => (byte >= 0x20 && byte < 0x7f ? byte : 0x2e)));
    lines.push(`    ${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines;
}

/** The certificates that a peer sent as `-showcerts` prints them. */
export function certificateLines(chain: readonly Certificate[]): string[] {
  return chain.flatMap((certificate, index) => [
    `${index} subject  ${printable(certificate.subject.toString())}`,
    `  issuer   ${printable(certificate.issuer.toString())}`,
    `  valid    ${date(certificate.notBefore)} to ${date(certificate.notAfter)}`,
    ...encodePem('CERTIFICATE', certificate.der).trimEnd().split('\n'),
  ]);
}

function date(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
