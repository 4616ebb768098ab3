import { fromHex } from '@proj/crypto';
import type { RawExtension } from '../../src/wire/raw-extension.js';

/** A message on its way out. */
export interface Outgoing {
  readonly type: number;
  readonly body: Uint8Array;
}

/** What goes out in the place of a message, whoever sends it. */
export type Edit = (message: Outgoing) => readonly Outgoing[];

export type Extensions = readonly RawExtension[];

/** An extension from its number and its data in hexadecimal. */
export function extension(type: number, data = ''): RawExtension {
  return { type, data: fromHex(data) };
}

/** Extensions without one of them. */
export function without(extensions: Extensions, type: number): RawExtension[] {
  return extensions.filter((one) => one.type !== type);
}

/** Changes the body of one type of message. */
export function bodyOf(type: number, edit: (body: Uint8Array) => Uint8Array): Edit {
  return (message) => [message.type === type ? { type, body: edit(message.body) } : message];
}

/** Leaves out one type of message. */
export function drop(type: number): Edit {
  return (message) => (message.type === type ? [] : [message]);
}

/** Puts another message in front of one type. */
export function before(type: number, inserted: Outgoing): Edit {
  return (message) => (message.type === type ? [inserted, message] : [message]);
}

/** Sends one type of message twice. */
export function twice(type: number): Edit {
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
