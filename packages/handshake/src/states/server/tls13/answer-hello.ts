import { type CipherSuite, type Group, TLS12, TLS13, TlsError } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { writeServerHello13Extensions } from '../../../extensions/server-hello-extensions.js';
import { helloRandomLength } from '../../../wire/client-hello.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { writeServerHello } from '../../../wire/server-hello.js';
import { chooseProtocol } from '../../common/alpn.js';
import { chooseCertificateTypes } from '../../common/certificate-types.js';
import { Keys13 } from '../../common/keys13.js';
import { enterEarlyData } from '../../common/psk.js';
import { resume } from '../../common/resume.js';
import { findStaple, stapleWishOf } from '../../common/staple.js';
import type { Handshake, Next } from '../../state.js';
import { chooseCertificate } from '../choose-certificate.js';
import { shapeExtensions } from '../shape-extensions.js';
import { decideEarlyData, refuseEarlyData, Server13EndOfEarlyData } from './early-data.js';
import { Server13Finished } from './finished.js';
import { finishFlight, sendEncryptedExtensions, sendServerFlight } from './flight.js';
import { sendMiddleboxChangeCipherSpec } from './middlebox.js';
import type { AgreedPsk } from './pre-shared-key.js';

/** A ClientHello that can be answered. */
export interface AnswerableHello {
  readonly received: ReceivedClientHello;
  readonly suite: CipherSuite;
  /** The pre-shared key that was agreed on, if one was: then there is no certificate. */
  readonly psk: AgreedPsk | undefined;
  /** How keys are exchanged; not at all where the pre-shared key is used alone. */
  readonly exchange: { readonly group: Group; readonly share: Uint8Array } | undefined;
}

/** Settles protocol and certificate, then sends ServerHello and all that follows it. */
export function answerHello(handshake: Handshake<ServerConfig>, answerable: AnswerableHello): Next {
  const { psk, received } = answerable;
  const { alpn, signatureAlgorithms } = received.extensions;
  return chooseProtocol(handshake, alpn, (protocol) => {
    handshake.negotiated.alpn = protocol;
    if (psk) return answerWithPsk(handshake, answerable, psk);
    if (!signatureAlgorithms) {
      // RFC 8446, 4.2.3: a client that we answer with a certificate must have sent it, whatever PSKs it offered.
      throw new TlsError('MISSING_EXTENSION', 'ClientHello: signature_algorithms is missing');
    }
    chooseCertificateTypes(handshake, received.extensions);
    const needs = { version: TLS13, signatureSchemes: signatureAlgorithms };
    return chooseCertificate(handshake, received, needs, (chosen) => {
      refuseEarlyData(handshake, received);
      return findStaple(handshake, chosen.credential, stapleWishOf(received), received, (staple) => {
        const keys = sendServerHello(handshake, answerable);
        keys.readHandshake();
        return sendServerFlight(handshake, keys, received, chosen, staple);
      });
    });
  });
}

/** Sends ServerHello to Finished, without a certificate: the pre-shared key stands for it (RFC 8446, 2.2). */
function answerWithPsk(
  handshake: Handshake<ServerConfig>,
  answerable: AnswerableHello,
  psk: AgreedPsk,
): Next {
  const { received, suite } = answerable;
  if (psk.session) resume(handshake, psk.session);
  else handshake.negotiated.pskIdentity = psk.identity.identity;
  return decideEarlyData(handshake, received, psk, suite, () => {
    const clientHello = handshake.transcript.hash();
    const keys = sendServerHello(handshake, answerable);
    const early = handshake.negotiated.earlyData === 'accepted';
    if (early) enterEarlyData(handshake, suite, psk.key, clientHello);
    else keys.readHandshake();
    sendEncryptedExtensions(handshake, received);
    finishFlight(handshake, keys);
    return early ? new Server13EndOfEarlyData(handshake, keys) : new Server13Finished(handshake, keys);
  });
}

/** Sends ServerHello (RFC 8446, 4.1.3); what follows it is protected. */
function sendServerHello(handshake: Handshake<ServerConfig>, answerable: AnswerableHello): Keys13 {
  const { received, suite, psk, exchange } = answerable;
  const { hello } = received;
  const random = handshake.random(helloRandomLength);
  handshake.negotiated.serverRandom = random;
  handshake.negotiated.sessionId = hello.sessionId;
  const answer = exchange && respond(handshake.config, exchange.group, exchange.share);
  const answers = writeServerHello13Extensions({
    supportedVersions: TLS13,
    ...(exchange && answer && { keyShare: { group: exchange.group.id, keyExchange: answer.share } }),
    ...(psk && { preSharedKey: psk.index }),
  });
  const body = writeServerHello({
    legacyVersion: TLS12,
    random,
    sessionId: hello.sessionId,
    cipherSuite: suite.id,
    extensions: shapeExtensions(handshake.config, 'serverHello13', answers, received),
  });
  handshake.send(handshakeTypes.serverHello, body);
  // After a HelloRetryRequest it has been sent already.
  if (!handshake.negotiated.helloRetryRequest) sendMiddleboxChangeCipherSpec(handshake, hello);
  const keys = new Keys13(handshake, suite, psk?.key);
  keys.startHandshake(answer?.secret);
  keys.writeHandshake();
  return keys;
}

function respond({ provider, random }: ServerConfig, group: Group, share: Uint8Array) {
  const method = provider.group(group.name);
  if (method) return method.respond(share, random);
  throw new TlsError('INTERNAL_ERROR', `the provider "${provider.name}" lacks the group ${group.name}`);
}
