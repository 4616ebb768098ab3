import { type CipherSuite, type Group, TLS12, TLS13, TlsError } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { writeServerHello13Extensions } from '../../../extensions/server-hello-extensions.js';
import { helloRandomLength } from '../../../wire/client-hello.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { writeServerHello } from '../../../wire/server-hello.js';
import { chooseProtocol } from '../../common/alpn.js';
import { Keys13 } from '../../common/keys13.js';
import type { Handshake, Next } from '../../state.js';
import { chooseCertificate } from '../choose-certificate.js';
import { shapeExtensions } from '../shape-extensions.js';
import { sendServerFlight } from './flight.js';
import { sendMiddleboxChangeCipherSpec } from './middlebox.js';

/** A ClientHello that can be answered. */
export interface AnswerableHello {
  readonly received: ReceivedClientHello;
  readonly suite: CipherSuite;
  readonly group: Group;
  /** The client's share in the group. */
  readonly share: Uint8Array;
}

/** Settles protocol and certificate, then sends ServerHello and all that follows it. */
export function answerHello(handshake: Handshake<ServerConfig>, answerable: AnswerableHello): Next {
  const { received } = answerable;
  const { alpn, signatureAlgorithms } = received.extensions;
  return chooseProtocol(handshake, alpn, (protocol) => {
    handshake.negotiated.alpn = protocol;
    if (!signatureAlgorithms) {
      // RFC 8446, 4.2.3: a client that we answer with a certificate must have sent it, whatever PSKs it offered.
      throw new TlsError('MISSING_EXTENSION', 'ClientHello: signature_algorithms is missing');
    }
    const needs = { version: TLS13, signatureSchemes: signatureAlgorithms };
    return chooseCertificate(handshake, received, needs, (chosen) => {
      const keys = sendServerHello(handshake, answerable);
      return sendServerFlight(handshake, keys, received, chosen);
    });
  });
}

/** Sends ServerHello (RFC 8446, 4.1.3); what follows is protected, both ways. */
function sendServerHello(handshake: Handshake<ServerConfig>, answerable: AnswerableHello): Keys13 {
  const { received, suite, group, share } = answerable;
  const { hello } = received;
  const random = handshake.random(helloRandomLength);
  handshake.negotiated.serverRandom = random;
  handshake.negotiated.sessionId = hello.sessionId;
  const exchange = respond(handshake.config, group, share);
  const answers = writeServerHello13Extensions({
    supportedVersions: TLS13,
    keyShare: { group: group.id, keyExchange: exchange.share },
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
  const keys = new Keys13(handshake, suite);
  keys.startHandshake(exchange.secret);
  keys.writeHandshake();
  keys.readHandshake();
  return keys;
}

function respond({ provider, random }: ServerConfig, group: Group, share: Uint8Array) {
  const method = provider.group(group.name);
  if (method) return method.respond(share, random);
  throw new TlsError('INTERNAL_ERROR', `the provider "${provider.name}" lacks the group ${group.name}`);
}
