import { type CipherSuite, type GroupName, groupById, TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { readServerHello13Extensions } from '../../../extensions/index.js';
import type { ServerHello } from '../../../wire/server-hello.js';
import { Keys13, suiteHash } from '../../common/keys13.js';
import type { Handshake, Next } from '../../state.js';
import type { Offer } from '../offer.js';
import { AwaitEncryptedExtensions } from './encrypted-extensions.js';

/** Goes on in TLS 1.3 after a ServerHello that chose it (RFC 8446, 4.1.3): from here on, messages are encrypted. */
export function startTls13(
  handshake: Handshake<ClientConfig>,
  offer: Offer,
  suite: CipherSuite,
  hello: ServerHello,
  raw: Uint8Array,
): Next {
  const { config, negotiated, transcript } = handshake;
  const { keyShare } = readServerHello13Extensions(hello.extensions, offer.offered);
  // RFC 8446, 4.2.8 and 9.2: without a pre-shared key there is always one.
  if (!keyShare) throw new TlsError('MISSING_EXTENSION', 'ServerHello: key_share is missing');
  const group = sharedGroup(offer, keyShare.group);
  const sharedSecret = offer.exchanges.get(group)?.finish(keyShare.keyExchange);
  negotiated.group = group;

  // A HelloRetryRequest has started it already.
  if (!negotiated.helloRetryRequest) transcript.start(suiteHash(config.provider, suite));
  transcript.add(raw);
  transcript.forgetMessages();
  const keys = new Keys13(handshake, suite);
  keys.startHandshake(sharedSecret);
  keys.readHandshake();
  handshake.tolerateChangeCipherSpec(true);
  // RFC 8446, D.4: immediately before the second flight, where the second ClientHello was not that. Not before: a server
  // that is still writing its own flight may not read yet.
  handshake.beforeNextWrite(() => {
    if (config.middleboxCompatibility && !negotiated.helloRetryRequest) handshake.sendChangeCipherSpec();
    keys.writeHandshake();
  });
  return new AwaitEncryptedExtensions(handshake, offer.offered, keys);
}

/** The group of the server's share: one that it was sent a share for (RFC 8446, 4.2.8). */
function sharedGroup({ exchanges }: Offer, id: number): GroupName {
  const name = groupById(id)?.name;
  if (name !== undefined && exchanges.has(name)) return name;
  throw new TlsError(
    'WRONG_GROUP',
    `the server answered with a share for group ${name ?? id}, not sent to it`,
  );
}
