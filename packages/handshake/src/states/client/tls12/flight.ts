import { alertCodes, SSL30, TLS12 } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { writeCertificateVerify } from '../../../wire/certificate-verify.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { shownCertificates, writeOwnCertificate12 } from '../../common/certificate-types.js';
import { type ChosenCredential, type CredentialWish, chooseCredential } from '../../common/credentials.js';
import { negotiatesSignatures } from '../../common/dialect.js';
import { Keys12 } from '../../common/keys12.js';
import { sign } from '../../common/sign-and-verify.js';
import type { Handshake, Next } from '../../state.js';
import { AwaitChangeCipherSpec, AwaitNewSessionTicket, sendFinished } from './finished.js';
import type { ServerShare } from './server-key-exchange.js';
import type { Settled } from './start.js';

/**
 * Sends the client's flight (RFC 5246, 7.3): Certificate where one was asked for, ClientKeyExchange, CertificateVerify,
 * ChangeCipherSpec, Finished.
 */
export function sendFlight(
  handshake: Handshake<ClientConfig>,
  share: ServerShare,
  request: CredentialWish | undefined,
): Next {
  const finish = (keys: Keys12): Next => endFlight(handshake, share.settled, keys);
  if (!request) return finish(exchangeKeys(handshake, share));
  return chooseCredential(handshake, request, (chosen) => {
    sendCertificate(handshake, chosen);
    const keys = exchangeKeys(handshake, share);
    if (!chosen) return finish(keys);
    return sendCertificateVerify(handshake, chosen, keys, () => finish(keys));
  });
}

/** Our chain, or an empty one where none fits (RFC 5246, 7.4.6). */
function sendCertificate(handshake: Handshake<ClientConfig>, chosen: ChosenCredential | undefined): void {
  const credential = chosen?.credential;
  if (!credential && handshake.negotiated.version === SSL30) {
    // RFC 6101, 5.6.6: that there is none is said by an alert.
    handshake.sendWarning(alertCodes.no_certificate);
    return;
  }
  handshake.send(handshakeTypes.certificate, writeOwnCertificate12(handshake, credential));
  handshake.negotiated.localChain = credential ? shownCertificates(credential) : [];
}

/** ClientKeyExchange, and the keys that come of it (RFC 5246, 7.4.7). */
function exchangeKeys(handshake: Handshake<ClientConfig>, share: ServerShare): Keys12 {
  const { body, secret } = share.answer();
  handshake.send(handshakeTypes.clientKeyExchange, body);
  return Keys12.ofExchange(handshake, share.settled.suite, secret);
}

/** A signature over all messages so far (RFC 5246, 7.4.8). */
function sendCertificateVerify(
  handshake: Handshake<ClientConfig>,
  chosen: ChosenCredential,
  keys: Keys12,
  next: () => Next,
): Next {
  const { version = TLS12 } = handshake.negotiated;
  return sign(handshake, chosen, keys.proof(), (signature) => {
    const scheme = negotiatesSignatures(version) ? chosen.scheme.id : undefined;
    const verify = writeCertificateVerify({ scheme, signature });
    handshake.send(handshakeTypes.certificateVerify, verify);
    return next();
  });
}

function endFlight(handshake: Handshake<ClientConfig>, { promisesTicket }: Settled, keys: Keys12): Next {
  handshake.transcript.forgetMessages();
  sendFinished(handshake, keys);
  const Awaited = promisesTicket ? AwaitNewSessionTicket : AwaitChangeCipherSpec;
  return new Awaited(handshake, keys);
}
