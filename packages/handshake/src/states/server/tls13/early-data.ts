import type { CipherSuite } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { readEmptyMessage } from '../../../wire/empty-message.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import type { Keys13 } from '../../common/keys13.js';
import type { Handshake, Next, State } from '../../state.js';
import { Server13Finished } from './finished.js';
import type { AgreedPsk } from './pre-shared-key.js';

/** Bytes that the records of skipped early data may add to it. */
const skippedOverhead = 1024;

/** Says no to early data, if any is offered: what comes of it passes unread (RFC 8446, 4.2.10). */
export function refuseEarlyData(
  handshake: Handshake<ServerConfig>,
  { extensions }: ReceivedClientHello,
): void {
  if (!extensions.earlyData) return;
  handshake.negotiated.earlyData = 'rejected';
  handshake.skipEarlyData(handshake.config.maxReceivedEarlyData + skippedOverhead);
}

/** Decides whether early data is taken, where it is offered, and notes it (RFC 8446, 4.2.10 and 8). */
export function decideEarlyData(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
  psk: AgreedPsk,
  suite: CipherSuite,
  next: () => Next,
): Next {
  const { config, negotiated } = handshake;
  const { session } = psk;
  if (!received.extensions.earlyData) return next();
  const decided = (accepts: boolean): Next => {
    if (!accepts || !session) refuseEarlyData(handshake, received);
    else {
      negotiated.earlyData = 'accepted';
      handshake.allowEarlyData(Math.min(session.fields.maxEarlyData, config.maxReceivedEarlyData));
    }
    return next();
  };
  if (!session || !isAcceptable(handshake, psk, suite)) return decided(false);
  if (!config.acceptEarlyData) return decided(true);
  return handshake.ask('early-data', config.acceptEarlyData, { session, alpn: negotiated.alpn }, decided);
}

/** RFC 8446, 4.2.10: the first key, its suite and its protocol; 8.1: a session that is used but once; 8.3: a fresh one. */
function isAcceptable(
  { config, negotiated }: Handshake<ServerConfig>,
  { index, identity, session, usedOnce }: AgreedPsk,
  suite: CipherSuite,
): boolean {
  if (!session || index !== 0 || !usedOnce || negotiated.helloRetryRequest) return false;
  const { fields } = session;
  const told = (identity.obfuscatedTicketAge - fields.ageAdd + 2 ** 32) % 2 ** 32;
  const seen = config.now() - fields.createdAt;
  return (
    config.maxEarlyData > 0 &&
    fields.maxEarlyData > 0 &&
    fields.suite.id === suite.id &&
    fields.alpn === negotiated.alpn &&
    Math.abs(told - seen) <= config.earlyDataWindow
  );
}

/** Waits for the end of the early data that it takes (RFC 8446, 4.5). */
export class Server13EndOfEarlyData implements State {
  readonly name = 'server13-end-of-early-data';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #keys: Keys13;

  constructor(handshake: Handshake<ServerConfig>, keys: Keys13) {
    this.#handshake = handshake;
    this.#keys = keys;
  }

  handle(message: HandshakeMessage): Next {
    readEmptyMessage(message.type, message.body);
    this.#handshake.transcript.add(message.raw);
    this.#handshake.allowEarlyData(0);
    this.#keys.readHandshake();
    return new Server13Finished(this.#handshake, this.#keys);
  }
}
