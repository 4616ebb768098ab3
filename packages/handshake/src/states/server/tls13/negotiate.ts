import { type CipherSuite, TlsError } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { suiteHash } from '../../common/keys13.js';
import { shared } from '../../common/preference.js';
import type { Handshake, Next } from '../../state.js';
import { answerHello } from './answer-hello.js';
import { selectGroup } from './groups.js';
import { requestRetry } from './hello-retry-request.js';

/**
 * Settles what TLS 1.3 will use and answers the ClientHello, with a HelloRetryRequest where the client guessed a group
 * that we would rather not use (RFC 8446, 4.1.1).
 */
export function negotiate13(handshake: Handshake<ServerConfig>, received: ReceivedClientHello): Next {
  const { config, negotiated, transcript } = handshake;
  const { hello, extensions } = received;
  // RFC 8446, 5: from here to the client's Finished, its ChangeCipherSpec records mean nothing.
  handshake.tolerateChangeCipherSpec(true);
  const suite = selectSuite(config, hello.cipherSuites);
  negotiated.suite = suite;
  transcript.start(suiteHash(config.provider, suite));
  transcript.forgetMessages();
  const offered = extensions.keyShare ?? [];
  const group = selectGroup(config, extensions.supportedGroups ?? [], offered);
  negotiated.group = group.name;
  const share = offered.find((entry) => entry.group === group.id);
  if (share) return answerHello(handshake, { received, suite, group, share: share.keyExchange });
  return requestRetry(handshake, { received, suite, group });
}

/** Throws `NO_SHARED_CIPHER` (handshake_failure). */
function selectSuite(config: ServerConfig, offered: readonly number[]): CipherSuite {
  const ours = config.cipherSuites.filter((suite) => suite.tls13);
  const [suite] = shared(ours, offered, config.preferServerOrder);
  if (suite) return suite;
  throw new TlsError('NO_SHARED_CIPHER', 'the client offers no TLS 1.3 cipher suite that this server uses');
}
