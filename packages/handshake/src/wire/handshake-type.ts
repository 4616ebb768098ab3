/** Handshake message types by name (IANA "TLS HandshakeType"; RFC 8446, 4; RFC 5246, 7.4). */
export const handshakeTypes = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  endOfEarlyData: 5,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
  certificateStatus: 22,
  keyUpdate: 24,
  compressedCertificate: 25,
  messageHash: 254,
} as const;

/** The name of a handshake message type that this project knows. */
export type HandshakeTypeName = keyof typeof handshakeTypes;

const names = new Map<number, HandshakeTypeName>(
  (Object.keys(handshakeTypes) as HandshakeTypeName[]).map((name) => [handshakeTypes[name], name]),
);

/** The name of a handshake type's number, for logs and error messages; its decimal form when unknown. */
export function handshakeTypeName(type: number): string {
  return names.get(type) ?? `handshake type ${type}`;
}
