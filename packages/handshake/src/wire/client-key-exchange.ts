import { Reader, Writer } from '@proj/crypto';

const what = 'ClientKeyExchange';

/** Reads the client's point of an ECDHE exchange, 1 to 255 bytes (RFC 8422, 5.7). Throws a `TlsError` `DECODE_ERROR`. */
export function readEcdheClientKeyExchange(body: Uint8Array): Uint8Array {
  const reader = new Reader(body, what);
  const publicKey = reader.vector8(1);
  reader.end();
  return publicKey;
}

/** Writes the ClientKeyExchange of an ECDHE exchange. */
export function writeEcdheClientKeyExchange(publicKey: Uint8Array): Uint8Array {
  return new Writer().vector8(publicKey).finish();
}

/** Reads the client's public value of a DHE exchange (RFC 5246, 7.4.7.2). Throws a `TlsError` `DECODE_ERROR`. */
export function readDheClientKeyExchange(body: Uint8Array): Uint8Array {
  return readLong(body);
}

/** Writes the ClientKeyExchange of a DHE exchange. */
export function writeDheClientKeyExchange(publicKey: Uint8Array): Uint8Array {
  return writeLong(publicKey);
}

/** Reads the encrypted premaster secret of an RSA key exchange (RFC 5246, 7.4.7.1). Throws a `TlsError` `DECODE_ERROR`. */
export function readRsaClientKeyExchange(body: Uint8Array): Uint8Array {
  return readLong(body);
}

/** Writes the ClientKeyExchange of an RSA key exchange. */
export function writeRsaClientKeyExchange(encryptedPremaster: Uint8Array): Uint8Array {
  return writeLong(encryptedPremaster);
}

function readLong(body: Uint8Array): Uint8Array {
  const reader = new Reader(body, what);
  const value = reader.vector16(1);
  reader.end();
  return value;
}

function writeLong(value: Uint8Array): Uint8Array {
  return new Writer(value.length + 2).vector16(value).finish();
}
