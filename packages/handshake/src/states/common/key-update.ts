import { handshakeTypes } from '../../wire/handshake-type.js';
import { readKeyUpdate, writeKeyUpdate } from '../../wire/key-update.js';
import type { Handshake, TrafficSecrets } from '../state.js';

/**
 * Takes a KeyUpdate: the peer's next record comes under its next key, and where it asks for it, so will ours
 * (RFC 8446, 4.6.3). Requests that come before ours went out are answered once. How many may come without data in
 * between is the connection's to count.
 */
export function receiveKeyUpdate(handshake: Handshake, traffic: TrafficSecrets, body: Uint8Array): void {
  const { updateRequested } = readKeyUpdate(body);
  traffic.updateReadKey();
  if (updateRequested) handshake.oweKeyUpdate();
}

/** Sends a KeyUpdate under the current key; our next key must follow at once (RFC 8446, 4.6.3). */
export function sendKeyUpdate(handshake: Handshake, requestPeer: boolean): void {
  handshake.send(handshakeTypes.keyUpdate, writeKeyUpdate({ updateRequested: requestPeer }));
}
