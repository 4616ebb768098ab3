import { type ClientHello, readClientHello, writeClientHello } from '../../src/wire/client-hello.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { bodyOf, extension, without } from '../support/edits.js';
import type { Change } from './duel.js';

export * from '../support/edits.js';

/** Changes every ClientHello. */
export function clientHello(edit: (hello: ClientHello) => Partial<ClientHello>): Change {
  return bodyOf(handshakeTypes.clientHello, (body) => {
    const hello = readClientHello(body);
    return writeClientHello({ ...hello, ...edit(hello) });
  });
}

/** Changes the second ClientHello, which answers a HelloRetryRequest. */
export function secondHello(edit: (hello: ClientHello) => Partial<ClientHello>): Change {
  const change = clientHello(edit);
  let hellos = 0;
  return (message, services) => {
    if (message.type === handshakeTypes.clientHello) hellos += 1;
    return hellos === 2 ? change(message, services) : [message];
  };
}

/** Adds an extension to the front: the back belongs to pre_shared_key. */
export function adding(type: number, data = ''): (hello: ClientHello) => Partial<ClientHello> {
  return ({ extensions }) => ({ extensions: [extension(type, data), ...extensions] });
}

/** Takes an extension away. */
export function removing(type: number): (hello: ClientHello) => Partial<ClientHello> {
  return ({ extensions }) => ({ extensions: without(extensions, type) });
}

/** Gives an extension another content; the extension must be there. */
export function setting(type: number, data: string): (hello: ClientHello) => Partial<ClientHello> {
  return ({ extensions }) => {
    if (!extensions.some((one) => one.type === type))
      throw new Error(`there is no extension ${type} to change`);
    return { extensions: extensions.map((one) => (one.type === type ? extension(type, data) : one)) };
  };
}
