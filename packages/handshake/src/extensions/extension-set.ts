import { TlsError } from '@proj/crypto';
import type { RawExtension } from '../wire/raw-extension.js';
import type { Codec, ExtensionDescriptor, ExtensionMessage } from './extension.js';
import * as table from './table.js';

/** The table of extensions as a type: each row by its name. */
export type ExtensionTable = typeof table;

/** The typed extensions of one message, each under its name in the table: present, or absent. */
export type ExtensionSet<M extends ExtensionMessage> = {
  readonly [Row in keyof ExtensionTable as ExtensionTable[Row]['codecs'] extends {
    readonly [K in M]: unknown;
  }
    ? Row
    : never]?: ExtensionTable[Row]['codecs'] extends { readonly [K in M]: Codec<infer Value> }
    ? Value
    : never;
};

/**
 * The order of extensions where the caller gives none: OpenSSL's, which middleboxes have seen most. What it does not
 * name follows, custom extensions at the end.
 */
export const defaultExtensionOrder: readonly number[] = [
  table.renegotiationInfo,
  table.serverName,
  table.maxFragmentLength,
  table.ecPointFormats,
  table.supportedGroups,
  table.sessionTicket,
  table.statusRequest,
  table.statusRequestV2,
  table.alpn,
  table.encryptThenMac,
  table.signedCertificateTimestamp,
  table.extendedMasterSecret,
  table.signatureAlgorithmsCert,
  table.postHandshakeAuth,
  table.clientCertificateType,
  table.serverCertificateType,
  table.signatureAlgorithms,
  table.supportedVersions,
  table.pskKeyExchangeModes,
  table.keyShare,
  table.cookie,
  table.earlyData,
  table.compressCertificate,
  table.delegatedCredential,
  table.certificateAuthorities,
  table.oidFilters,
  table.recordSizeLimit,
  table.padding,
  table.preSharedKey,
].map((descriptor) => descriptor.id);

const rows: readonly (readonly [string, ExtensionDescriptor])[] = Object.entries(table);
const rowsByName = new Map(rows);
const rowsById = new Map(rows.map((row) => [row[1].id, row]));

/** The name of an extension's number, for logs and error messages; its decimal form when unknown. */
export function extensionName(id: number): string {
  return rowsById.get(id)?.[1].name ?? `extension ${id}`;
}

/**
 * Reads every extension of a message that this project knows; others are passed over, and stay in `raw`.
 *
 * Throws what the extensions' codecs throw; a `TlsError` `UNSUPPORTED_EXTENSION` for an answer to something that was
 * not offered, known or not, and `ILLEGAL_PARAMETER` for one that may not be in this message (RFC 8446, 4.2).
 *
 * @param offered - The types that may be answered; absent where the message is not an answer.
 */
export function readExtensionSet<M extends ExtensionMessage>(
  message: M,
  raw: readonly RawExtension[],
  offered?: ReadonlySet<number>,
): ExtensionSet<M> {
  const values: { [row: string]: unknown } = {};
  for (const { type, data } of raw) {
    if (offered !== undefined && !offered.has(type)) {
      throw new TlsError('UNSUPPORTED_EXTENSION', `${message} answers ${extensionName(type)}, not offered`);
    }
    const row = rowsById.get(type);
    if (row === undefined) continue;
    const [key, descriptor] = row;
    const codec = descriptor.codecs[message];
    if (codec === undefined) {
      throw new TlsError('ILLEGAL_PARAMETER', `${message} may not carry ${descriptor.name}`);
    }
    values[key] = codec.read(data);
  }
  return values as ExtensionSet<M>;
}

/**
 * Writes the extensions of a message.
 *
 * @param order - Types in the order to write them in; what it does not name follows in the default order. In a
 *   ClientHello pre_shared_key is always the last.
 * @param extra - Extensions beside the typed ones, such as custom ones or GREASE (RFC 8701); `order` places them too.
 */
export function writeExtensionSet<M extends ExtensionMessage>(
  message: M,
  values: ExtensionSet<M>,
  order: readonly number[] = defaultExtensionOrder,
  extra: readonly RawExtension[] = [],
): RawExtension[] {
  const pending = encodeAll(message, values);
  for (const extension of extra) {
    if (pending.has(extension.type)) {
      throw new TlsError('INVALID_CONFIG', `${extensionName(extension.type)} is given twice: drop one`);
    }
    pending.set(extension.type, extension);
  }
  // RFC 8446, 4.2.11: last in a ClientHello whatever the order, since its binders sign all before it.
  const last = message === 'clientHello' ? pending.get(table.preSharedKey.id) : undefined;
  if (last !== undefined) pending.delete(last.type);
  const written = [...taken(pending, order), ...taken(pending, defaultExtensionOrder), ...pending.values()];
  if (last !== undefined) written.push(last);
  return written;
}

/** Takes those out that an order names, in its order. */
function taken(pending: Map<number, RawExtension>, order: readonly number[]): RawExtension[] {
  const found: RawExtension[] = [];
  for (const type of order) {
    if (pending.size === 0) break;
    const extension = pending.get(type);
    if (extension !== undefined && pending.delete(type)) found.push(extension);
  }
  return found;
}

function encodeAll(
  message: ExtensionMessage,
  values: { readonly [row: string]: unknown },
): Map<number, RawExtension> {
  const encoded = new Map<number, RawExtension>();
  for (const [key, value] of Object.entries(values)) {
    const descriptor = rowsByName.get(key);
    const codec = descriptor?.codecs[message];
    if (value === undefined || descriptor === undefined || codec === undefined) continue;
    encoded.set(descriptor.id, { type: descriptor.id, data: codec.write(value) });
  }
  return encoded;
}
