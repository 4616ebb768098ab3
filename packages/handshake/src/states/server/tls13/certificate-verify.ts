import { type PublicKey, TLS13 } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { readCertificateVerify } from '../../../wire/certificate-verify.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import type { Keys13 } from '../../common/keys13.js';
import { certificateVerifyContent13, verifySignature } from '../../common/sign-and-verify.js';
import type { Handshake, Next, State } from '../../state.js';
import { Server13Finished } from './finished.js';

/** Waits for the proof that the client has the key of its certificate. */
export class Server13CertificateVerify implements State {
  readonly name = 'server13-certificate-verify';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #keys: Keys13;
  readonly #clientKey: PublicKey;

  constructor(handshake: Handshake<ServerConfig>, keys: Keys13, clientKey: PublicKey) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#clientKey = clientKey;
  }

  handle(message: HandshakeMessage): Next {
    const { transcript } = this.#handshake;
    const signed = readCertificateVerify(message.body);
    // RFC 8446, 4.4.3: it covers everything up to the client's Certificate.
    const content = certificateVerifyContent13('client', transcript.hash());
    verifySignature(this.#handshake, 'CertificateVerify', this.#clientKey, TLS13, signed, content);
    transcript.add(message.raw);
    return new Server13Finished(this.#handshake, this.#keys);
  }
}
