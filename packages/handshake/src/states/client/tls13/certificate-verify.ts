import { type PublicKey, TLS13 } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { readCertificateVerify } from '../../../wire/certificate-verify.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import type { CredentialWish } from '../../common/credentials.js';
import type { Keys13 } from '../../common/keys13.js';
import { certificateVerifyContent13, verifySignature } from '../../common/sign-and-verify.js';
import type { Handshake, Next, State } from '../../state.js';
import { AwaitFinished } from './finished.js';

/** Waits for the server's CertificateVerify (RFC 8446, 4.4.3). */
export class AwaitCertificateVerify implements State {
  readonly name = 'client13-certificate-verify';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #keys: Keys13;
  readonly #key: PublicKey;
  readonly #request: CredentialWish | undefined;

  constructor(
    handshake: Handshake<ClientConfig>,
    keys: Keys13,
    key: PublicKey,
    request: CredentialWish | undefined,
  ) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#key = key;
    this.#request = request;
  }

  handle(message: HandshakeMessage): Next {
    const { transcript } = this.#handshake;
    const content = certificateVerifyContent13('server', transcript.hash());
    const signed = readCertificateVerify(message.body);
    verifySignature(this.#handshake, 'CertificateVerify', this.#key, TLS13, signed, content);
    transcript.add(message.raw);
    return new AwaitFinished(this.#handshake, this.#keys, this.#request);
  }
}
