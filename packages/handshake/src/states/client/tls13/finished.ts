import type { ClientConfig } from '../../../config.js';
import { writeCertificateVerify } from '../../../wire/certificate-verify.js';
import { writeCertificate13 } from '../../../wire/certificate13.js';
import { emptyBody } from '../../../wire/empty-message.js';
import { writeFinished } from '../../../wire/finished.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { certificateMessage } from '../../common/certificate-message.js';
import { shownCertificates } from '../../common/certificate-types.js';
import { type ChosenCredential, type CredentialWish, chooseCredential } from '../../common/credentials.js';
import { signingWith } from '../../common/delegation.js';
import type { Keys13 } from '../../common/keys13.js';
import { certificateVerifyContent13, sign } from '../../common/sign-and-verify.js';
import { certificateEntries, findStaple, nothingToStaple, type Staple } from '../../common/staple.js';
import type { Handshake, Next, State } from '../../state.js';
import { Connected } from './connected.js';

const noContext = new Uint8Array(0);

/** Waits for the server's Finished (RFC 8446, 4.4.4), and answers it with our own flight. */
export class AwaitFinished implements State {
  readonly name = 'client13-finished';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #keys: Keys13;
  readonly #request: CredentialWish | undefined;

  constructor(handshake: Handshake<ClientConfig>, keys: Keys13, request: CredentialWish | undefined) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#request = request;
  }

  handle(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    handshake.negotiated.serverVerifyData = this.#keys.checkFinished('server', message.body);
    handshake.transcript.add(message.raw);
    // RFC 8446, 5: from the peer's Finished on, a ChangeCipherSpec is one message too many.
    handshake.tolerateChangeCipherSpec(false);
    this.#keys.startApplication();
    this.#keys.readApplication();
    if (handshake.negotiated.earlyData === 'accepted') this.#endEarlyData();
    if (!this.#request) return this.#finish();
    const { staple = nothingToStaple } = this.#request;
    return chooseCredential(handshake, this.#request, (chosen) => {
      if (!chosen) return this.#sendNoCertificate();
      return findStaple(handshake, chosen.credential, staple, undefined, (found) =>
        this.#sendCertificate(chosen, found),
      );
    });
  }

  /** EndOfEarlyData goes out under the key of early data, what follows it under that of the handshake (RFC 8446, 4.5). */
  #endEarlyData(): void {
    this.#handshake.allowEarlyData(0);
    this.#handshake.send(handshakeTypes.endOfEarlyData, emptyBody);
    this.#keys.writeHandshake();
  }

  /** An empty Certificate, where none of ours fits (RFC 8446, 4.4.2). */
  #sendNoCertificate(): Next {
    const body = writeCertificate13({ context: noContext, entries: [] });
    this.#handshake.send(handshakeTypes.certificate, body);
    return this.#finish();
  }

  /** Certificate (RFC 8446, 4.4.2) and CertificateVerify (4.4.3). */
  #sendCertificate(chosen: ChosenCredential, staple: Staple): Next {
    const handshake = this.#handshake;
    const entries = certificateEntries(chosen.credential, staple);
    const { compression } = this.#request ?? {};
    const certificate = { context: noContext, entries };
    const { type, body } = certificateMessage(handshake, chosen.credential, certificate, compression);
    handshake.send(type, body);
    handshake.negotiated.localChain = shownCertificates(chosen.credential);
    const content = certificateVerifyContent13('client', handshake.transcript.hash());
    const signing = signingWith(chosen, staple.delegated);
    return sign(handshake, signing, content, (signature) => {
      const verify = writeCertificateVerify({ scheme: signing.scheme.id, signature });
      handshake.send(handshakeTypes.certificateVerify, verify);
      return this.#finish();
    });
  }

  #finish(): Next {
    const verifyData = this.#keys.verifyData('client');
    this.#handshake.negotiated.clientVerifyData = verifyData;
    this.#handshake.send(handshakeTypes.finished, writeFinished(verifyData));
    this.#keys.writeApplication();
    return new Connected(this.#handshake, this.#keys, this.#keys.finish());
  }
}
