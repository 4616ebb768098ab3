import { TlsError } from '@proj/crypto';
import type { Limits } from '../config.js';
import type { MessageName } from '../states/table.js';

/** Counts what a peer may do only so often in a row: it costs the peer next to nothing, and us some work each time. */
export class PeerCounts {
  #warnings = 0;
  #keyUpdates = 0;
  #postHandshakeMessages = 0;

  /** Application data came: what came before it had a purpose. */
  sawData(): void {
    this.#keyUpdates = 0;
    this.#postHandshakeMessages = 0;
  }

  /** A record that is no alert and not empty came. */
  sawOtherThanAlert(): void {
    this.#warnings = 0;
  }

  /** A warning alert (RFC 8446, 6). Throws `TOO_MANY_WARNING_ALERTS`. */
  warning({ maxWarningAlerts }: Limits): void {
    if (++this.#warnings <= maxWarningAlerts) return;
    throw new TlsError('TOO_MANY_WARNING_ALERTS', `${this.#warnings} warning alerts came in a row`);
  }

  /** A message that is no part of a handshake. Throws `TOO_MANY_KEY_UPDATES` or `UNEXPECTED_MESSAGE`. */
  postHandshake(name: MessageName, { maxKeyUpdates, maxPostHandshakeMessages }: Limits): void {
    if (name === 'key_update') {
      if (++this.#keyUpdates <= maxKeyUpdates) return;
      throw new TlsError('TOO_MANY_KEY_UPDATES', `${maxKeyUpdates} key updates came without any data`);
    }
    if (++this.#postHandshakeMessages <= maxPostHandshakeMessages) return;
    throw new TlsError('UNEXPECTED_MESSAGE', `${maxPostHandshakeMessages} messages came without any data`);
  }
}
