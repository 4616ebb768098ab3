import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { writeCertificate12 } from '../../../wire/certificate12.js';
import { emptyBody } from '../../../wire/empty-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { writeServerKeyExchange } from '../../../wire/server-key-exchange.js';
import type { ChosenCredential } from '../../common/credentials.js';
import { suiteHash } from '../../common/keys13.js';
import { serverKeyExchangeContent12, sign } from '../../common/sign-and-verify.js';
import { findStaple, type Staple, stapleWishOf } from '../../common/staple.js';
import type { Handshake, Next } from '../../state.js';
import { Server12Certificate } from './certificate.js';
import { sendCertificateRequest } from './certificate-request.js';
import { sendCertificateStatus } from './certificate-status.js';
import { Server12ClientKeyExchange } from './client-key-exchange.js';
import { startExchange } from './key-exchange.js';
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
  negotiated.suite = suite;
  negotiated.group = group.name;
  transcript.start(suiteHash(config.provider, suite));
  // Only a client's CertificateVerify needs the messages themselves.
  if (config.clientCertificate === 'none') transcript.forgetMessages();
  sendServerHello(handshake, received, suite, staple);
  const { chain } = chosen.credential;
  negotiated.localChain = chain;
  handshake.send(handshakeTypes.certificate, writeCertificate12({ certificates: chain }));
  sendCertificateStatus(handshake, received, staple);
  const exchange = startExchange(config, group);
  const { clientRandom, serverRandom } = negotiated;
  const content = serverKeyExchangeContent12(clientRandom, serverRandom, exchange.params);
  return sign(handshake, chosen, content, (signature) => {
    const { params } = exchange;
    const body = writeServerKeyExchange({ params, scheme: chosen.scheme.id, signature });
    handshake.send(handshakeTypes.serverKeyExchange, body);
    if (config.clientCertificate !== 'none') sendCertificateRequest(handshake);
    handshake.send(handshakeTypes.serverHelloDone, emptyBody);
    if (config.clientCertificate !== 'none') return new Server12Certificate(handshake, { suite, exchange });
    return new Server12ClientKeyExchange(handshake, { suite, exchange });
  });
}
