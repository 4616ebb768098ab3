import { type PublicKey, TLS12 } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { readCertificateVerify } from '../../../wire/certificate-verify.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { negotiatesSignatures } from '../../common/dialect.js';
import type { Keys12 } from '../../common/keys12.js';
import { verifySignature } from '../../common/sign-and-verify.js';
import type { Handshake, Next, State } from '../../state.js';
import { Server12ChangeCipherSpec } from './change-cipher-spec.js';

/** Waits for the proof that the client has the key of its certificate. */
export class Server12CertificateVerify implements State {
  readonly name = 'server12-certificate-verify';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #keys: Keys12;
  readonly #clientKey: PublicKey;

  constructor(handshake: Handshake<ServerConfig>, keys: Keys12, clientKey: PublicKey) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#clientKey = clientKey;
  }

  handle(message: HandshakeMessage): Next {
    const { negotiated, transcript } = this.#handshake;
    const { version = TLS12 } = negotiated;
    const signed = readCertificateVerify(message.body, negotiatesSignatures(version));
    // RFC 5246, 7.4.8: all messages so far are signed, hashed as the scheme says and not as the suite does.
    const content = this.#keys.proof();
    verifySignature(this.#handshake, 'CertificateVerify', this.#clientKey, version, signed, content);
    transcript.add(message.raw);
    transcript.forgetMessages();
    return new Server12ChangeCipherSpec(this.#handshake, this.#keys);
  }
}
