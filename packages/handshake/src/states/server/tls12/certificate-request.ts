import { type SignatureScheme, SSL30, signatureSchemeByName, TLS12 } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { clientCertificateTypes, writeCertificateRequest12 } from '../../../wire/certificate-request12.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { negotiatesSignatures } from '../../common/dialect.js';
import type { Handshake } from '../../state.js';

/** Asks the client for a certificate (RFC 5246, 7.4.4). */
export function sendCertificateRequest(handshake: Handshake<ServerConfig>): void {
  const { clientAuthorities, signatureSchemes } = handshake.config;
  const { version = TLS12 } = handshake.negotiated;
  const schemes = signatureSchemes.map(signatureSchemeByName).filter(({ minVersion }) => minVersion <= TLS12);
  handshake.negotiated.certificateRequested = true;
  const body = writeCertificateRequest12({
    // SSL 3.0 knows no elliptic curves (RFC 6101, 5.6.4).
    certificateTypes: version === SSL30 ? [clientCertificateTypes.rsaSign] : certificateTypesOf(schemes),
    signatureAlgorithms: negotiatesSignatures(version) ? schemes.map(({ id }) => id) : undefined,
    authorities: clientAuthorities,
  });
  handshake.send(handshakeTypes.certificateRequest, body);
}

/** The kinds of keys that the schemes go with; EdDSA counts as ECDSA (RFC 8422, 5.5). */
function certificateTypesOf(schemes: readonly SignatureScheme[]): number[] {
  const { ecdsaSign, rsaSign } = clientCertificateTypes;
  const types = schemes.map(({ algorithm }) => (algorithm.kind.startsWith('rsa') ? rsaSign : ecdsaSign));
  return [...new Set(types)];
}
