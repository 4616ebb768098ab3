import { EMPTY_RENEGOTIATION_INFO_SCSV, TlsError } from '@proj/crypto';
import type { ClientHello } from '../wire/client-hello.js';
import type { RawExtension } from '../wire/raw-extension.js';
import { type ExtensionSet, readExtensionSet, writeExtensionSet } from './extension-set.js';
import { preSharedKey } from './pre-shared-key.js';
import { renegotiationInfo } from './renegotiation-info.js';

/** What a client offers and asks for. */
export interface ClientHelloExtensions extends ExtensionSet<'clientHello'> {}

/**
 * Reads the extensions of a ClientHello; unknown ones are passed over. Throws a `TlsError`: what the extensions' codecs
 * throw, or `ILLEGAL_PARAMETER` when pre_shared_key is not the last (RFC 8446, 4.2.11).
 */
export function readClientHelloExtensions(raw: readonly RawExtension[]): ClientHelloExtensions {
  const psk = raw.findIndex(({ type }) => type === preSharedKey.id);
  if (psk >= 0 && psk !== raw.length - 1) {
    throw new TlsError('ILLEGAL_PARAMETER', 'ClientHello: pre_shared_key is not the last extension');
  }
  return readExtensionSet('clientHello', raw);
}

/**
 * Writes the extensions of a ClientHello; pre_shared_key is always the last.
 *
 * @param order - Types in the order to write them in, all or some; the rest follow in OpenSSL's order.
 * @param extra - Extensions beside the typed ones, such as custom ones or GREASE (RFC 8701); `order` places them too.
 */
export function writeClientHelloExtensions(
  values: ClientHelloExtensions,
  order?: readonly number[],
  extra?: readonly RawExtension[],
): RawExtension[] {
  return writeExtensionSet('clientHello', values, order, extra);
}

/**
 * The extension types that a server may answer: those of the hello, and renegotiation_info when its signalling cipher
 * suite value stands for it (RFC 5746, 3.4).
 */
export function offeredExtensions(hello: Pick<ClientHello, 'cipherSuites' | 'extensions'>): Set<number> {
  const offered = new Set(hello.extensions.map(({ type }) => type));
  if (hello.cipherSuites.includes(EMPTY_RENEGOTIATION_INFO_SCSV)) offered.add(renegotiationInfo.id);
  return offered;
}
