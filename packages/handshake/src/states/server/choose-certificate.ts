import { type KeyType, TlsError } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../config.js';
import { type ChosenCredential, chooseCredential } from '../common/credentials.js';
import type { Handshake, Next } from '../state.js';

/** What the negotiation so far lets our certificate be. */
export interface CertificateNeeds {
  readonly version: number;
  /** Schemes that the client verifies in handshakes. */
  readonly signatureSchemes: readonly number[];
  /** Whether a key of this type will do, beside having a scheme. */
  readonly acceptsKey?: (keyType: KeyType) => boolean;
}

/**
 * Chooses our certificate. Throws a `TlsError` when there is none that the client can check: `NO_SUITABLE_CERTIFICATE`,
 * `NO_SHARED_CIPHER` or `NO_SHARED_SIGNATURE_ALGORITHM`, all of them handshake_failure (RFC 8446, 4.4.2.2 and 4.4.3).
 */
export function chooseCertificate(
  handshake: Handshake<ServerConfig>,
  clientHello: ReceivedClientHello,
  needs: CertificateNeeds,
  next: (chosen: ChosenCredential) => Next,
): Next {
  const { serverName, certificateAuthorities = [], signatureAlgorithmsCert } = clientHello.extensions;
  const peerOrder = !handshake.config.preferServerOrder;
  const wish = {
    ...needs,
    peerOrder,
    authorities: certificateAuthorities,
    certificateSchemes: signatureAlgorithmsCert,
    serverName,
    clientHello,
  };
  return chooseCredential(handshake, wish, (chosen) => {
    if (!chosen) throw noCertificate(handshake.config, needs);
    return next(chosen);
  });
}

function noCertificate(config: ServerConfig, { acceptsKey = () => true }: CertificateNeeds): TlsError {
  const { credentials, selectCredential } = config;
  if (selectCredential || credentials.length === 0) {
    return new TlsError(
      'NO_SUITABLE_CERTIFICATE',
      'there is no certificate for this client: give a credential',
    );
  }
  if (credentials.some(({ signer }) => acceptsKey(signer.keyType))) {
    return new TlsError(
      'NO_SHARED_SIGNATURE_ALGORITHM',
      'none of our keys can sign with a scheme that the client accepts',
    );
  }
  const types = [...new Set(credentials.map(({ signer }) => signer.keyType))];
  return new TlsError(
    'NO_SHARED_CIPHER',
    `the client offers no cipher suite or curve for our keys (${types.join(', ')})`,
  );
}
