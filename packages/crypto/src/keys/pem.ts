import { decodeBase64, encodeBase64 } from './base64.js';
import { pkcs1ToPkcs8, sec1ToPkcs8 } from './private-key.js';

/** One block of a PEM text (RFC 7468). */
export interface PemBlock {
  /** What the `BEGIN` line says: `CERTIFICATE`, `PRIVATE KEY`. */
  readonly label: string;
  /** The decoded contents. */
  readonly bytes: Uint8Array;
}

const begin = '-----BEGIN ';
const dashes = '-----';

/**
 * Decodes the blocks of a PEM text; text between blocks is passed over (RFC 7468, 2).
 *
 * @param label when given, blocks with other labels are left out.
 * @throws RangeError for a block without its `END` line, for contents that are not base64, and for the old encryption
 * of `Proc-Type: 4,ENCRYPTED`.
 */
export function decodePem(text: string, label?: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (let at = nextBegin(text, 0); at !== -1; ) {
    const labelEnd = text.indexOf(dashes, at + begin.length);
    const found = labelEnd === -1 ? '' : text.slice(at + begin.length, labelEnd);
    const endLine = `${dashes}END ${found}${dashes}`;
    const end = labelEnd === -1 ? -1 : text.indexOf(endLine, labelEnd + dashes.length);
    if (end === -1) throw new RangeError(`the PEM block "${firstLine(text, at)}" has no end line`);
    if (label === undefined || label === found) {
      blocks.push({ label: found, bytes: decodeBody(found, text.slice(labelEnd + dashes.length, end)) });
    }
    at = nextBegin(text, end + endLine.length);
  }
  return blocks;
}

/** The next `BEGIN` at the start of a line. */
function nextBegin(text: string, from: number): number {
  let at = text.indexOf(begin, from);
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at = text.indexOf(begin, at + 1);
  return at;
}

function firstLine(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end === -1 ? at + 80 : Math.min(end, at + 80)).trimEnd();
}

function decodeBody(label: string, body: string): Uint8Array {
  // RFC 1421 headers, which only the encrypted keys of old OpenSSL have.
  if (body.includes(':')) throw encrypted(label);
  const bytes = decodeBase64(body);
  if (!bytes) throw new RangeError(`the PEM block "${label}" is not base64`);
  return bytes;
}

function encrypted(label: string): RangeError {
  return new RangeError(
    `the PEM block "${label}" is encrypted, and must be decrypted first: openssl pkey -in key.pem -out plain.pem`,
  );
}

/** Encodes bytes as a PEM block with lines of 64 characters and a newline at its end (RFC 7468, 2). */
export function encodePem(label: string, bytes: Uint8Array): string {
  const base64 = encodeBase64(bytes);
  let lines = '';
  for (let i = 0; i < base64.length; i += 64) lines += `${base64.slice(i, i + 64)}\n`;
  return `${begin}${label}${dashes}\n${lines}${dashes}END ${label}${dashes}\n`;
}

/**
 * The first private key of a PEM text as PKCS#8, DER: from `PRIVATE KEY`, `RSA PRIVATE KEY` (PKCS#1) or
 * `EC PRIVATE KEY` (SEC 1). Throws a `RangeError` when there is none, or when it is encrypted.
 */
export function privateKeyFromPem(text: string): Uint8Array {
  for (const { label, bytes } of decodePem(text)) {
    if (label === 'PRIVATE KEY') return bytes;
    if (label === 'RSA PRIVATE KEY') return pkcs1ToPkcs8(bytes);
    if (label === 'EC PRIVATE KEY') return sec1ToPkcs8(bytes);
    if (label === 'ENCRYPTED PRIVATE KEY') throw encrypted(label);
  }
  throw new RangeError('no private key in the PEM text: it has no "BEGIN PRIVATE KEY" block');
}
