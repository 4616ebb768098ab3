import type { ClientConfig, ServerConfig } from '../config.js';
import type { Services } from '../services.js';
import type { StateName } from '../states/table.js';

/** What a client of TLS 1.2 waits for when its Finished is out. */
const states: ReadonlySet<StateName | 'idle'> = new Set<StateName>([
  'client12-new-session-ticket',
  'client12-change-cipher-spec',
]);

/**
 * Whether a client may write although the server's Finished is not there yet: where the configuration lets it, and what has
 * been agreed on is too good to have been forced on it (RFC 7918, 4). ALPN tells that the server knows of such clients.
 */
export function mayFalseStart(
  { config, negotiated, renegotiation }: Services<ClientConfig | ServerConfig>,
  state: StateName | 'idle',
): boolean {
  const { alpn, session, suite } = negotiated;
  if (config.role !== 'client' || !config.falseStart || renegotiation.running) return false;
  if (!states.has(state) || !suite || session || alpn === undefined) return false;
  const { authentication, keyExchange, protection } = suite;
  const secret = keyExchange === 'ecdhe' || keyExchange === 'dhe';
  return secret && authentication !== 'psk' && protection.kind === 'aead';
}
