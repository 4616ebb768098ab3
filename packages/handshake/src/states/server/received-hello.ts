import type { ReceivedClientHello } from '../../config.js';
import { readClientHelloExtensions } from '../../extensions/client-hello-extensions.js';
import { readClientHello } from '../../wire/client-hello.js';
import type { HandshakeMessage } from '../../wire/handshake-message.js';

/** Reads a ClientHello with its extensions. */
export function readReceivedHello({ body, raw }: HandshakeMessage): ReceivedClientHello {
  const hello = readClientHello(body);
  return { hello, extensions: readClientHelloExtensions(hello.extensions), raw };
}
