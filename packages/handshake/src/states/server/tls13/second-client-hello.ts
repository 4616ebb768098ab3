import { equalBytes, type Group, TLS13, TlsError } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { checkClientHello } from '../../../extensions/check-client-hello.js';
import { extensionName } from '../../../extensions/extension-set.js';
import type { KeyShareEntry } from '../../../extensions/key-share.js';
import * as extensionTable from '../../../extensions/table.js';
import type { ClientHello } from '../../../wire/client-hello.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import type { Handshake, Next, State } from '../../state.js';
import { readReceivedHello } from '../received-hello.js';
import { answerHello } from './answer-hello.js';
import type { SentRetry } from './hello-retry-request.js';
import { choosePsk } from './pre-shared-key.js';

/** encrypted_client_hello, which a client that we do not understand seals anew (RFC 9849, 6.1). */
const encryptedClientHello = 0xfe0d;

/** Extensions whose content may differ after a HelloRetryRequest (RFC 8446, 4.1.2), or which may come or go. */
const changeable: ReadonlySet<number> = new Set([
  extensionTable.keyShare.id,
  extensionTable.earlyData.id,
  extensionTable.preSharedKey.id,
  extensionTable.padding.id,
  encryptedClientHello,
]);

/** Waits for the ClientHello that answers our HelloRetryRequest. */
export class ServerSecondClientHello implements State {
  readonly name = 'server-second-client-hello';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #retry: SentRetry;

  constructor(handshake: Handshake<ServerConfig>, retry: SentRetry) {
    this.#handshake = handshake;
    this.#retry = retry;
  }

  handle(message: HandshakeMessage): Next {
    const { suite, group, cookie, psk: earlier, received: first } = this.#retry;
    const received = readReceivedHello(message);
    checkUnchanged(first.hello, received.hello, cookie);
    checkClientHello(received.hello, received.extensions, TLS13);
    const share = onlyShare(received.extensions.keyShare ?? [], group);
    return choosePsk(this.#handshake, received, { hash: suite.hash, psk: earlier }, (psk) => {
      this.#handshake.transcript.add(received.raw);
      return answerHello(this.#handshake, { received, suite, psk, exchange: { group, share } });
    });
  }
}

/** RFC 8446, 4.1.2: a client sends the same ClientHello again, but for what it was asked to change. */
function checkUnchanged(first: ClientHello, second: ClientHello, cookie: Uint8Array | undefined): void {
  if (first.legacyVersion !== second.legacyVersion) throw changed('legacy_version');
  if (!equalBytes(first.random, second.random)) throw changed('random');
  if (!equalBytes(first.sessionId, second.sessionId)) throw changed('legacy_session_id');
  if (!equalNumbers(first.cipherSuites, second.cipherSuites)) throw changed('cipher_suites');
  if (!equalBytes(first.compressionMethods, second.compressionMethods)) {
    throw changed('legacy_compression_methods');
  }
  checkExtensionsUnchanged(first, second, cookie);
}

function checkExtensionsUnchanged(
  first: ClientHello,
  second: ClientHello,
  cookie: Uint8Array | undefined,
): void {
  const before = new Map(first.extensions.map(({ type, data }) => [type, data]));
  const after = new Map(second.extensions.map(({ type, data }) => [type, data]));
  // RFC 8446, 4.2.2: our cookie comes back as it is.
  if (cookie) before.set(extensionTable.cookie.id, cookie);
  // RFC 8446, 4.2.10: early data is over once the server has asked for another hello.
  if (after.has(extensionTable.earlyData.id)) throw changed('early_data');
  // An existing offer of PSKs may be updated or shrink; a new one may not come up.
  const { id: preSharedKey } = extensionTable.preSharedKey;
  if (after.has(preSharedKey) && !before.has(preSharedKey)) throw changed('pre_shared_key');
  for (const type of new Set([...before.keys(), ...after.keys()])) {
    if (changeable.has(type)) continue;
    const was = before.get(type);
    const is = after.get(type);
    if (!was || !is || !equalBytes(was, is)) throw changed(extensionName(type));
  }
}

/** RFC 8446, 4.1.2 and 4.2.8: the shares are replaced by one, for the group that was asked for. */
function onlyShare(shares: readonly KeyShareEntry[], group: Group): Uint8Array {
  const [share, ...others] = shares;
  if (share?.group === group.id && others.length === 0) return share.keyExchange;
  throw new TlsError(
    'WRONG_GROUP',
    `the second ClientHello does not answer the HelloRetryRequest with one share, for ${group.name}`,
  );
}

function equalNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function changed(what: string): TlsError {
  return new TlsError(
    'CLIENT_HELLO_CHANGED',
    `the second ClientHello has another ${what} than the first, which a HelloRetryRequest does not ask for`,
  );
}
