import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { writeEncryptedExtensionsContent } from '../../../extensions/server-hello-extensions.js';
import { writeCertificateRequest13 } from '../../../wire/certificate-request13.js';
import { writeCertificateVerify } from '../../../wire/certificate-verify.js';
import { emptyBody } from '../../../wire/empty-message.js';
import { writeEncryptedExtensions } from '../../../wire/encrypted-extensions.js';
import { writeFinished } from '../../../wire/finished.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { encodeProtocol } from '../../common/alpn.js';
import { certificateMessage } from '../../common/certificate-message.js';
import { certificateTypeAnswers, shownCertificates } from '../../common/certificate-types.js';
import type { ChosenCredential } from '../../common/credentials.js';
import { signingWith } from '../../common/delegation.js';
import type { Keys13 } from '../../common/keys13.js';
import { answerLimits } from '../../common/record-limits.js';
import { certificateVerifyContent13, sign } from '../../common/sign-and-verify.js';
import { certificateEntries, type Staple } from '../../common/staple.js';
import type { Handshake, Next } from '../../state.js';
import { shapeExtensions } from '../shape-extensions.js';
import { Server13Certificate } from './certificate.js';
import { certificateQuestions } from './certificate-questions.js';
import { Server13Finished } from './finished.js';

/** Sends EncryptedExtensions to Finished (RFC 8446, 2); our data could follow at once, the client's after its Finished. */
export function sendServerFlight(
  handshake: Handshake<ServerConfig>,
  keys: Keys13,
  received: ReceivedClientHello,
  chosen: ChosenCredential,
  staple: Staple,
): Next {
  const { negotiated, transcript } = handshake;
  sendEncryptedExtensions(handshake, received);
  const requested = sendCertificateRequest(handshake, received);
  const { credential } = chosen;
  negotiated.localChain = shownCertificates(credential);
  const entries = certificateEntries(credential, staple);
  const { compressCertificate } = received.extensions;
  const certificate = { context: emptyBody, entries };
  const { type, body } = certificateMessage(handshake, credential, certificate, compressCertificate);
  handshake.send(type, body);
  const content = certificateVerifyContent13('server', transcript.hash());
  const signing = signingWith(chosen, staple.delegated);
  return sign(handshake, signing, content, (signature) => {
    const verify = writeCertificateVerify({ scheme: signing.scheme.id, signature });
    handshake.send(handshakeTypes.certificateVerify, verify);
    finishFlight(handshake, keys);
    if (requested) return new Server13Certificate(handshake, keys, requested);
    return new Server13Finished(handshake, keys);
  });
}

/** Sends Finished (RFC 8446, 4.4.4); what we write from here on is application data. */
export function finishFlight(handshake: Handshake<ServerConfig>, keys: Keys13): void {
  const verifyData = keys.verifyData('server');
  handshake.negotiated.serverVerifyData = verifyData;
  handshake.send(handshakeTypes.finished, writeFinished(verifyData));
  keys.startApplication();
  keys.writeApplication();
}

/** RFC 8446, 4.3.1: it comes first, and also when it has nothing to say. */
export function sendEncryptedExtensions(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
): void {
  const { alpn, earlyData, pskIdentity, session } = handshake.negotiated;
  const usesPsk = session !== undefined || pskIdentity !== undefined;
  const answers = writeEncryptedExtensionsContent({
    // RFC 6066, 3: the name has guided the choice of our certificate; where a session is resumed, that is not so.
    ...(received.extensions.serverName !== undefined && !session && { serverName: true }),
    ...(alpn !== undefined && { alpn: encodeProtocol(alpn) }),
    ...answerLimits(handshake, received.extensions),
    ...(earlyData === 'accepted' && { earlyData: true as const }),
    ...(!usesPsk && certificateTypeAnswers(handshake, received.extensions)),
  });
  const extensions = shapeExtensions(handshake.config, 'encryptedExtensions', answers, received);
  handshake.send(handshakeTypes.encryptedExtensions, writeEncryptedExtensions({ extensions }));
}

/**
 * Asks for a certificate where the configuration wants one (RFC 8446, 4.3.2). Returns the types of extensions that it
 * has offered, which are those that the client's certificates may carry.
 */
function sendCertificateRequest(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
): ReadonlySet<number> | undefined {
  const { clientCertificate, deferClientCertificate } = handshake.config;
  if (clientCertificate === 'none' || deferClientCertificate) return undefined;
  const questions = certificateQuestions(handshake.config);
  const extensions = shapeExtensions(handshake.config, 'certificateRequest', questions, received);
  handshake.negotiated.certificateRequested = true;
  const body = writeCertificateRequest13({ context: emptyBody, extensions });
  handshake.send(handshakeTypes.certificateRequest, body);
  return new Set(extensions.map(({ type }) => type));
}
