import { SSL30, TLS13 } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../config.js';
import { takeCustomExtensions } from '../../custom-extension.js';
import { checkClientHello } from '../../extensions/check-client-hello.js';
import type { HandshakeMessage } from '../../wire/handshake-message.js';
import type { Handshake, Next, State } from '../state.js';
import { readReceivedHello } from './received-hello.js';
import { negotiate12 } from './tls12/negotiate.js';
import { negotiate13 } from './tls13/negotiate.js';
import { checkFallback, selectVersion } from './version.js';

/** Waits for the ClientHello that opens the connection. */
export class ServerClientHello implements State {
  readonly name = 'server-client-hello';
  readonly #handshake: Handshake<ServerConfig>;

  constructor(handshake: Handshake<ServerConfig>) {
    this.#handshake = handshake;
  }

  handle(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    const { config, negotiated, transcript } = handshake;
    const received = readReceivedHello(message);
    transcript.add(received.raw);
    negotiated.clientRandom = received.hello.random;
    negotiated.serverName = received.extensions.serverName;
    const { certificateAuthorities = [], signatureAlgorithms = [] } = received.extensions;
    negotiated.peerSignatureSchemes = signatureAlgorithms;
    negotiated.peerAuthorities = certificateAuthorities.map((name) => name.slice());
    if (!config.onClientHello) return negotiate(handshake, received);
    return handshake.ask('client-hello', config.onClientHello, received, (replacement) => {
      if (replacement) handshake.replaceConfig(replacement);
      return negotiate(handshake, received);
    });
  }
}

/** The version comes before anything else: what a hello must be like depends on it (RFC 8446, 4.2.1). */
function negotiate(handshake: Handshake<ServerConfig>, received: ReceivedClientHello): Next {
  const { hello, extensions } = received;
  takeCustomExtensions(handshake.config, 'clientHello', hello.extensions);
  const version = selectVersion(handshake.config, hello, extensions);
  checkFallback(handshake.config, hello, version);
  checkClientHello(hello, extensions, version);
  handshake.setVersion(version);
  if (version === TLS13) return negotiate13(handshake, received);
  return negotiate12(handshake, version === SSL30 ? withoutExtensions(received) : received);
}

/** SSL 3.0 has no extension but one that came after it (RFC 5746, 4.5). */
function withoutExtensions({ hello, extensions, raw }: ReceivedClientHello): ReceivedClientHello {
  const { renegotiationInfo } = extensions;
  return { hello, extensions: renegotiationInfo ? { renegotiationInfo } : {}, raw };
}
