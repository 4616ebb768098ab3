import { equalBytes, TlsError } from '@proj/crypto';
import type { ServerConfig } from '../../config.js';
import type { Handshake, Next } from '../state.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Most bytes of a protocol name (RFC 7301, 3.1). */
export const maxProtocolLength = 255;

/** The bytes of a protocol name, UTF-8. */
export function encodeProtocol(name: string): Uint8Array {
  return encoder.encode(name);
}

/** A protocol name of a peer; bytes that are no UTF-8 (GREASE, RFC 8701) turn into replacement characters. */
function decodeProtocol(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The client's protocol that the server's answer names; throws `ILLEGAL_PARAMETER` for one that it did not offer. */
export function acceptedProtocol(offered: readonly string[], answer: Uint8Array): string {
  const protocol = offered.find((name) => equalBytes(encodeProtocol(name), answer));
  if (protocol !== undefined) return protocol;
  throw new TlsError(
    'ILLEGAL_PARAMETER',
    `the server chose the protocol "${decodeProtocol(answer)}", not offered to it`,
  );
}

/**
 * The server's choice among the client's protocols: the hook's, else the first of ours that is offered. Throws
 * `NO_APPLICATION_PROTOCOL` when there is none and the configuration does not ignore that (RFC 7301, 3.2).
 *
 * @param offered - As the client sent them; `undefined` when it did not.
 */
export function chooseProtocol(
  handshake: Handshake<ServerConfig>,
  offered: readonly Uint8Array[] | undefined,
  next: (protocol: string | undefined) => Next,
): Next {
  const { alpn, alpnMismatch, selectProtocol } = handshake.config;
  if (!offered || (alpn.length === 0 && !selectProtocol)) return next(undefined);
  const names = offered.map(decodeProtocol);
  const decided = (protocol: string | undefined): Next => {
    if (protocol !== undefined || alpnMismatch === 'ignore') return next(protocol);
    throw new TlsError(
      'NO_APPLICATION_PROTOCOL',
      `the client speaks ${names.join(', ')}: none of them is ours`,
    );
  };
  if (!selectProtocol) return decided(alpn.find((name) => names.includes(name)));
  return handshake.ask('select-protocol', selectProtocol, names, (protocol) => {
    if (protocol === undefined || names.includes(protocol)) return decided(protocol);
    throw new TlsError(
      'DECISION_FAILED',
      `selectProtocol chose "${protocol}", which the client did not offer`,
    );
  });
}
