import type { ClientConfig } from '../../../config.js';
import { readEncryptedExtensionsContent } from '../../../extensions/index.js';
import { readEncryptedExtensions } from '../../../wire/encrypted-extensions.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { acceptedProtocol } from '../../common/alpn.js';
import type { Keys13 } from '../../common/keys13.js';
import type { Handshake, Next, State } from '../../state.js';
import { AwaitCertificateOrRequest } from './certificate.js';

/** Waits for EncryptedExtensions (RFC 8446, 4.3.1). */
export class AwaitEncryptedExtensions implements State {
  readonly name = 'client13-encrypted-extensions';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #offered: ReadonlySet<number>;
  readonly #keys: Keys13;

  /** @param offered - Types of the extensions in our ClientHello. */
  constructor(handshake: Handshake<ClientConfig>, offered: ReadonlySet<number>, keys: Keys13) {
    this.#handshake = handshake;
    this.#offered = offered;
    this.#keys = keys;
  }

  handle(message: HandshakeMessage): Next {
    const { config, negotiated, transcript } = this.#handshake;
    const { extensions } = readEncryptedExtensions(message.body);
    const { alpn } = readEncryptedExtensionsContent(extensions, this.#offered);
    transcript.add(message.raw);
    if (alpn) negotiated.alpn = acceptedProtocol(config.alpn, alpn);
    return new AwaitCertificateOrRequest(this.#handshake, this.#offered, this.#keys);
  }
}
