import { type CipherSuite, type Group, TLS12, TLS13 } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { writeHelloRetryRequestExtensions } from '../../../extensions/server-hello-extensions.js';
import * as extensionTable from '../../../extensions/table.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { helloRetryRequestRandom, writeServerHello } from '../../../wire/server-hello.js';
import type { Handshake, Next } from '../../state.js';
import { shapeExtensions } from '../shape-extensions.js';
import { refuseEarlyData } from './early-data.js';
import { sendMiddleboxChangeCipherSpec } from './middlebox.js';
import type { AgreedPsk } from './pre-shared-key.js';
import { ServerSecondClientHello } from './second-client-hello.js';

/** What a HelloRetryRequest holds the client to. */
export interface Retry {
  /** The first ClientHello. */
  readonly received: ReceivedClientHello;
  /** The suite, which stays what it is (RFC 8446, 4.1.4). */
  readonly suite: CipherSuite;
  /** The group that a share is wanted for. */
  readonly group: Group;
  /** The pre-shared key that was agreed on, if one was. */
  readonly psk: AgreedPsk | undefined;
}

/** A HelloRetryRequest that was sent. */
export interface SentRetry extends Retry {
  /** The cookie extension in it, if there was one. */
  readonly cookie: Uint8Array | undefined;
}

/** Asks for another ClientHello, with a share for our group (RFC 8446, 4.1.4). It needs no cookie: we keep our state. */
export function requestRetry(handshake: Handshake<ServerConfig>, retry: Retry): Next {
  const { hello } = retry.received;
  const answers = writeHelloRetryRequestExtensions({ supportedVersions: TLS13, keyShare: retry.group.id });
  const extensions = shapeExtensions(handshake.config, 'helloRetryRequest', answers, retry.received);
  handshake.transcript.retry();
  refuseEarlyData(handshake, retry.received);
  handshake.negotiated.helloRetryRequest = true;
  const body = writeServerHello({
    legacyVersion: TLS12,
    random: helloRetryRequestRandom,
    sessionId: hello.sessionId,
    cipherSuite: retry.suite.id,
    extensions,
  });
  handshake.send(handshakeTypes.serverHello, body);
  sendMiddleboxChangeCipherSpec(handshake, hello);
  const cookie = extensions.find(({ type }) => type === extensionTable.cookie.id)?.data;
  return new ServerSecondClientHello(handshake, { ...retry, cookie });
}
