import { type CipherSuite, type GroupName, groupById, TLS13, TlsError } from '@proj/crypto';
import { nullSealer } from '@proj/record';
import type { ClientConfig } from '../../config.js';
import { readHelloRetryRequestExtensions } from '../../extensions/index.js';
import type { ServerHello } from '../../wire/server-hello.js';
import { suiteHash } from '../common/keys13.js';
import type { Handshake } from '../state.js';
import { rejectEarlyData } from './early-data.js';
import { type Offer, secondOffer } from './offer.js';

/**
 * Answers a HelloRetryRequest with a second ClientHello (RFC 8446, 4.1.4).
 *
 * @param offer - Of the first.
 * @param raw - The message, for the transcript.
 */
export function retry(
  handshake: Handshake<ClientConfig>,
  offer: Offer,
  suite: CipherSuite,
  hello: ServerHello,
  raw: Uint8Array,
): Offer {
  const { config, negotiated, transcript } = handshake;
  const { cookie, keyShare } = readHelloRetryRequestExtensions(hello.extensions, offer.offered);
  const group = keyShare === undefined ? undefined : retryGroup(handshake, offer, keyShare);
  if (group === undefined && cookie === undefined) {
    throw new TlsError(
      'HELLO_RETRY_WITHOUT_CHANGE',
      'the server asked for another ClientHello just like the first',
    );
  }
  negotiated.helloRetryRequest = true;
  handshake.setVersion(TLS13);
  transcript.start(suiteHash(config.provider, suite));
  transcript.retry();
  transcript.add(raw);
  handshake.tolerateChangeCipherSpec(true);
  const early = rejectEarlyData(handshake);
  if (early) handshake.changeWriteKey(nullSealer());
  // RFC 8446, D.4: before the second flight, which this is, where early data was not that.
  else if (config.middleboxCompatibility) handshake.sendChangeCipherSpec();
  return secondOffer(handshake, offer, { group, cookie: cookie?.slice(), hash: suite.hash });
}

/** The group wanted: offered, and without a share so far (RFC 8446, 4.2.8). */
function retryGroup({ config }: Handshake<ClientConfig>, { exchanges }: Offer, id: number): GroupName {
  const name = groupById(id)?.name;
  if (name === undefined || !config.groups.includes(name)) {
    throw new TlsError(
      'WRONG_GROUP',
      `the server wants a key share for group ${name ?? id}, not offered to it`,
    );
  }
  if (!exchanges.has(name)) return name;
  throw new TlsError('WRONG_GROUP', `the server wants a key share for ${name}, which it has already`);
}
