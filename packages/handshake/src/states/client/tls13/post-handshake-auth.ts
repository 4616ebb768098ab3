import { type HashContext, TlsError } from '@proj/crypto';
import type { ClientConfig, Credential } from '../../../config.js';
import { writeCertificateVerify } from '../../../wire/certificate-verify.js';
import { writeCertificate13 } from '../../../wire/certificate13.js';
import { writeFinished } from '../../../wire/finished.js';
import { frame, type HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { certificateMessage } from '../../common/certificate-message.js';
import { shownCertificates } from '../../common/certificate-types.js';
import { chooseCredential, noteCertificateRequest } from '../../common/credentials.js';
import { signingWith } from '../../common/delegation.js';
import type { Keys13 } from '../../common/keys13.js';
import { certificateVerifyContent13, sign } from '../../common/sign-and-verify.js';
import { certificateEntries, findStaple, nothingToStaple, type Staple } from '../../common/staple.js';
import type { Handshake, Next, State } from '../../state.js';
import { readCertificateQuestion } from './certificate-request.js';

/**
 * Answers a CertificateRequest that comes after the handshake (RFC 8446, 4.6.2): with a certificate, or with an empty one
 * where none of ours fits. Throws `UNEXPECTED_MESSAGE` where post_handshake_auth was not offered.
 *
 * @param connected - The state to go back to.
 */
export function answerCertificateRequest(
  handshake: Handshake<ClientConfig>,
  keys: Keys13,
  message: HandshakeMessage,
  connected: State,
): Next {
  if (!handshake.config.postHandshakeAuth) {
    throw new TlsError(
      'UNEXPECTED_MESSAGE',
      'the server asked for a certificate after the handshake, which was not offered to it',
    );
  }
  const { context, wish } = readCertificateQuestion(handshake.config, message.body);
  const answer = new Answer(handshake, keys, context.slice(), message.raw);
  noteCertificateRequest(handshake.negotiated, wish);
  return chooseCredential(handshake, wish, (chosen) => {
    if (!chosen) {
      answer.noCertificate();
      answer.send();
      return connected;
    }
    const { staple = nothingToStaple } = wish;
    return findStaple(handshake, chosen.credential, staple, undefined, (found) => {
      answer.certificate(chosen.credential, found, wish.compression);
      const signing = signingWith(chosen, found.delegated);
      return sign(handshake, signing, answer.signedContent(), (signature) => {
        answer.add(
          handshakeTypes.certificateVerify,
          writeCertificateVerify({ scheme: signing.scheme.id, signature }),
        );
        answer.send();
        handshake.negotiated.localChain = shownCertificates(chosen.credential);
        return connected;
      });
    });
  });
}

/** The messages of an answer, which go out together: nothing may come between them (RFC 8446, 4.6.2). */
class Answer {
  readonly #handshake: Handshake<ClientConfig>;
  readonly #keys: Keys13;
  readonly #context: Uint8Array;
  /** All of the handshake, the request, and what is added (RFC 8446, 4.4.1). */
  readonly #transcript: HashContext;
  readonly #messages: { readonly type: number; readonly body: Uint8Array }[] = [];

  constructor(handshake: Handshake<ClientConfig>, keys: Keys13, context: Uint8Array, request: Uint8Array) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#context = context;
    this.#transcript = handshake.transcript.fork().update(request);
  }

  noCertificate(): void {
    this.add(handshakeTypes.certificate, writeCertificate13({ context: this.#context, entries: [] }));
  }

  certificate(credential: Credential, staple: Staple, compression: readonly number[] | undefined): void {
    const certificate = { context: this.#context, entries: certificateEntries(credential, staple) };
    const { type, body } = certificateMessage(this.#handshake, credential, certificate, compression);
    this.add(type, body);
  }

  add(type: number, body: Uint8Array): void {
    this.#messages.push({ type, body });
    this.#transcript.update(frame(type, body));
  }

  signedContent(): Uint8Array {
    return certificateVerifyContent13('client', this.#hash());
  }

  /** Adds Finished, under the traffic secret that it goes out with, and sends all. */
  send(): void {
    for (const { type, body } of this.#messages) this.#handshake.send(type, body);
    const verifyData = this.#keys.applicationVerifyData('client', this.#hash());
    this.#handshake.send(handshakeTypes.finished, writeFinished(verifyData));
  }

  #hash(): Uint8Array {
    return this.#transcript.clone().digest();
  }
}
