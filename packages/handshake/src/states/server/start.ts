import type { ServerConfig } from '../../config.js';
import type { Handshake, Next } from '../state.js';
import { ServerClientHello } from './client-hello.js';

/** The server's first state: it waits for a ClientHello, of whatever version. */
export function startServer(handshake: Handshake<ServerConfig>): Next {
  return new ServerClientHello(handshake);
}
