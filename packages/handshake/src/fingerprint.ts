import { type Hash, Reader, toHex } from '@proj/crypto';
import * as extensionTable from './extensions/table.js';
import { isGrease } from './grease.js';
import type { ClientHello } from './wire/client-hello.js';
import type { RawExtension } from './wire/raw-extension.js';

const { alpn, ecPointFormats, serverName, signatureAlgorithms, supportedGroups, supportedVersions } =
  extensionTable;

/** Versions as JA4 writes them. */
const versionCodes: Readonly<Record<number, string>> = {
  [0x0304]: '13',
  [0x0303]: '12',
  [0x0302]: '11',
  [0x0301]: '10',
  [0x0300]: 's3',
};

const known = (values: readonly number[]): number[] => values.filter((value) => !isGrease(value));

function dataOf({ extensions }: ClientHello, id: number): Uint8Array | undefined {
  return extensions.find(({ type }) => type === id)?.data;
}

/** A list of numbers of one or two bytes each, behind its length; what is malformed has none: a fingerprint judges nothing. */
function numbers(data: Uint8Array | undefined, lengthBytes: 1 | 2, size: 1 | 2): number[] {
  if (!data) return [];
  try {
    const reader = new Reader(data, 'extension');
    const list = new Reader(lengthBytes === 1 ? reader.vector8() : reader.vector16(), 'extension');
    const values: number[] = [];
    while (list.remaining >= size) values.push(size === 1 ? list.u8() : list.u16());
    return values;
  } catch {
    return [];
  }
}

/**
 * The JA3 string of a ClientHello, of ours or of a peer's: version, suites, extensions, groups and point formats in the order
 * of the message, GREASE left out. The fingerprint is its MD5, see {@link ja3}.
 */
export function ja3String(hello: ClientHello): string {
  return [
    [hello.legacyVersion],
    known(hello.cipherSuites),
    known(hello.extensions.map(({ type }) => type)),
    known(numbers(dataOf(hello, supportedGroups.id), 2, 2)),
    numbers(dataOf(hello, ecPointFormats.id), 1, 1),
  ]
    .map((list) => list.join('-'))
    .join(',');
}

/** The JA3 fingerprint of a ClientHello: 32 hexadecimal digits. `md5` comes from the caller: nothing else here needs it. */
export function ja3(hello: ClientHello, md5: Pick<Hash, 'digest'>): string {
  return toHex(md5.digest(new TextEncoder().encode(ja3String(hello))));
}

/** What JA4 is made of, before it is hashed. */
export interface Ja4Parts {
  /** Protocol, version, whether there is a name, counts, ALPN. */
  readonly head: string;
  /** Suites in ascending order. */
  readonly suites: string;
  /** Extensions in ascending order without server_name and ALPN, and signature schemes in the order of the message. */
  readonly extensions: string;
}

/** The parts of the JA4 fingerprint of a ClientHello over TCP; joined by `_` they are what is called JA4_r. */
export function ja4Parts(hello: ClientHello): Ja4Parts {
  const suites = known(hello.cipherSuites);
  const types = known(hello.extensions.map(({ type }) => type));
  const hashed = types.filter((type) => type !== serverName.id && type !== alpn.id);
  const schemes = known(numbers(dataOf(hello, signatureAlgorithms.id), 2, 2));
  const named = types.includes(serverName.id) ? 'd' : 'i';
  const sorted = (values: readonly number[]): string => values.map(hex4).sort().join(',');
  return {
    head: `t${versionCode(hello)}${named}${count(suites)}${count(types)}${alpnCode(hello.extensions)}`,
    suites: sorted(suites),
    extensions: [sorted(hashed), ...(schemes.length > 0 ? [schemes.map(hex4).join(',')] : [])].join('_'),
  };
}

/** The JA4 fingerprint of a ClientHello over TCP: 36 characters. */
export function ja4(hello: ClientHello, sha256: Pick<Hash, 'digest'>): string {
  const { head, suites, extensions } = ja4Parts(hello);
  const short = (text: string): string =>
    text === '' ? '0'.repeat(12) : toHex(sha256.digest(new TextEncoder().encode(text))).slice(0, 12);
  return [head, short(suites), short(extensions)].join('_');
}

const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

const count = (values: readonly number[]): string => String(Math.min(values.length, 99)).padStart(2, '0');

function versionCode(hello: ClientHello): string {
  const offered = known(numbers(dataOf(hello, supportedVersions.id), 1, 2));
  return versionCodes[offered.length > 0 ? Math.max(...offered) : hello.legacyVersion] ?? '00';
}

/** First and last character of the first protocol, or of its hexadecimal digits where one of them is no letter or digit. */
function alpnCode(extensions: readonly RawExtension[]): string {
  const data = extensions.find(({ type }) => type === alpn.id)?.data ?? new Uint8Array(0);
  const name = data.subarray(3, 3 + (data[2] ?? 0));
  if (name.length === 0) return '00';
  const ends = String.fromCharCode(name[0] ?? 0, name.at(-1) ?? 0);
  const digits = toHex(name);
  return /^[0-9A-Za-z]{2}$/.test(ends) ? ends : `${digits.at(0)}${digits.at(-1)}`;
}
