/** Bytes of a handshake message's header: type and `uint24` length (RFC 8446, 4). */
export const handshakeHeaderLength = 4;

/** A whole handshake message, not yet parsed. */
export interface HandshakeMessage {
  /** The `HandshakeType` number, known or not. */
  readonly type: number;
  /** The body, without the header: what the `read…` functions take. A view into `raw`. */
  readonly body: Uint8Array;
  /** Header and body as they came: what the transcript hashes. Nothing writes to them any more. */
  readonly raw: Uint8Array;
}

/**
 * Puts the four-byte header in front of a body.
 *
 * @param type - The `HandshakeType` number.
 * @param body - What a `write…` function gave; at most 2^24 - 1 bytes, else a `RangeError`.
 */
export function frame(type: number, body: Uint8Array): Uint8Array {
  if (body.length > 0xffffff)
    throw new RangeError(`a handshake message of ${body.length} bytes has no header`);
  const raw = new Uint8Array(handshakeHeaderLength + body.length);
  raw[0] = type;
  raw[1] = body.length >>> 16;
  raw[2] = body.length >>> 8;
  raw[3] = body.length;
  raw.set(body, handshakeHeaderLength);
  return raw;
}

/** A message that lives longer than the buffer that it came in. */
export function copyOf({ type, raw }: HandshakeMessage): HandshakeMessage {
  const copy = raw.slice();
  return { type, raw: copy, body: copy.subarray(handshakeHeaderLength) };
}
