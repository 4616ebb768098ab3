import { TLS12 } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { emptyBody } from '../../../wire/empty-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { writeServerKeyExchange } from '../../../wire/server-key-exchange.js';
import { shownCertificates, writeOwnCertificate12 } from '../../common/certificate-types.js';
import type { ChosenCredential } from '../../common/credentials.js';
import { dialectOf, negotiatesSignatures } from '../../common/dialect.js';
import { serverKeyExchangeContent12, sign } from '../../common/sign-and-verify.js';
import { findStaple, type Staple, stapleWishOf } from '../../common/staple.js';
import type { Handshake, Next } from '../../state.js';
import { Server12Certificate } from './certificate.js';
import { sendCertificateRequest } from './certificate-request.js';
import { sendCertificateStatus } from './certificate-status.js';
import { Server12ClientKeyExchange } from './client-key-exchange.js';
import { type ServerExchange, startExchange } from './key-exchange.js';
import { sendServerHello } from './server-hello.js';
import type { PossibleSuite } from './suites.js';

/** Sends ServerHello to ServerHelloDone (RFC 5246, 7.3). */
export function sendServerFlight(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
  possible: PossibleSuite,
  chosen: ChosenCredential,
): Next {
  return findStaple(handshake, chosen.credential, stapleWishOf(received), received, (staple) =>
    sendFlight(handshake, received, possible, chosen, staple),
  );
}

function sendFlight(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
  { suite, group }: PossibleSuite,
  chosen: ChosenCredential,
  staple: Staple,
): Next {
  const { config, negotiated, transcript } = handshake;
  const asks = config.clientCertificate !== 'none';
  negotiated.suite = suite;
  negotiated.group = group?.name;
  transcript.start(dialectOf(handshake).transcriptHash(config.provider, suite));
  // Only a client's CertificateVerify needs the messages themselves.
  if (!asks) transcript.forgetMessages();
  sendServerHello(handshake, received, suite, staple);
  negotiated.localChain = shownCertificates(chosen.credential);
  handshake.send(handshakeTypes.certificate, writeOwnCertificate12(handshake, chosen.credential));
  sendCertificateStatus(handshake, received, staple);
  const exchange = startExchange(handshake, group, chosen, received.hello.legacyVersion);
  return sendKeyExchange(handshake, exchange, chosen, () => {
    if (asks) sendCertificateRequest(handshake);
    handshake.send(handshakeTypes.serverHelloDone, emptyBody);
    if (asks) return new Server12Certificate(handshake, { suite, exchange });
    return new Server12ClientKeyExchange(handshake, { suite, exchange });
  });
}

/** ServerKeyExchange, where the certificate does not say all (RFC 5246, 7.4.3). */
function sendKeyExchange(
  handshake: Handshake<ServerConfig>,
  { params }: ServerExchange,
  chosen: ChosenCredential,
  next: () => Next,
): Next {
  if (!params) return next();
  const { clientRandom, serverRandom, version = TLS12 } = handshake.negotiated;
  const content = serverKeyExchangeContent12(clientRandom, serverRandom, params);
  return sign(handshake, chosen, content, (signature) => {
    const scheme = negotiatesSignatures(version) ? chosen.scheme.id : undefined;
    handshake.send(handshakeTypes.serverKeyExchange, writeServerKeyExchange({ params, scheme, signature }));
    return next();
  });
}
