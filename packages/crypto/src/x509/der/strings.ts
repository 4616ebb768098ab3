import { tags } from './tags.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of UTF-8 octets; `undefined` when they are not. */
function decodeUtf8(octets: Uint8Array): string | undefined {
  try {
    return utf8.decode(octets);
  } catch {
    return undefined;
  }
}

/** Text of ASCII octets; `undefined` when one is above 7F. */
export function decodeAscii(octets: Uint8Array): string | undefined {
  let text = '';
  for (const octet of octets) {
    if (octet > 0x7f) return undefined;
    text += String.fromCharCode(octet);
  }
  return text;
}

/** Text of octets that each are one character (Latin-1, as everyone reads a TeletexString). */
function decodeLatin1(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += String.fromCharCode(octet);
  return text;
}

function decodeUcs2(octets: Uint8Array): string | undefined {
  if (octets.length % 2 !== 0) return undefined;
  let text = '';
  for (let i = 0; i < octets.length; i += 2) {
    text += String.fromCharCode(((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0));
  }
  return text;
}

function decodeUcs4(octets: Uint8Array): string | undefined {
  if (octets.length % 4 !== 0) return undefined;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  let text = '';
  for (let i = 0; i < octets.length; i += 4) {
    const point = view.getUint32(i);
    if (point > 0x10ffff) return undefined;
    text += String.fromCodePoint(point);
  }
  return text;
}

/** Text of one of the string types of names (RFC 5280, 4.1.2.4); `undefined` for other types and for bad contents. */
export function decodeDirectoryString(tag: number, octets: Uint8Array): string | undefined {
  switch (tag) {
    case tags.utf8String:
      return decodeUtf8(octets);
    case tags.printableString:
    case tags.ia5String:
    case tags.numericString:
    case tags.visibleString:
      return decodeAscii(octets);
    case tags.teletexString:
      return decodeLatin1(octets);
    case tags.bmpString:
      return decodeUcs2(octets);
    case tags.universalString:
      return decodeUcs4(octets);
    default:
      return undefined;
  }
}
