import { type CryptoProvider, type HashName, TLS13, TlsError } from '@proj/crypto';
import { Certificate } from '@proj/crypto/x509';
import type { Exporter, Negotiated } from './states/state.js';

/** A kind of channel binding (RFC 5056), by its name in IANA's registry. */
export type ChannelBindingType = 'tls-unique' | 'tls-exporter' | 'tls-server-end-point';

/** What a binding is made of. */
export interface BindingSource {
  readonly role: 'client' | 'server';
  readonly negotiated: Readonly<Negotiated>;
  readonly exporter: Exporter;
  readonly provider: CryptoProvider;
}

/** RFC 9266, 4.1. */
const exporterLabel = 'EXPORTER-Channel-Binding';
const exporterLength = 32;

/**
 * The bytes that bind something above to this connection. Throws `NOT_READY` for one that is not to be had: `tls-unique` in
 * TLS 1.3 (RFC 9266, 3), either of those over the whole connection without an extended master secret, since another
 * connection can then be made to have the same (RFC 7627, 1), and `tls-server-end-point` without a certificate, or with one
 * whose signature names no hash.
 */
export function bindingOf(source: BindingSource, type: ChannelBindingType): Uint8Array {
  if (type === 'tls-server-end-point') return serverEndPoint(source);
  const { exporter, negotiated } = source;
  if (negotiated.version !== TLS13 && !negotiated.extendedMasterSecret) {
    throw unavailable(type, 'this connection has no extended master secret');
  }
  if (type === 'tls-exporter') return exporter(exporterLabel, new Uint8Array(0), exporterLength);
  if (negotiated.version === TLS13) throw unavailable(type, 'TLS 1.3 has none: take tls-exporter');
  // RFC 5929, 3.1: the first Finished of the handshake, which in an abbreviated one is the server's.
  const { clientVerifyData, serverVerifyData, session } = negotiated;
  return (session ? serverVerifyData : clientVerifyData).slice();
}

/** A hash of the server's certificate: that of its signature, but none weaker than SHA-256 (RFC 5929, 4.1). */
function serverEndPoint({ role, negotiated, provider }: BindingSource): Uint8Array {
  const { localCertificateType, localChain, peerCertificateType, peerChain } = negotiated;
  const client = role === 'client';
  const [own] = localChain;
  const certificate = client
    ? peerChain[0]
    : own && localCertificateType === 'x509' && Certificate.parse(own);
  if (!certificate || (client && peerCertificateType !== 'x509')) {
    throw unavailable('tls-server-end-point', 'the server has shown no certificate in this connection');
  }
  const { signatureAlgorithm } = certificate;
  const signed = signatureAlgorithm && 'hash' in signatureAlgorithm ? signatureAlgorithm.hash : undefined;
  const name: HashName | undefined = signed === 'SHA-1' ? 'SHA-256' : signed;
  const hash = name && provider.hash(name);
  if (!hash) throw unavailable('tls-server-end-point', "the server certificate's signature names no hash");
  return hash.digest(certificate.der);
}

function unavailable(type: ChannelBindingType, why: string): TlsError {
  return new TlsError('NOT_READY', `there is no ${type} channel binding: ${why}`);
}
