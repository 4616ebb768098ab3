import { TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { takeCustomExtensions } from '../../../custom-extension.js';
import { readEncryptedExtensionsContent } from '../../../extensions/index.js';
import { readEncryptedExtensions } from '../../../wire/encrypted-extensions.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { acceptedProtocol } from '../../common/alpn.js';
import { takeCertificateTypes } from '../../common/certificate-types.js';
import type { Keys13 } from '../../common/keys13.js';
import { takeLimits } from '../../common/record-limits.js';
import type { Handshake, Next, State } from '../../state.js';
import { rejectEarlyData } from '../early-data.js';
import type { OfferedPsk } from '../psk-offer.js';
import { AwaitCertificateOrRequest } from './certificate.js';
import { AwaitFinished } from './finished.js';

/** Waits for EncryptedExtensions (RFC 8446, 4.3.1). */
export class AwaitEncryptedExtensions implements State {
  readonly name = 'client13-encrypted-extensions';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #offered: ReadonlySet<number>;
  readonly #keys: Keys13;
  readonly #psk: OfferedPsk | undefined;

  /**
   * @param offered - Types of the extensions in our ClientHello.
   * @param psk - The pre-shared key that the server chose, if it chose one.
   */
  constructor(
    handshake: Handshake<ClientConfig>,
    offered: ReadonlySet<number>,
    keys: Keys13,
    psk: OfferedPsk | undefined,
  ) {
    this.#handshake = handshake;
    this.#offered = offered;
    this.#keys = keys;
    this.#psk = psk;
  }

  handle(message: HandshakeMessage): Next {
    const { config, negotiated, transcript } = this.#handshake;
    const { extensions } = readEncryptedExtensions(message.body);
    const answers = readEncryptedExtensionsContent(extensions, this.#offered);
    const { alpn, earlyData } = answers;
    takeCustomExtensions(config, 'encryptedExtensions', extensions);
    takeCertificateTypes(this.#handshake, answers);
    takeLimits(this.#handshake, answers);
    transcript.add(message.raw);
    if (alpn) negotiated.alpn = acceptedProtocol(config.alpn, alpn);
    if (earlyData) this.#acceptEarlyData();
    else if (negotiated.earlyData === 'offered') {
      rejectEarlyData(this.#handshake);
      this.#handshake.beforeNextWrite(() => this.#keys.writeHandshake());
    }
    // RFC 8446, 4.3.2 and 4.4.2: a PSK has authenticated the server.
    if (this.#psk) return new AwaitFinished(this.#handshake, this.#keys, undefined);
    return new AwaitCertificateOrRequest(this.#handshake, this.#offered, this.#keys);
  }

  /** RFC 8446, 4.2.10: early data is for the first PSK, its suite and its protocol. */
  #acceptEarlyData(): void {
    const { negotiated } = this.#handshake;
    const { suite, alpn } = this.#psk?.session?.fields ?? {};
    const fits = suite?.id === negotiated.suite?.id && alpn === negotiated.alpn;
    if (negotiated.earlyData !== 'offered' || !fits) {
      throw new TlsError(
        'ILLEGAL_PARAMETER',
        'EncryptedExtensions: early data is accepted with another suite or protocol than its session has',
      );
    }
    negotiated.earlyData = 'accepted';
  }
}
