import { type CipherSuite, SSL30, TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { takeCustomExtensions } from '../../../custom-extension.js';
import {
  extensionTable,
  readServerHello12Extensions,
  type ServerHello12Extensions,
} from '../../../extensions/index.js';
import { checkExtendedMasterSecret, checkServerRenegotiationInfo } from '../../../renegotiation/checks.js';
import { usesPsk } from '../../../resumption/psk12.js';
import type { StatusWish } from '../../../status/config.js';
import type { ServerHello } from '../../../wire/server-hello.js';
import { acceptedProtocol } from '../../common/alpn.js';
import { takeCertificateTypes } from '../../common/certificate-types.js';
import { dialectOf } from '../../common/dialect.js';
import { takeLimits } from '../../common/record-limits.js';
import { copies } from '../../common/staple.js';
import type { Handshake, Next } from '../../state.js';
import type { Offer } from '../offer.js';
import { AwaitCertificate } from './certificate.js';
import { AwaitPskKeyExchange } from './psk-exchange.js';
import { resumedSession, resumeSession } from './resume.js';

/** What a ServerHello of TLS 1.2 or below settled that later states need. */
export interface Settled {
  readonly suite: CipherSuite;
  /** The version that the ClientHello offers, which the premaster secret of an RSA key exchange repeats. */
  readonly offered: number;
  /** A CertificateStatus may follow the certificate: about it (RFC 6066, 8), or about all of its chain (RFC 6961, 2.2). */
  readonly promisedStatus: StatusWish;
  /** A NewSessionTicket will precede the server's ChangeCipherSpec (RFC 5077, 3.3). */
  readonly promisesTicket: boolean;
}

/** Goes on in TLS 1.2 or below after a ServerHello that chose it (RFC 5246, 7.4.1.3). */
export function startTls12(
  handshake: Handshake<ClientConfig>,
  offer: Offer,
  suite: CipherSuite,
  hello: ServerHello,
  raw: Uint8Array,
): Next {
  const { config, negotiated, transcript } = handshake;
  const extensions = readServerHello12Extensions(hello.extensions, answerable(handshake, offer));
  takeCustomExtensions(config, 'serverHello12', hello.extensions);
  checkServerRenegotiationInfo(handshake, extensions.renegotiationInfo);
  negotiated.extendedMasterSecret = extensions.extendedMasterSecret === true;
  checkExtendedMasterSecret(handshake);
  // RFC 7366, 3: it means nothing for the suites that have no such choice.
  negotiated.encryptThenMac = extensions.encryptThenMac === true && suite.protection.kind === 'cbc';
  if (extensions.alpn) negotiated.alpn = acceptedProtocol(config.alpn, extensions.alpn);
  transcript.start(dialectOf(handshake).transcriptHash(config.provider, suite));
  transcript.add(raw);
  takeLimits(handshake, extensions);
  negotiated.peerTimestamps = copies(extensions.signedCertificateTimestamp);
  const settled: Settled = {
    suite,
    offered: offer.hello.legacyVersion,
    promisedStatus: promisedStatus(extensions),
    promisesTicket: extensions.sessionTicket === true,
  };
  takeCertificateTypes(handshake, extensions);
  const session = resumedSession(offer, hello);
  negotiated.session = undefined;
  if (session) return resumeSession(handshake, session, settled);
  if (usesPsk(suite)) return new AwaitPskKeyExchange(handshake, settled);
  return new AwaitCertificate(handshake, settled);
}

/** RFC 6961, 2.2: a server answers one of the two extensions at most. */
function promisedStatus({ statusRequest, statusRequestV2 }: ServerHello12Extensions): StatusWish {
  if (statusRequest && statusRequestV2) {
    throw new TlsError(
      'ILLEGAL_PARAMETER',
      'ServerHello: both status_request and status_request_v2 answered',
    );
  }
  if (statusRequestV2) return 'chain';
  return statusRequest ? 'leaf' : 'none';
}

/** Types of extensions that may be answered: in SSL 3.0 only one that came after it (RFC 5746, 4.5). */
function answerable({ negotiated }: Handshake<ClientConfig>, { offered }: Offer): ReadonlySet<number> {
  return negotiated.version === SSL30 ? new Set([extensionTable.renegotiationInfo.id]) : offered;
}
