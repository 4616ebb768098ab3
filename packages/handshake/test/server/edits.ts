import { fromHex } from '@proj/crypto';
import { type ClientHello, readClientHello, writeClientHello } from '../../src/wire/client-hello.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import type { RawExtension } from '../../src/wire/raw-extension.js';
import type { Change, Outgoing } from './duel.js';

type Extensions = readonly RawExtension[];

/** An extension from its number and its data in hexadecimal. */
export function extension(type: number, data = ''): RawExtension {
  return { type, data: fromHex(data) };
}

/** Extensions without one of them. */
export function without(extensions: Extensions, type: number): RawExtension[] {
  return extensions.filter((one) => one.type !== type);
}

/** Changes the body of one type of message. */
export function bodyOf(type: number, edit: (body: Uint8Array) => Uint8Array): Change {
  return (message) => [message.type === type ? { type, body: edit(message.body) } : message];
}

/** Leaves out one type of message. */
export function drop(type: number): Change {
  return (message) => (message.type === type ? [] : [message]);
}

/** Puts another message in front of one type. */
export function before(type: number, inserted: Outgoing): Change {
  return (message) => (message.type === type ? [inserted, message] : [message]);
}

/** Sends one type of message twice. */
export function twice(type: number): Change {
  return (message) => (message.type === type ? [message, message] : [message]);
}

/** Cuts the last byte off. */
export const truncated = (body: Uint8Array): Uint8Array => body.subarray(0, -1);

/** Adds one byte. */
export const longer = (body: Uint8Array): Uint8Array => Uint8Array.of(...body, 0);

/** Turns one bit over; the last byte's, or that of the place given. */
export function flipped(body: Uint8Array, at: number = body.length - 1): Uint8Array {
  return body.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

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
