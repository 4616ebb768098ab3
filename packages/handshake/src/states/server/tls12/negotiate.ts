import { type KeyType, signatureSchemeByName, TLS12, TlsError } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { checkClientRenegotiation } from '../../../renegotiation/checks.js';
import { usesPsk } from '../../../resumption/psk12.js';
import { chooseProtocol } from '../../common/alpn.js';
import { chooseCertificateTypes } from '../../common/certificate-types.js';
import type { Handshake, Next } from '../../state.js';
import { chooseCertificate } from '../choose-certificate.js';
import { sendServerFlight } from './flight.js';
import { acceptsSigningKey } from './groups.js';
import { sendPskFlight } from './psk-flight.js';
import { findSession, resumeSession } from './resume.js';
import { isSignedWith, possibleSuites } from './suites.js';

/** What a client without signature_algorithms is taken to verify: SHA-1 alone (RFC 5246, 7.4.1.4.1). */
const impliedSchemes: readonly number[] = [0x0201, 0x0203];

/** Settles what TLS 1.2, or an older version, will use and answers the ClientHello. */
export function negotiate12(handshake: Handshake<ServerConfig>, received: ReceivedClientHello): Next {
  checkClientRenegotiation(handshake, received);
  return findSession(handshake, received, (session) => {
    handshake.negotiated.session = undefined;
    if (!session) return negotiateFull(handshake, received);
    return chooseProtocol(handshake, received.extensions.alpn, (protocol) => {
      handshake.negotiated.alpn = protocol;
      return resumeSession(handshake, received, session);
    });
  });
}

function negotiateFull(handshake: Handshake<ServerConfig>, received: ReceivedClientHello): Next {
  const { negotiated } = handshake;
  const { alpn, signatureAlgorithms = impliedSchemes, supportedGroups } = received.extensions;
  const { version = TLS12 } = negotiated;
  const possible = possibleSuites(handshake.config, received, version);
  return chooseProtocol(handshake, alpn, (protocol) => {
    negotiated.alpn = protocol;
    const [best] = possible;
    if (best && usesPsk(best.suite)) return sendPskFlight(handshake, received, best);
    chooseCertificateTypes(handshake, received.extensions);
    // Where the key only decrypts, what the client verifies is no matter.
    const signs = possible.some(({ suite }) => suite.keyExchange !== 'rsa');
    const own = handshake.config.signingSchemes.map((name) => signatureSchemeByName(name).id);
    const needs = {
      version,
      signatureSchemes: signs ? signatureAlgorithms : own,
      acceptsKey: (keyType: KeyType) =>
        acceptsSigningKey(keyType, supportedGroups) &&
        possible.some(({ suite }) => isSignedWith(suite, keyType)),
    };
    return chooseCertificate(handshake, received, needs, (chosen) => {
      const { keyType } = chosen.credential.signer;
      const { legacy } = handshake.config;
      const agreed = possible.find(
        ({ suite, group }) =>
          isSignedWith(suite, keyType) && (group !== undefined || legacy?.rsa.serves(chosen.credential)),
      );
      if (!agreed) throw new TlsError('NO_SHARED_CIPHER', `no cipher suite goes with our ${keyType} key`);
      return sendServerFlight(handshake, received, agreed, chosen);
    });
  });
}
