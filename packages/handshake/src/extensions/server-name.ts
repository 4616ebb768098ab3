import { ascii, Reader, TlsError, Writer } from '@proj/crypto';
import { flagCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const what = 'server_name extension';
/** `NameType.host_name`: the only one ever defined. */
const hostNameType = 0;

/** Most characters of a host name (RFC 1035, 2.3.4). */
export const maxHostNameLength = 255;

/** Letters, digits, hyphens, and the underscore that deployed names have, in labels of at least one. */
const hostNamePattern = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
/** A last label of digits only makes an IPv4 address; a top-level domain is never numeric (RFC 3696, 2). */
const addressPattern = /(?:^|\.)[0-9]+$/;
/**
 * What is taken from a client: also addresses, which RFC 6066 forbids and clients send all the same. They match no
 * certificate, and refusing them would refuse the client.
 */
const toleratedPattern = /^[A-Za-z0-9_:-]+(?:\.[A-Za-z0-9_:-]+)*$/;

/**
 * Whether a name can be sent (RFC 6066, 3): ASCII (A-labels), no empty label, no trailing dot, at most 255 characters,
 * and not an IP address.
 */
export function isHostName(name: string): boolean {
  return name.length <= maxHostNameLength && hostNamePattern.test(name) && !addressPattern.test(name);
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
  const name = bytes.length > maxHostNameLength ? '' : String.fromCharCode(...bytes);
  if (!toleratedPattern.test(name)) throw new TlsError('ILLEGAL_PARAMETER', `${what}: not a host name`);
  return name;
}

function writeHostName(name: string): Uint8Array {
  if (!isHostName(name)) {
    throw new TlsError(
      'INVALID_CONFIG',
      `"${name}" can not be sent as server name: give an ASCII host name (A-labels), no address, no trailing dot`,
    );
  }
  return new Writer().vector16((list) => list.u8(hostNameType).vector16(ascii(name))).finish();
}
