import { TlsError } from '@proj/crypto';
import type { RawExtension } from '../wire/raw-extension.js';
import { cookie } from './cookie.js';
import { type ExtensionSet, readExtensionSet, writeExtensionSet } from './extension-set.js';

/** What a server answers in the ServerHello of TLS 1.2 and below. */
export interface ServerHello12Extensions extends ExtensionSet<'serverHello12'> {}
/** What a server answers in the ServerHello of TLS 1.3. */
export interface ServerHello13Extensions extends ExtensionSet<'serverHello13'> {}
/** What a server wants changed in the next ClientHello. */
export interface HelloRetryRequestExtensions extends ExtensionSet<'helloRetryRequest'> {}
/** What a server answers under encryption, in TLS 1.3's EncryptedExtensions. */
export interface EncryptedExtensionsContent extends ExtensionSet<'encryptedExtensions'> {}

/**
 * Reads the extensions of a ServerHello of TLS 1.2 or below. Throws a `TlsError`: what the extensions' codecs throw,
 * `UNSUPPORTED_EXTENSION` for one that was not offered, `ILLEGAL_PARAMETER` for one that may not be here.
 *
 * @param offered - From `offeredExtensions()` of the ClientHello.
 */
export function readServerHello12Extensions(
  raw: readonly RawExtension[],
  offered: ReadonlySet<number>,
): ServerHello12Extensions {
  return withOneLimit(readExtensionSet('serverHello12', raw, offered));
}

/** Reads the extensions of TLS 1.3's ServerHello; throws as {@link readServerHello12Extensions} does. */
export function readServerHello13Extensions(
  raw: readonly RawExtension[],
  offered: ReadonlySet<number>,
): ServerHello13Extensions {
  return readExtensionSet('serverHello13', raw, offered);
}

/**
 * Reads the extensions of a HelloRetryRequest; throws as {@link readServerHello12Extensions} does. The cookie alone
 * may come unasked (RFC 8446, 4.1.4).
 */
export function readHelloRetryRequestExtensions(
  raw: readonly RawExtension[],
  offered: ReadonlySet<number>,
): HelloRetryRequestExtensions {
  return readExtensionSet('helloRetryRequest', raw, new Set([...offered, cookie.id]));
}

/** Reads the extensions of an EncryptedExtensions; throws as {@link readServerHello12Extensions} does. */
export function readEncryptedExtensionsContent(
  raw: readonly RawExtension[],
  offered: ReadonlySet<number>,
): EncryptedExtensionsContent {
  return withOneLimit(readExtensionSet('encryptedExtensions', raw, offered));
}

/** Writes the extensions of a ServerHello of TLS 1.2 or below; `order` and `extra` as for a ClientHello. */
export function writeServerHello12Extensions(
  values: ServerHello12Extensions,
  order?: readonly number[],
  extra?: readonly RawExtension[],
): RawExtension[] {
  return writeExtensionSet('serverHello12', values, order, extra);
}

/** Writes the extensions of TLS 1.3's ServerHello; `order` and `extra` as for a ClientHello. */
export function writeServerHello13Extensions(
  values: ServerHello13Extensions,
  order?: readonly number[],
  extra?: readonly RawExtension[],
): RawExtension[] {
  return writeExtensionSet('serverHello13', values, order, extra);
}

/** Writes the extensions of a HelloRetryRequest; `order` and `extra` as for a ClientHello. */
export function writeHelloRetryRequestExtensions(
  values: HelloRetryRequestExtensions,
  order?: readonly number[],
  extra?: readonly RawExtension[],
): RawExtension[] {
  return writeExtensionSet('helloRetryRequest', values, order, extra);
}

/** Writes the extensions of an EncryptedExtensions; `order` and `extra` as for a ClientHello. */
export function writeEncryptedExtensionsContent(
  values: EncryptedExtensionsContent,
  order?: readonly number[],
  extra?: readonly RawExtension[],
): RawExtension[] {
  return writeExtensionSet('encryptedExtensions', values, order, extra);
}

/** RFC 8449, 5: a server never answers both record_size_limit and max_fragment_length. */
function withOneLimit<T extends { readonly recordSizeLimit?: number; readonly maxFragmentLength?: number }>(
  values: T,
): T {
  if (values.recordSizeLimit !== undefined && values.maxFragmentLength !== undefined) {
    throw new TlsError('ILLEGAL_PARAMETER', 'both record_size_limit and max_fragment_length are answered');
  }
  return values;
}
