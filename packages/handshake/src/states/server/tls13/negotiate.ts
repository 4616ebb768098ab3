import { type CipherSuite, type HashName, TlsError } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { pskModes } from '../../../extensions/psk-key-exchange-modes.js';
import { suiteHash } from '../../common/keys13.js';
import { shared } from '../../common/preference.js';
import type { Handshake, Next } from '../../state.js';
import { answerHello } from './answer-hello.js';
import { selectGroup } from './groups.js';
import { requestRetry } from './hello-retry-request.js';
import { type AgreedPsk, choosePsk } from './pre-shared-key.js';

/**
 * Settles what TLS 1.3 will use and answers the ClientHello, with a HelloRetryRequest where the client guessed a group
 * that we would rather not use (RFC 8446, 4.1.1).
 */
export function negotiate13(handshake: Handshake<ServerConfig>, received: ReceivedClientHello): Next {
  // RFC 8446, 5: from here to the client's Finished, its ChangeCipherSpec records mean nothing.
  handshake.tolerateChangeCipherSpec(true);
  return choosePsk(handshake, received, undefined, (psk) => settle(handshake, received, psk));
}

function settle(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
  psk: AgreedPsk | undefined,
): Next {
  const { config, negotiated, transcript } = handshake;
  const { hello, extensions } = received;
  const suite = selectSuite(config, hello.cipherSuites, psk?.hash.name);
  negotiated.suite = suite;
  negotiated.postHandshakeAuth = extensions.postHandshakeAuth === true;
  transcript.start(suiteHash(config.provider, suite));
  transcript.forgetMessages();
  if (psk && !usesExchange(extensions.pskKeyExchangeModes)) {
    return answerHello(handshake, { received, suite, psk, exchange: undefined });
  }
  const offered = extensions.keyShare ?? [];
  const group = selectGroup(config, extensions.supportedGroups ?? [], offered);
  negotiated.group = group.name;
  const share = offered.find((entry) => entry.group === group.id)?.keyExchange;
  if (share) return answerHello(handshake, { received, suite, psk, exchange: { group, share } });
  return requestRetry(handshake, { received, suite, group, psk });
}

/** A key alone is used only with a client that will not have more (RFC 8446, 4.2.9). */
function usesExchange(modes: readonly number[] = []): boolean {
  return modes.includes(pskModes.pskDhe);
}

/** The best common suite, of those that a PSK's hash goes with. Throws `NO_SHARED_CIPHER` (handshake_failure). */
function selectSuite(config: ServerConfig, offered: readonly number[], hash?: HashName): CipherSuite {
  const ours = config.cipherSuites.filter(
    (suite) => suite.tls13 && (hash === undefined || suite.hash === hash),
  );
  const [suite] = shared(ours, offered, config.preferServerOrder);
  if (suite) return suite;
  throw new TlsError('NO_SHARED_CIPHER', 'the client offers no TLS 1.3 cipher suite that this server uses');
}
