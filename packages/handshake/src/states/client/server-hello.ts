import {
  type CipherSuite,
  cipherSuiteById,
  equalBytes,
  type ProtocolVersion,
  TLS12,
  TLS13,
  TlsError,
  versionName,
  versions,
} from '@proj/crypto';
import type { ClientConfig } from '../../config.js';
import { extensionTable, selectedVersion } from '../../extensions/index.js';
import type { HandshakeMessage } from '../../wire/handshake-message.js';
import {
  downgradeToTls11,
  downgradeToTls12,
  isHelloRetryRequest,
  readServerHello,
  type ServerHello,
} from '../../wire/server-hello.js';
import type { Handshake, Next, State } from '../state.js';
import { retry } from './hello-retry-request.js';
import type { Offer } from './offer.js';
import { startTls12 } from './tls12/start.js';
import { startTls13 } from './tls13/start.js';

/** Waits for ServerHello or HelloRetryRequest (RFC 8446, 4.1.3, 4.1.4; RFC 5246, 7.4.1.3). */
export class AwaitServerHello implements State {
  readonly name = 'client-server-hello';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #offer: Offer;
  readonly #retrySuite: CipherSuite | undefined;

  /** @param retrySuite - The suite of the HelloRetryRequest, where there was one. */
  constructor(handshake: Handshake<ClientConfig>, offer: Offer, retrySuite?: CipherSuite) {
    this.#handshake = handshake;
    this.#offer = offer;
    this.#retrySuite = retrySuite;
  }

  handle(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    const hello = readServerHello(message.body);
    const retries = handshake.config.maxVersion >= TLS13 && isHelloRetryRequest(hello);
    // RFC 8446, 4.1.4: a second one in the same connection.
    if (retries && this.#retrySuite) {
      throw new TlsError('SECOND_HELLO_RETRY_REQUEST', 'the server asked for another ClientHello twice');
    }
    const version = this.#version(hello, retries);
    const suite = this.#suite(hello, version);
    this.#checkSessionId(hello, version);
    if (retries) {
      const offer = retry(handshake, this.#offer, suite, hello, message.raw);
      return new AwaitServerHello(handshake, offer, suite);
    }
    this.#checkDowngrade(hello, version);
    handshake.negotiated.suite = suite;
    handshake.negotiated.serverRandom = hello.random.slice();
    handshake.negotiated.sessionId = hello.sessionId.slice();
    handshake.setVersion(version);
    const start = version === TLS13 ? startTls13 : startTls12;
    return start(handshake, this.#offer, suite, hello, message.raw);
  }

  /** The version that the server chose (RFC 8446, 4.2.1). */
  #version(hello: ServerHello, retries: boolean): ProtocolVersion {
    const { config } = this.#handshake;
    const { id } = extensionTable.supportedVersions;
    const chooses = hello.extensions.some(({ type }) => type === id);
    const version = this.#offer.offered.has(id) ? selectedVersion(hello) : hello.legacyVersion;
    if ((retries || this.#retrySuite) && !chooses) {
      // RFC 8446, 4.1.4: a HelloRetryRequest is TLS 1.3's, says so, and what follows it keeps the version.
      const code = retries ? 'MISSING_EXTENSION' : 'ILLEGAL_PARAMETER';
      throw new TlsError(code, 'the server asked for another ClientHello without staying with TLS 1.3');
    }
    if (chooses && hello.legacyVersion !== TLS12) {
      // RFC 8446, 4.1.3.
      throw new TlsError(
        'ILLEGAL_PARAMETER',
        `ServerHello: legacy_version ${versionName(hello.legacyVersion)}`,
      );
    }
    if (this.#handshake.negotiated.earlyData === 'offered' && version < TLS13) {
      // RFC 8446, D.3: a server that knows nothing of early data would take it for garbage.
      throw new TlsError('UNSUPPORTED_PROTOCOL', `the server chose ${versionName(version)} for early data`);
    }
    // RFC 8446, 4.2.1: TLS 1.3 is chosen by the extension alone, and older versions never by it.
    const known = Object.values(versions).find((one) => one === version && (one < TLS13 || chooses));
    if (known && known >= config.minVersion && known <= config.maxVersion) return known;
    throw new TlsError(
      chooses ? 'ILLEGAL_PARAMETER' : 'UNSUPPORTED_PROTOCOL',
      `the server chose ${versionName(version)}, which is not offered: it may need another minVersion or maxVersion`,
    );
  }

  /** The suite that the server chose: offered, and one of the version's. */
  #suite({ cipherSuite }: ServerHello, version: ProtocolVersion): CipherSuite {
    const suite = this.#handshake.config.cipherSuites.find(({ id }) => id === cipherSuite);
    const offered = this.#offer.hello.cipherSuites.includes(cipherSuite);
    if (!suite || !offered || suite.tls13 !== (version === TLS13) || suite.minVersion > version) {
      const name = cipherSuiteById(cipherSuite)?.name ?? `0x${cipherSuite.toString(16).padStart(4, '0')}`;
      throw new TlsError(
        'WRONG_CIPHER_RETURNED',
        `the server chose ${name}, not offered for ${versionName(version)}`,
      );
    }
    // RFC 8446, 4.1.4.
    if (!this.#retrySuite || suite.id === this.#retrySuite.id) return suite;
    throw new TlsError(
      'WRONG_CIPHER_RETURNED',
      `the server chose ${this.#retrySuite.name} and then ${suite.name}`,
    );
  }

  /**
   * TLS 1.3 gives our session id back (RFC 8446, 4.1.3). Below it, giving it back means resumption (RFC 5246, 7.4.1.3),
   * and the one that we send for middleboxes belongs to no session.
   */
  #checkSessionId({ sessionId }: ServerHello, version: ProtocolVersion): void {
    const sent = this.#offer.hello.sessionId;
    const echoed = equalBytes(sessionId, sent);
    if (version === TLS13 && !echoed) {
      throw new TlsError('ILLEGAL_PARAMETER', 'ServerHello: the session id is not the one that was sent');
    }
    const { session } = this.#offer;
    const resumable = session !== undefined && session.fields.version < TLS13;
    if (version < TLS13 && echoed && sent.length > 0 && !resumable) {
      throw new TlsError(
        'ILLEGAL_PARAMETER',
        'ServerHello: the server resumes a session that there never was',
      );
    }
  }

  /** A server that knows a better version says so where no one can take it away (RFC 8446, 4.1.3). */
  #checkDowngrade({ random }: ServerHello, version: ProtocolVersion): void {
    const best = this.#handshake.config.maxVersion;
    const sentinel = random.subarray(random.length - downgradeToTls12.length);
    const to12 = best >= TLS13 && version < TLS13 && equalBytes(sentinel, downgradeToTls12);
    const to11 = best >= TLS12 && version < best && equalBytes(sentinel, downgradeToTls11);
    if (!to12 && !to11) return;
    throw new TlsError(
      'DOWNGRADE_DETECTED',
      `the server knows a better version than ${versionName(version)}: someone between us took it from the hello`,
    );
  }
}
