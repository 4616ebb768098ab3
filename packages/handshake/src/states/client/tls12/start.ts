import { type CipherSuite, TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { readServerHello12Extensions } from '../../../extensions/index.js';
import { checkExtendedMasterSecret, checkServerRenegotiationInfo } from '../../../renegotiation/checks.js';
import type { ServerHello } from '../../../wire/server-hello.js';
import { acceptedProtocol } from '../../common/alpn.js';
import { suiteHash } from '../../common/keys13.js';
import type { Handshake, Next } from '../../state.js';
import type { Offer } from '../offer.js';
import { AwaitCertificate } from './certificate.js';
import { resumedSession, resumeSession } from './resume.js';

/** What a ServerHello of TLS 1.2 settled that later states need. */
export interface Settled {
  readonly suite: CipherSuite;
  /** A CertificateStatus may follow the certificate (RFC 6066, 8). */
  readonly promisesStatus: boolean;
  /** A NewSessionTicket will precede the server's ChangeCipherSpec (RFC 5077, 3.3). */
  readonly promisesTicket: boolean;
}

/** Goes on in TLS 1.2 after a ServerHello that chose it (RFC 5246, 7.4.1.3). */
export function startTls12(
  handshake: Handshake<ClientConfig>,
  offer: Offer,
  suite: CipherSuite,
  hello: ServerHello,
  raw: Uint8Array,
): Next {
  const { config, negotiated, transcript } = handshake;
  const extensions = readServerHello12Extensions(hello.extensions, offer.offered);
  checkServerRenegotiationInfo(handshake, extensions.renegotiationInfo);
  negotiated.extendedMasterSecret = extensions.extendedMasterSecret === true;
  checkExtendedMasterSecret(handshake);
  // RFC 7366, 3: it means nothing for the suites that have no such choice.
  negotiated.encryptThenMac = extensions.encryptThenMac === true && suite.protection.kind === 'cbc';
  if (extensions.alpn) negotiated.alpn = acceptedProtocol(config.alpn, extensions.alpn);
  transcript.start(suiteHash(config.provider, suite));
  transcript.add(raw);
  const settled: Settled = {
    suite,
    promisesStatus: extensions.statusRequest === true,
    promisesTicket: extensions.sessionTicket === true,
  };
  if (extensions.serverCertificateType || extensions.clientCertificateType) {
    throw new TlsError('UNSUPPORTED_CERTIFICATE', 'ServerHello: raw public keys are for TLS 1.3 here');
  }
  const session = resumedSession(offer, hello);
  negotiated.session = undefined;
  return session ? resumeSession(handshake, session, settled) : new AwaitCertificate(handshake, settled);
}
