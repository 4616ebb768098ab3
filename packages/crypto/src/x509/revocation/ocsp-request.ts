import { encodeDer } from '../../keys/der.js';
import type { CryptoProvider } from '../../provider.js';
import type { Certificate } from '../certificate.js';
import { tags } from '../der/tags.js';
import { type OcspIssuer, publicKeyBits } from './ocsp-response.js';

/** AlgorithmIdentifier of SHA-1, with the NULL that responders expect (RFC 5019, 2.1.1). */
const sha1Identifier: Uint8Array = Uint8Array.of(
  ...[0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00],
);

/**
 * A request for one certificate, DER, without nonce, in the profile of RFC 5019 that all responders answer. The issuer is
 * named by SHA-1, which nothing rests on here. Throws a `RangeError` for a provider without SHA-1.
 */
export function encodeOcspRequest(
  provider: CryptoProvider,
  certificate: Certificate,
  issuer: OcspIssuer,
): Uint8Array {
  const sha1 = provider.hash('SHA-1');
  if (!sha1) throw new RangeError(`the provider "${provider.name}" has no SHA-1, which OCSP requests need`);
  const octets = (value: Uint8Array): Uint8Array => encodeDer(tags.octetString, value);
  const id = encodeDer(
    tags.sequence,
    sha1Identifier,
    octets(sha1.digest(issuer.name.der)),
    octets(sha1.digest(publicKeyBits(issuer.spki))),
    encodeDer(tags.integer, certificate.serialNumber),
  );
  const list = encodeDer(tags.sequence, encodeDer(tags.sequence, id));
  return encodeDer(tags.sequence, encodeDer(tags.sequence, list));
}
