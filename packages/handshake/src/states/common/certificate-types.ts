import { TlsError } from '@proj/crypto';
import type { ClientConfig, Credential, ServerConfig } from '../../config.js';
import { certificateTypes } from '../../extensions/certificate-type.js';
import type { ClientHelloExtensions } from '../../extensions/client-hello-extensions.js';
import type { CertificateTypeName } from '../../raw-public-key.js';
import { writeCertificate12, writeRawPublicKey12 } from '../../wire/certificate12.js';
import type { Handshake } from '../state.js';

/** What a server answers of certificate types, `CertificateType` numbers (RFC 7250, 3). */
interface CertificateTypeAnswers {
  readonly clientCertificateType?: number;
  readonly serverCertificateType?: number;
}

function typeOf({ rawPublicKey }: Credential): CertificateTypeName {
  return rawPublicKey ? 'rawPublicKey' : 'x509';
}

function ownTypes({ credentials }: ClientConfig | ServerConfig): CertificateTypeName[] {
  const types = credentials.map(typeOf);
  return types.length > 0 ? [...new Set(types)] : ['x509'];
}

const idOf = (name: CertificateTypeName): number => certificateTypes[name];

/** The extensions of a client that has or takes more than X.509 (RFC 7250, 4.1); others say nothing of it. */
export function certificateTypeValues(config: ClientConfig): ClientHelloExtensions {
  const own = ownTypes(config);
  const peer = config.peerCertificateTypes;
  return {
    ...(own.includes('rawPublicKey') && { clientCertificateType: own.map(idOf) }),
    ...(peer.includes('rawPublicKey') && { serverCertificateType: peer.map(idOf) }),
  };
}

/** Notes the types that a server has answered with. Throws `ILLEGAL_PARAMETER` for one that was not offered. */
export function takeCertificateTypes(
  { config, negotiated }: Handshake<ClientConfig>,
  answers: CertificateTypeAnswers,
): void {
  negotiated.localCertificateType = answered(answers.clientCertificateType, ownTypes(config));
  negotiated.peerCertificateType = answered(answers.serverCertificateType, config.peerCertificateTypes);
}

function answered(answer: number | undefined, offered: readonly CertificateTypeName[]): CertificateTypeName {
  if (answer === undefined) return 'x509';
  const name = offered.find((one) => idOf(one) === answer);
  if (name) return name;
  throw new TlsError(
    'ILLEGAL_PARAMETER',
    `the server chose the certificate type ${answer}, not offered to it`,
  );
}

/**
 * Chooses the types of both ends' certificates, in the client's order, and gives the answers for EncryptedExtensions
 * (RFC 7250, 4.2). Throws `UNSUPPORTED_CERTIFICATE` when there is none in common.
 */
export function chooseCertificateTypes(
  { config, negotiated }: Handshake<ServerConfig>,
  { clientCertificateType, serverCertificateType }: ClientHelloExtensions,
): void {
  negotiated.localCertificateType = common(ownTypes(config), serverCertificateType);
  if (config.clientCertificate === 'none') return;
  negotiated.peerCertificateType = common(config.peerCertificateTypes, clientCertificateType);
}

function common(
  ours: readonly CertificateTypeName[],
  offered: readonly number[] = [certificateTypes.x509],
): CertificateTypeName {
  for (const id of offered) {
    const name = ours.find((one) => idOf(one) === id);
    if (name) return name;
  }
  throw new TlsError(
    'UNSUPPORTED_CERTIFICATE',
    `the client offers none of the certificate types that are used here (${ours.join(', ')})`,
  );
}

/** What a server's EncryptedExtensions say of the types that were offered to it. */
export function certificateTypeAnswers(
  { config, negotiated }: Handshake<ServerConfig>,
  { clientCertificateType, serverCertificateType }: ClientHelloExtensions,
): CertificateTypeAnswers {
  const { localCertificateType, peerCertificateType } = negotiated;
  const asks = config.clientCertificate !== 'none';
  return {
    ...(asks && clientCertificateType && { clientCertificateType: idOf(peerCertificateType) }),
    ...(serverCertificateType && { serverCertificateType: idOf(localCertificateType) }),
  };
}

/** The body of TLS 1.2's Certificate for a credential, or for none (RFC 5246, 7.4.2; RFC 7250, 3). */
export function writeOwnCertificate12(
  { negotiated }: Handshake,
  credential: Credential | undefined,
): Uint8Array {
  if (negotiated.localCertificateType === 'rawPublicKey')
    return writeRawPublicKey12(credential?.rawPublicKey ?? new Uint8Array(0));
  return writeCertificate12({ certificates: credential?.chain ?? [] });
}

/** What a credential puts into its Certificate message. */
export function shownCertificates({ chain, rawPublicKey }: Credential): readonly Uint8Array[] {
  return rawPublicKey ? [rawPublicKey] : chain;
}

/** Whether a credential is of the type that was agreed on. */
export function isOfAgreedType({ negotiated }: Handshake, credential: Credential): boolean {
  return typeOf(credential) === negotiated.localCertificateType;
}
