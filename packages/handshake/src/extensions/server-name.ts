import { ascii, Reader, TlsError, Writer } from '@proj/crypto';
import { flagCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const what = 'server_name extension';
/** `NameType.host_name`: the only one ever defined. */
const hostNameType = 0;

/** Most characters of a host name (RFC 1035, 2.3.4). */
export const maxHostNameLength = 255;

/**
 * Letters, digits, hyphens and dots in labels of at least one character, and the underscore that deployed names have.
 * The colon is for IPv6 literals, which RFC 6066 forbids and clients send all the same: they match no certificate.
 */
const hostNamePattern = /^[A-Za-z0-9_:-]+(?:\.[A-Za-z0-9_:-]+)*$/;

/** Whether a name can be sent: ASCII (A-labels), no empty label, no trailing dot (RFC 6066, 3). */
export function isHostName(name: string): boolean {
  return name.length <= maxHostNameLength && hostNamePattern.test(name);
}

/** server_name (RFC 6066, 3): the client's is the host name, the server's answer is empty. */
export const serverName: ExtensionDescriptor<{
  clientHello: string;
  serverHello12: true;
  encryptedExtensions: true;
}> = {
  id: 0,
  name: 'server_name',
  codecs: {
    clientHello: { read: readHostName, write: writeHostName },
    serverHello12: flagCodec(what),
    encryptedExtensions: flagCodec(what),
  },
};

function readHostName(data: Uint8Array): string {
  const reader = new Reader(data, what);
  const list = new Reader(reader.vector16(1), what);
  reader.end();
  const type = list.u8();
  if (type !== hostNameType) throw list.error(`name type ${type} is not host_name`);
  const bytes = list.vector16(1);
  // One name only: a list may not hold two of a type, and there is no other type (RFC 6066, 3).
  if (list.remaining > 0) throw new TlsError('ILLEGAL_PARAMETER', `${what}: more than one name`);
  const name = String.fromCharCode(...bytes.subarray(0, maxHostNameLength + 1));
  if (!isHostName(name)) throw new TlsError('ILLEGAL_PARAMETER', `${what}: not a host name`);
  return name;
}

function writeHostName(name: string): Uint8Array {
  if (!isHostName(name)) {
    throw new TlsError(
      'INVALID_CONFIG',
      `"${name}" can not be sent as server name: give an ASCII host name (A-labels) without a trailing dot`,
    );
  }
  return new Writer().vector16((list) => list.u8(hostNameType).vector16(ascii(name))).finish();
}
