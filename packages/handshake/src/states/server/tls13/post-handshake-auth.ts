import { equalBytes, type HashContext, type PublicKey, TLS13, TlsError } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { readCertificateExtensions } from '../../../extensions/certificate-extensions.js';
import { writeCertificateRequest13 } from '../../../wire/certificate-request13.js';
import { readCertificateVerify } from '../../../wire/certificate-verify.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { readCertificateMessage } from '../../common/certificate-message.js';
import type { Keys13 } from '../../common/keys13.js';
import { verifyPeerKey } from '../../common/peer-key.js';
import { certificateVerifyContent13, verifySignature } from '../../common/sign-and-verify.js';
import { takeStaple } from '../../common/staple.js';
import type { Handshake, Next, State } from '../../state.js';
import { certificateQuestions } from './certificate-questions.js';

/** Bytes of a request's context: enough that none is ever used twice, or guessed (RFC 8446, 4.3.2). */
const contextLength = 32;

/** A request for the client's certificate after the handshake (RFC 8446, 4.6.2), which waits for its answer. */
export interface OpenRequest {
  readonly context: Uint8Array;
  /** Whether the connection ends when there is no certificate. */
  readonly required: boolean;
  /** Types of the extensions of the request. */
  readonly questions: ReadonlySet<number>;
  /** All of the handshake, the request, and what came of the answer (RFC 8446, 4.4.1). */
  readonly transcript: HashContext;
}

/** Sends CertificateRequest. */
export function requestCertificate(handshake: Handshake<ServerConfig>, required: boolean): OpenRequest {
  const context = handshake.random(contextLength);
  const extensions = certificateQuestions(handshake.config);
  const body = writeCertificateRequest13({ context, extensions });
  const raw = handshake.send(handshakeTypes.certificateRequest, body);
  handshake.negotiated.certificateRequested = true;
  return {
    context,
    required,
    questions: new Set(extensions.map(({ type }) => type)),
    transcript: handshake.transcript.fork().update(raw),
  };
}

/** What the states after the client's Certificate have in common. */
interface Authentication {
  readonly handshake: Handshake<ServerConfig>;
  readonly keys: Keys13;
  readonly request: OpenRequest;
  /** Goes back to where it was asked from. */
  readonly done: () => State;
}

/** Takes the client's Certificate, the first message of its answer. */
export function takeCertificate(authentication: Authentication, message: HandshakeMessage): Next {
  const { handshake, request } = authentication;
  const { context, entries } = readCertificateMessage(handshake, message);
  // RFC 8446, 4.4.2.
  if (!equalBytes(context, request.context))
    throw new TlsError('ILLEGAL_PARAMETER', 'Certificate: a context that is not that of our request');
  const beside = entries.map(({ extensions }) => readCertificateExtensions(extensions, request.questions));
  request.transcript.update(message.raw);
  if (entries.length === 0) return goOnWithout(authentication);
  takeStaple(handshake, beside);
  const shown = entries.map(({ certificate }) => certificate);
  return verifyPeerKey(handshake, shown, (key) => new PostHandshakeCertificateVerify(authentication, key));
}

/** RFC 8446, 4.4.2.4: whether to go on without a certificate is the server's choice. */
function goOnWithout(authentication: Authentication): Next {
  if (!authentication.request.required) return new PostHandshakeFinished(authentication);
  throw new TlsError('CERTIFICATE_REQUIRED', 'the client has sent no certificate, and must have one here');
}

/** Waits for the proof that the client has the key of its certificate. */
class PostHandshakeCertificateVerify implements State {
  readonly name = 'server13-post-handshake-certificate-verify';
  readonly #authentication: Authentication;
  readonly #clientKey: PublicKey;

  constructor(authentication: Authentication, clientKey: PublicKey) {
    this.#authentication = authentication;
    this.#clientKey = clientKey;
  }

  handle(message: HandshakeMessage): Next {
    const { handshake, request } = this.#authentication;
    const signed = readCertificateVerify(message.body);
    const content = certificateVerifyContent13('client', request.transcript.clone().digest());
    verifySignature(handshake, 'CertificateVerify', this.#clientKey, TLS13, signed, content);
    request.transcript.update(message.raw);
    return new PostHandshakeFinished(this.#authentication);
  }
}

/** Waits for the Finished that ends the client's answer. */
class PostHandshakeFinished implements State {
  readonly name = 'server13-post-handshake-finished';
  readonly #authentication: Authentication;

  constructor(authentication: Authentication) {
    this.#authentication = authentication;
  }

  handle(message: HandshakeMessage): Next {
    const { done, keys, request } = this.#authentication;
    keys.checkApplicationFinished('client', message.body, request.transcript.digest());
    return done();
  }
}
