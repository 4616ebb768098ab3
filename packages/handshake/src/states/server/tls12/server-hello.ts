import { type CipherSuite, concatBytes, type ProtocolVersion, TLS12 } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { uncompressedPointFormat } from '../../../extensions/ec-point-formats.js';
import {
  type ServerHello12Extensions,
  writeServerHello12Extensions,
} from '../../../extensions/server-hello-extensions.js';
import { checkExtendedMasterSecret } from '../../../renegotiation/checks.js';
import { helloRandomLength } from '../../../wire/client-hello.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { writeServerHello } from '../../../wire/server-hello.js';
import { encodeProtocol } from '../../common/alpn.js';
import { certificateTypeAnswers } from '../../common/certificate-types.js';
import { answerLimits } from '../../common/record-limits.js';
import type { Staple } from '../../common/staple.js';
import type { Handshake } from '../../state.js';
import { shapeExtensions } from '../shape-extensions.js';
import { downgradeSentinel } from '../version.js';
import { stapleAnswers } from './certificate-status.js';
import { promiseSession } from './new-session.js';

/** Sends ServerHello (RFC 5246, 7.4.1.3). */
export function sendServerHello(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
  suite: CipherSuite,
  staple?: Staple,
): void {
  const { config, negotiated } = handshake;
  const { version = TLS12 } = negotiated;
  negotiated.extendedMasterSecret = received.extensions.extendedMasterSecret === true;
  checkExtendedMasterSecret(handshake);
  negotiated.encryptThenMac =
    // RFC 7366, 3: only for suites with a block cipher.
    config.encryptThenMac && suite.protection.kind === 'cbc' && received.extensions.encryptThenMac === true;
  negotiated.serverRandom = serverRandom(handshake, version);
  if (negotiated.session) negotiated.sessionId = received.hello.sessionId;
  else promiseSession(handshake, received);
  const extensions = writeServerHello12Extensions({
    ...answers(handshake, received, suite),
    ...(staple && stapleAnswers(received, staple)),
    // Of a handshake that shows certificates: neither a resumed one nor one with a pre-shared key.
    ...(staple && certificateTypeAnswers(handshake, received.extensions)),
    ...answerLimits(handshake, received.extensions),
  });
  const body = writeServerHello({
    legacyVersion: version,
    random: negotiated.serverRandom,
    // The client's own where its session is resumed; empty where it can not be, or by a ticket alone (RFC 5246, 7.4.1.3).
    sessionId: negotiated.sessionId,
    cipherSuite: suite.id,
    extensions: shapeExtensions(config, 'serverHello12', extensions, received),
  });
  handshake.send(handshakeTypes.serverHello, body);
}

/** RFC 8446, 4.1.3: a server that could have spoken better says so where an attacker can not change it. */
function serverRandom(handshake: Handshake<ServerConfig>, version: ProtocolVersion): Uint8Array {
  const random = handshake.random(helloRandomLength);
  const sentinel = downgradeSentinel(handshake.config, version);
  if (sentinel) random.set(sentinel, helloRandomLength - sentinel.length);
  return random;
}

/** Answers to what the client has offered, and to nothing else (RFC 5246, 7.4.1.4). */
function answers(
  { negotiated }: Handshake<ServerConfig>,
  { extensions }: ReceivedClientHello,
  suite: CipherSuite,
): ServerHello12Extensions {
  const { alpn } = negotiated;
  return {
    // RFC 5746, 3.6 and 3.7: empty in an initial handshake.
    ...(negotiated.secureRenegotiation && {
      renegotiationInfo: concatBytes(negotiated.clientVerifyData, negotiated.serverVerifyData),
    }),
    // RFC 6066, 3: the name has guided the choice of our certificate; a resumed session has its name already.
    ...(extensions.serverName !== undefined && !negotiated.session && { serverName: true }),
    // RFC 8422, 5.2.
    ...(suite.keyExchange === 'ecdhe' &&
      extensions.ecPointFormats && { ecPointFormats: [uncompressedPointFormat] }),
    ...(alpn !== undefined && { alpn: encodeProtocol(alpn) }),
    ...(negotiated.encryptThenMac && { encryptThenMac: true }),
    ...(negotiated.ticketPromised && { sessionTicket: true }),
    ...(negotiated.extendedMasterSecret && { extendedMasterSecret: true }),
  };
}
