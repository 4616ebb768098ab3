import type { ReceivedClientHello } from '../../config.js';
import { readClientHelloExtensions } from '../../extensions/client-hello-extensions.js';
import { readClientHello } from '../../wire/client-hello.js';
import { type HandshakeMessage, handshakeHeaderLength } from '../../wire/handshake-message.js';

/** Reads a ClientHello with its extensions, from a copy: decisions may outlast the message. */
export function readReceivedHello(message: HandshakeMessage): ReceivedClientHello {
  const raw = message.raw.slice();
  const hello = readClientHello(raw.subarray(handshakeHeaderLength));
  return { hello, extensions: readClientHelloExtensions(hello.extensions), raw };
}
