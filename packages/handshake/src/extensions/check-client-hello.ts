import { TLS13, TlsError } from '@proj/crypto';
import type { ClientHello } from '../wire/client-hello.js';
import type { ClientHelloExtensions } from './client-hello-extensions.js';

const nullCompression = 0;

/**
 * Checks what one part of a ClientHello asks of another, once the server knows which version it will speak. Throws a
 * `TlsError` `INVALID_COMPRESSION`, `MISSING_EXTENSION` or `ILLEGAL_PARAMETER`.
 *
 * @param version - The negotiated version: what TLS 1.3 asks of a hello does not bind an older one.
 */
export function checkClientHello(
  hello: ClientHello,
  extensions: ClientHelloExtensions,
  version: number,
): void {
  checkCompression(hello.compressionMethods, version);
  if (version < TLS13) return;
  checkPresence(extensions);
  checkKeyShares(extensions);
}

/** TLS 1.3 takes the null method alone (RFC 8446, 4.1.2); older versions want it in the list (RFC 5246, 7.4.1.2). */
function checkCompression(methods: Uint8Array, version: number): void {
  const fits = methods.includes(nullCompression) && (version < TLS13 || methods.length === 1);
  if (fits) return;
  const wanted = version < TLS13 ? 'lacks the null method' : 'holds more than the null method';
  throw new TlsError('INVALID_COMPRESSION', `ClientHello: the list of compression methods ${wanted}`);
}

/** Which extension asks for which (RFC 8446, 9.2 and 4.2.9). */
function checkPresence(extensions: ClientHelloExtensions): void {
  const { preSharedKey, pskKeyExchangeModes, supportedGroups, keyShare, signatureAlgorithms } = extensions;
  if (preSharedKey !== undefined && pskKeyExchangeModes === undefined) {
    throw missing('psk_key_exchange_modes', 'pre_shared_key is there');
  }
  if (keyShare !== undefined && supportedGroups === undefined) {
    throw missing('supported_groups', 'key_share is there');
  }
  if (supportedGroups !== undefined && keyShare === undefined) {
    throw missing('key_share', 'supported_groups is there');
  }
  if (preSharedKey !== undefined) return;
  if (signatureAlgorithms === undefined) throw missing('signature_algorithms', 'there is no pre_shared_key');
  if (supportedGroups === undefined) throw missing('supported_groups', 'there is no pre_shared_key');
}

/** A share is only for a group that is offered (RFC 8446, 4.2.8); two for one group are refused when they are read. */
function checkKeyShares({ keyShare, supportedGroups }: ClientHelloExtensions): void {
  const groups = new Set(supportedGroups);
  for (const { group } of keyShare ?? []) {
    if (!groups.has(group)) {
      throw new TlsError(
        'ILLEGAL_PARAMETER',
        `ClientHello: a share for group ${group}, not in supported_groups`,
      );
    }
  }
}

function missing(name: string, why: string): TlsError {
  return new TlsError('MISSING_EXTENSION', `ClientHello: ${name} is missing, and ${why}`);
}
