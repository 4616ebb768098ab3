import { Reader, TlsError, Writer } from '@proj/crypto';

const what = 'ServerKeyExchange';
/** `ECCurveType.named_curve`: the only form left (RFC 8422, 5.4). */
const namedCurve = 3;

/** Parameters of an ephemeral elliptic-curve exchange (RFC 8422, 5.4). */
export interface EcdheParameters {
  /** The `NamedCurve` number. */
  readonly group: number;
  /** The server's point, 1 to 255 bytes. */
  readonly publicKey: Uint8Array;
}

/** Parameters of an ephemeral finite-field exchange (RFC 5246, 7.4.3), big-endian. */
export interface DheParameters {
  /** The modulus p. */
  readonly prime: Uint8Array;
  /** The generator g. */
  readonly generator: Uint8Array;
  /** The server's public value. */
  readonly publicKey: Uint8Array;
}

/** Parameters, and the signature over both randoms and their exact bytes. */
export interface SignedParameters {
  /** The parameters as they stand in the message: what is signed after the two randoms. */
  readonly params: Uint8Array;
  /** The `SignatureScheme` number; absent before TLS 1.2, where the key decides (RFC 4346, 7.4.3). */
  readonly scheme: number | undefined;
  /** Over client random, server random and `params`. */
  readonly signature: Uint8Array;
}

/** ServerKeyExchange of an ECDHE suite. */
export type EcdheServerKeyExchange = EcdheParameters & SignedParameters;
/** ServerKeyExchange of a DHE suite. */
export type DheServerKeyExchange = DheParameters & SignedParameters;

/**
 * Reads the ServerKeyExchange of an ECDHE suite. Throws a `TlsError` `DECODE_ERROR`, or `ILLEGAL_PARAMETER` for a
 * curve that is not named (RFC 8422, 5.4).
 *
 * @param hasScheme - Whether the message names a scheme, as from TLS 1.2 on.
 */
export function readEcdheServerKeyExchange(
  body: Uint8Array,
  hasScheme: boolean = true,
): EcdheServerKeyExchange {
  const reader = new Reader(body, what);
  return { ...readCurve(reader), ...readSignature(reader, body, hasScheme) };
}

/** Reads the parameters of an ECDHE exchange that nobody signs (RFC 5489, 2); throws as above. */
export function readEcdheParameters(params: Uint8Array): EcdheParameters {
  const reader = new Reader(params, what);
  const parameters = readCurve(reader);
  reader.end();
  return parameters;
}

function readCurve(reader: Reader): EcdheParameters {
  const curveType = reader.u8();
  if (curveType !== namedCurve) {
    throw new TlsError(
      'ILLEGAL_PARAMETER',
      `${what}: curve type ${curveType}, only named curves are allowed`,
    );
  }
  return { group: reader.u16(), publicKey: reader.vector8(1) };
}

/** Reads the ServerKeyExchange of a DHE suite. Throws a `TlsError` `DECODE_ERROR`. `hasScheme` as for ECDHE. */
export function readDheServerKeyExchange(body: Uint8Array, hasScheme: boolean = true): DheServerKeyExchange {
  const reader = new Reader(body, what);
  return { ...readField(reader), ...readSignature(reader, body, hasScheme) };
}

/** Reads the parameters of a DHE exchange that nobody signs (RFC 4279, 3). Throws a `TlsError` `DECODE_ERROR`. */
export function readDheParameters(params: Uint8Array): DheParameters {
  const reader = new Reader(params, what);
  const parameters = readField(reader);
  reader.end();
  return parameters;
}

function readField(reader: Reader): DheParameters {
  return { prime: reader.vector16(1), generator: reader.vector16(1), publicKey: reader.vector16(1) };
}

/** Writes the parameters of an ECDHE exchange: what is signed, and `params` of the message. */
export function writeEcdheParameters({ group, publicKey }: EcdheParameters): Uint8Array {
  return new Writer().u8(namedCurve).u16(group).vector8(publicKey).finish();
}

/** Writes the parameters of a DHE exchange: what is signed, and `params` of the message. */
export function writeDheParameters({ prime, generator, publicKey }: DheParameters): Uint8Array {
  return new Writer(1024).vector16(prime).vector16(generator).vector16(publicKey).finish();
}

/** Writes a ServerKeyExchange's body from its parameters' bytes and the signature. */
export function writeServerKeyExchange({ params, scheme, signature }: SignedParameters): Uint8Array {
  const writer = new Writer(params.length + signature.length + 4).bytes(params);
  if (scheme !== undefined) writer.u16(scheme);
  return writer.vector16(signature).finish();
}

function readSignature(reader: Reader, body: Uint8Array, hasScheme: boolean): SignedParameters {
  const params = body.subarray(0, body.length - reader.remaining);
  const scheme = hasScheme ? reader.u16() : undefined;
  const signature = reader.vector16();
  reader.end();
  return { params, scheme, signature };
}
