import { equalBytes } from '@proj/crypto';
import { handshakeHeaderLength } from '../wire/handshake-message.js';
import { handshakeTypes } from '../wire/handshake-type.js';
import { helloRetryRequestRandom } from '../wire/server-hello.js';
import type { MessageName } from './table.js';

const names = new Map<number, MessageName>([
  [handshakeTypes.helloRequest, 'hello_request'],
  [handshakeTypes.clientHello, 'client_hello'],
  [handshakeTypes.serverHello, 'server_hello'],
  [handshakeTypes.newSessionTicket, 'new_session_ticket'],
  [handshakeTypes.endOfEarlyData, 'end_of_early_data'],
  [handshakeTypes.encryptedExtensions, 'encrypted_extensions'],
  [handshakeTypes.certificate, 'certificate'],
  [handshakeTypes.serverKeyExchange, 'server_key_exchange'],
  [handshakeTypes.certificateRequest, 'certificate_request'],
  [handshakeTypes.serverHelloDone, 'server_hello_done'],
  [handshakeTypes.certificateVerify, 'certificate_verify'],
  [handshakeTypes.clientKeyExchange, 'client_key_exchange'],
  [handshakeTypes.certificateStatus, 'certificate_status'],
  [handshakeTypes.finished, 'finished'],
  [handshakeTypes.keyUpdate, 'key_update'],
  [handshakeTypes.compressedCertificate, 'compressed_certificate'],
]);

/** Where `random` stands in a ServerHello with its header: behind `legacy_version`. */
const randomOffset = handshakeHeaderLength + 2;

/**
 * The name that the state table gives a message, header and all; `undefined` for a type that no state accepts. A
 * HelloRetryRequest is a ServerHello with a random of its own (RFC 8446, 4.1.3).
 */
export function messageName(raw: Uint8Array): MessageName | undefined {
  const name = names.get(raw[0] ?? -1);
  if (name !== 'server_hello') return name;
  const random = raw.subarray(randomOffset, randomOffset + helloRetryRequestRandom.length);
  return equalBytes(random, helloRetryRequestRandom) ? 'hello_retry_request' : name;
}
