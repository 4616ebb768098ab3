import { Reader, Writer } from '@proj/crypto';

const what = 'delegated_credential';

/** DelegatedCredential (RFC 9345, 4): a key that the key of a certificate vouches for, for some days. */
export interface DelegatedCredential {
  /** Seconds from the certificate's `notBefore` until it ends. */
  readonly validTime: number;
  /** The `SignatureScheme` number that the key signs handshakes with. */
  readonly scheme: number;
  /** The key: a SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** The `SignatureScheme` number of the signature. */
  readonly algorithm: number;
  /** The certificate's, over {@link delegationContent}. */
  readonly signature: Uint8Array;
}

/** What is signed of it: without the signature. */
export type Delegation = Omit<DelegatedCredential, 'signature'>;

/** Reads a delegated credential. Throws a `TlsError` `DECODE_ERROR`. */
export function readDelegatedCredential(data: Uint8Array): DelegatedCredential {
  const reader = new Reader(data, what);
  const validTime = reader.u32();
  const scheme = reader.u16();
  const spki = reader.vector24(1);
  const algorithm = reader.u16();
  const signature = reader.vector16(1);
  reader.end();
  return { validTime, scheme, spki, algorithm, signature };
}

function writeDelegation({ validTime, scheme, spki, algorithm }: Delegation): Writer {
  return new Writer().u32(validTime).u16(scheme).vector24(spki).u16(algorithm);
}

/** Writes a delegated credential. */
export function writeDelegatedCredential(credential: DelegatedCredential): Uint8Array {
  return writeDelegation(credential).vector16(credential.signature).finish();
}

/**
 * What the key of a certificate signs (RFC 9345, 4).
 *
 * @param certificate - DER of the certificate.
 */
export function delegationContent(
  role: 'client' | 'server',
  certificate: Uint8Array,
  delegation: Delegation,
): Uint8Array {
  const context = new TextEncoder().encode(`TLS, ${role} delegated credentials\0`);
  return new Writer()
    .bytes(new Uint8Array(64).fill(0x20))
    .bytes(context)
    .bytes(certificate)
    .bytes(writeDelegation(delegation).finish())
    .finish();
}
