import { type CipherSuite, type GroupName, groupById, TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { type KeyShareEntry, readServerHello13Extensions } from '../../../extensions/index.js';
import type { ServerHello } from '../../../wire/server-hello.js';
import { Keys13, suiteHash } from '../../common/keys13.js';
import type { Handshake, Next } from '../../state.js';
import type { Offer } from '../offer.js';
import { AwaitEncryptedExtensions } from './encrypted-extensions.js';
import { selectedPsk } from './selected-psk.js';

/** Goes on in TLS 1.3 after a ServerHello that chose it (RFC 8446, 4.1.3): from here on, messages are encrypted. */
export function startTls13(
  handshake: Handshake<ClientConfig>,
  offer: Offer,
  suite: CipherSuite,
  hello: ServerHello,
  raw: Uint8Array,
): Next {
  const { config, negotiated, transcript } = handshake;
  const extensions = readServerHello13Extensions(hello.extensions, offer.offered);
  const psk = selectedPsk(handshake, offer, suite, extensions);
  const sharedSecret = exchange(handshake, offer, extensions.keyShare);

  // A HelloRetryRequest has started it already.
  if (!negotiated.helloRetryRequest) transcript.start(suiteHash(config.provider, suite));
  transcript.add(raw);
  transcript.forgetMessages();
  const keys = new Keys13(handshake, suite, psk?.key);
  keys.startHandshake(sharedSecret);
  keys.readHandshake();
  handshake.tolerateChangeCipherSpec(true);
  // RFC 8446, D.4: immediately before the second flight, where the second ClientHello was not that. Not before: a server
  // that is still writing its own flight may not read yet.
  // Early data was such a flight, too, and goes on until the server has answered it.
  const second = negotiated.helloRetryRequest || negotiated.earlyData !== 'none';
  if (negotiated.earlyData !== 'offered') {
    handshake.beforeNextWrite(() => {
      if (config.middleboxCompatibility && !second) handshake.sendChangeCipherSpec();
      keys.writeHandshake();
    });
  }
  return new AwaitEncryptedExtensions(handshake, offer.offered, keys, psk);
}

/** The shared secret of the key exchange; none where a PSK is used alone. */
function exchange(
  { negotiated }: Handshake<ClientConfig>,
  offer: Offer,
  share: KeyShareEntry | undefined,
): Uint8Array | undefined {
  if (!share) return undefined;
  const group = sharedGroup(offer, share.group);
  negotiated.group = group;
  return offer.exchanges.get(group)?.finish(share.keyExchange);
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
