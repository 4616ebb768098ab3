import { type CipherSuite, TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import type { ServerHello13Extensions } from '../../../extensions/index.js';
import { resume } from '../../common/resume.js';
import type { Handshake } from '../../state.js';
import { rejectEarlyData } from '../early-data.js';
import type { Offer } from '../offer.js';
import type { OfferedPsk } from '../psk-offer.js';

/**
 * The pre-shared key that the server chose, if it chose one. Throws `ILLEGAL_PARAMETER` for one that was not offered,
 * that the suite does not go with, or that is to be used in a way that was not offered (RFC 8446, 4.2.11);
 * `MISSING_EXTENSION` where there is neither a key share nor a PSK (RFC 8446, 4.2.8 and 9.2).
 */
export function selectedPsk(
  handshake: Handshake<ClientConfig>,
  offer: Offer,
  suite: CipherSuite,
  { keyShare, preSharedKey }: ServerHello13Extensions,
): OfferedPsk | undefined {
  if (preSharedKey !== 0) rejectEarlyData(handshake);
  if (preSharedKey === undefined) {
    if (keyShare) return undefined;
    throw new TlsError('MISSING_EXTENSION', 'ServerHello: key_share is missing');
  }
  const psk = offer.psks[preSharedKey];
  if (!psk) {
    throw new TlsError('ILLEGAL_PARAMETER', `ServerHello: the PSK ${preSharedKey} was not offered`);
  }
  if (psk.hash.name !== suite.hash) {
    throw new TlsError(
      'ILLEGAL_PARAMETER',
      `ServerHello: ${suite.name} does not go with a PSK for ${psk.hash.name}`,
    );
  }
  if (!keyShare && !handshake.config.pskWithoutDhe) {
    throw new TlsError(
      'ILLEGAL_PARAMETER',
      'ServerHello: the PSK is to be used without a key share, which was not offered',
    );
  }
  if (psk.session) resume(handshake, psk.session);
  else handshake.negotiated.pskIdentity = psk.identity;
  return psk;
}
