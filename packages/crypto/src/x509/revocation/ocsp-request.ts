import { encodeDer } from '../../keys/der.js';
import type { CryptoProvider } from '../../provider.js';
import type { Certificate } from '../certificate.js';
import { contextConstructed, tags } from '../der/tags.js';
import { type OcspIssuer, publicKeyBits } from './ocsp-response.js';

/** AlgorithmIdentifier of SHA-1, with the NULL that responders expect (RFC 5019, 2.1.1). */
const sha1Identifier: Uint8Array = Uint8Array.of(
  ...[0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00],
);

/** id-pkix-ocsp-nonce, encoded (RFC 9654, 2.1). */
const nonceId: Uint8Array = Uint8Array.of(
  ...[0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02],
);

/** Octets of a nonce, at most (RFC 9654, 2.1). */
const maxNonceLength = 128;

/**
 * A request for one certificate, DER. Without a nonce it has the profile of RFC 5019, which all responders answer, many
 * of them from what they signed beforehand. The issuer is named by SHA-1, which nothing rests on here.
 *
 * @param nonce 1 to 128 random octets, of which RFC 9654 wants 32: give the same to `RevocationOptions.nonce`.
 * @throws RangeError for a provider without SHA-1, and for a nonce of another length.
 */
export function encodeOcspRequest(
  provider: CryptoProvider,
  certificate: Certificate,
  issuer: OcspIssuer,
  nonce?: Uint8Array,
): Uint8Array {
  const sha1 = provider.hash('SHA-1');
  if (!sha1) throw new RangeError(`the provider "${provider.name}" has no SHA-1, which OCSP requests need`);
  const id = encodeDer(
    tags.sequence,
    sha1Identifier,
    octets(sha1.digest(issuer.name.der)),
    octets(sha1.digest(publicKeyBits(issuer.spki))),
    encodeDer(tags.integer, certificate.serialNumber),
  );
  const list = encodeDer(tags.sequence, encodeDer(tags.sequence, id));
  const extensions = nonce ? [nonceExtensions(nonce)] : [];
  return encodeDer(tags.sequence, encodeDer(tags.sequence, list, ...extensions));
}

function octets(value: Uint8Array): Uint8Array {
  return encodeDer(tags.octetString, value);
}

function nonceExtensions(nonce: Uint8Array): Uint8Array {
  if (nonce.length === 0 || nonce.length > maxNonceLength)
    throw new RangeError(`a nonce of ${nonce.length} octets; give 1 to ${maxNonceLength}, best 32`);
  const extension = encodeDer(tags.sequence, nonceId, octets(octets(nonce)));
  return encodeDer(contextConstructed(2), encodeDer(tags.sequence, extension));
}
