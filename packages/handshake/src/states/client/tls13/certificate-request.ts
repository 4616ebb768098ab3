import { TLS13 } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { takeCustomExtensions } from '../../../custom-extension.js';
import { readCertificateRequestExtensions } from '../../../extensions/index.js';
import { readCertificateRequest13 } from '../../../wire/certificate-request13.js';
import type { CredentialWish } from '../../common/credentials.js';

/** What a server asks for with a CertificateRequest. */
export interface CertificateQuestion {
  /** To be given back; a view into the message. */
  readonly context: Uint8Array;
  readonly wish: CredentialWish;
}

/** Reads the body of a CertificateRequest with its extensions (RFC 8446, 4.3.2). */
export function readCertificateQuestion(config: ClientConfig, body: Uint8Array): CertificateQuestion {
  const { context, extensions } = readCertificateRequest13(body);
  takeCustomExtensions(config, 'certificateRequest', extensions);
  const asked = readCertificateRequestExtensions(extensions);
  const { certificateAuthorities = [], signatureAlgorithms } = asked;
  return {
    context,
    wish: {
      version: TLS13,
      signatureSchemes: signatureAlgorithms,
      authorities: certificateAuthorities.map((name) => name.slice()),
      serverName: undefined,
      clientHello: undefined,
      compression: asked.compressCertificate,
      certificateSchemes: asked.signatureAlgorithmsCert,
      staple: {
        status: asked.statusRequest === true,
        timestamps: asked.signedCertificateTimestamp === true,
        delegation: asked.delegatedCredential ?? [],
      },
    },
  };
}
