import { OctetString } from 'asn1js';
import { CertBag, PFX, PKCS8ShroudedKeyBag, PrivateKeyInfo, type SafeContents } from 'pkijs';
import { parsePrivateKeyInfo } from '../private-key.js';
import { decryptPrivateKey } from './pbes2.js';

const what = 'the PKCS#12 file';

/** Bytes of a PKCS#12 file, at most: a key and a long chain take some 20 kB. */
const maxLength = 1_048_576;

/** What a PKCS#12 file holds. */
export interface Pkcs12Contents {
  /** Private keys, PKCS#8, DER. */
  readonly keys: readonly Uint8Array[];
  /** Certificates, DER, in the order of the file; the leaf need not be first. */
  readonly certificates: readonly Uint8Array[];
}

/**
 * Reads a PKCS#12 file (RFC 7292; `.p12`, `.pfx`) whose integrity is protected with its password. Asynchronous, because
 * pkijs works with WebCrypto (`globalThis.crypto.subtle`): do it before a connection is configured. Files in the old ways
 * of encryption (RC2, triple DES), which WebCrypto lacks, are refused.
 *
 * @param password ASCII: what other characters become differs from program to program.
 * @throws RangeError for a wrong password, for old encryption, and for anything malformed.
 */
export async function readPkcs12(der: Uint8Array, password: string): Promise<Pkcs12Contents> {
  if (der.length > maxLength)
    throw new RangeError(`${what} has ${der.length} bytes, of which at most ${maxLength} are read`);
  try {
    return await open(new Uint8Array(der), password);
  } catch (cause) {
    throw new RangeError(
      `${what} can not be read: the password is wrong, the file is damaged, or it is encrypted in an old way (then write ` +
        'it again: openssl pkcs12 -legacy -in old.p12 -nodes | openssl pkcs12 -export -out new.p12)',
      { cause },
    );
  }
}

async function open(der: Uint8Array<ArrayBuffer>, text: string): Promise<Pkcs12Contents> {
  const password = new TextEncoder().encode(text).buffer;
  const file = PFX.fromBER(der);
  // Without a MAC nothing would say that the password, or the file, is right.
  if (!file.macData) throw new RangeError(`${what} has no integrity protection`);
  await file.parseInternalValues({ password, checkIntegrity: true });
  const safe = file.parsedValue?.authenticatedSafe;
  if (!safe) throw new RangeError(`${what} is empty`);
  await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password })) });
  const contents: readonly { readonly value: SafeContents }[] = safe.parsedValue?.safeContents ?? [];
  const keys: Uint8Array[] = [];
  const certificates: Uint8Array[] = [];
  for (const { bagValue } of contents.flatMap(({ value }) => value.safeBags)) {
    if (bagValue instanceof PKCS8ShroudedKeyBag)
      keys.push(decryptPrivateKey(new Uint8Array(bagValue.toSchema().toBER()), text));
    else if (bagValue instanceof PrivateKeyInfo) keys.push(encodeKey(bagValue));
    else if (bagValue instanceof CertBag && bagValue.certValue instanceof OctetString)
      certificates.push(new Uint8Array(bagValue.certValue.valueBlock.valueHexView));
  }
  return { keys, certificates };
}

function encodeKey(key: PrivateKeyInfo): Uint8Array {
  const pkcs8 = new Uint8Array(key.toSchema().toBER());
  parsePrivateKeyInfo(pkcs8);
  return pkcs8;
}
