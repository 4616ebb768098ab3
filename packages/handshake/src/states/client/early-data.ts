import type { ClientConfig } from '../../config.js';
import type { Session } from '../../resumption/session.js';
import { suiteHash } from '../common/keys13.js';
import { enterEarlyData } from '../common/psk.js';
import type { Handshake } from '../state.js';

/** Goes over to the keys of early data, right behind the ClientHello that offers it (RFC 8446, 4.2.10). */
export function startEarlyData(
  handshake: Handshake<ClientConfig>,
  { fields: { maxEarlyData, secret, suite } }: Session,
  clientHello: Uint8Array,
): void {
  const { config, negotiated } = handshake;
  negotiated.earlyData = 'offered';
  handshake.allowEarlyData(maxEarlyData);
  // RFC 8446, D.4: where there is early data, it comes right before that.
  if (config.middleboxCompatibility) handshake.sendChangeCipherSpec();
  const hash = suiteHash(config.provider, suite).digest(clientHello);
  enterEarlyData(handshake, suite, secret, hash);
}

/** Gives up on early data that the server does not take; whether there was an offer of any. */
export function rejectEarlyData(handshake: Handshake<ClientConfig>): boolean {
  const { negotiated } = handshake;
  if (negotiated.earlyData !== 'offered') return negotiated.earlyData === 'rejected';
  negotiated.earlyData = 'rejected';
  handshake.allowEarlyData(0);
  handshake.setEarlyExporter(undefined);
  return true;
}
