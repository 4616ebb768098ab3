import { cbc } from '@noble/ciphers/aes.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { toHex, wipe } from '../../bytes/bytes.js';
import { type DerElement, DerFields, derTags, parseDerSequence } from '../der.js';
import { parsePrivateKeyInfo } from '../private-key.js';

const what = 'the encrypted private key';

/** Contents octets of object identifiers, in hexadecimal. */
const pbes2Id = '2a864886f70d01050d'; // 1.2.840.113549.1.5.13
const pbkdf2Id = '2a864886f70d01050c'; // 1.2.840.113549.1.5.12
const scryptId = '2b06010401da47040b'; // 1.3.6.1.4.1.11591.4.11

/** Pseudorandom functions of PBKDF2 (RFC 8018, B.1.2). */
const hashes: Readonly<Record<string, typeof sha1 | typeof sha256 | typeof sha512>> = {
  '2a864886f70d0207': sha1,
  '2a864886f70d0208': sha224,
  '2a864886f70d0209': sha256,
  '2a864886f70d020a': sha384,
  '2a864886f70d020b': sha512,
};

/** Bytes of the key of AES in CBC mode (RFC 8018, B.2.5). */
const keyLengths: Readonly<Record<string, number>> = {
  '608648016503040102': 16, // 2.16.840.1.101.3.4.1.2
  '608648016503040116': 24,
  '60864801650304012a': 32,
};

/** Iterations of PBKDF2, at most: some ten seconds of work. */
const maxIterations = 10_000_000;

/** Bytes that scrypt may take, at most. */
const maxScryptMemory = 256 * 1024 * 1024;

/**
 * Decrypts an EncryptedPrivateKeyInfo (RFC 5958, 3; `BEGIN ENCRYPTED PRIVATE KEY`), DER: PBES2 with PBKDF2 or scrypt, and
 * AES in CBC mode (RFC 8018, 6.2; RFC 7914, 7). Synchronous, and slow where the key's maker wanted it so.
 *
 * @param passphrase its UTF-8 bytes count.
 * @returns PKCS#8, DER, checked for form.
 * @throws RangeError for a wrong passphrase, for other ways of encryption, and for anything malformed.
 */
export function decryptPrivateKey(encrypted: Uint8Array, passphrase: string): Uint8Array {
  const fields = parseDerSequence(encrypted, what);
  const algorithm = new DerFields(fields.take(derTags.sequence, 'algorithm'), what);
  const ciphertext = fields.take(derTags.octetString, 'contents').contents;
  fields.end();
  if (identifier(algorithm) !== pbes2Id) throw unsupported();
  const parameters = new DerFields(algorithm.take(derTags.sequence, 'parameters'), what);
  algorithm.end();
  const derivation = parameters.take(derTags.sequence, 'key derivation');
  const cipher = readCipher(new DerFields(parameters.take(derTags.sequence, 'cipher'), what));
  parameters.end();
  const secret = new TextEncoder().encode(passphrase);
  const key = deriveKey(new DerFields(derivation, what), secret, cipher.keyLength);
  try {
    return decrypt(key, cipher.iv, ciphertext);
  } finally {
    wipe(key, secret);
  }
}

function decrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  try {
    const pkcs8 = cbc(key, iv).decrypt(ciphertext);
    parsePrivateKeyInfo(pkcs8);
    return pkcs8;
  } catch (cause) {
    // A wrong key leaves wrong padding, or, once in 256 times, nonsense.
    throw new RangeError(`${what} can not be decrypted: the passphrase is wrong, or the key is damaged`, {
      cause,
    });
  }
}

function identifier(fields: DerFields): string {
  return toHex(fields.take(derTags.oid, 'object identifier').contents);
}

function readCipher(fields: DerFields): { readonly keyLength: number; readonly iv: Uint8Array } {
  const keyLength = keyLengths[identifier(fields)];
  if (keyLength === undefined) throw unsupported();
  const iv = fields.take(derTags.octetString, 'initialization vector').contents;
  fields.end();
  if (iv.length !== 16) throw new RangeError(`${what} has an initialization vector of ${iv.length} bytes`);
  return { keyLength, iv };
}

function deriveKey(fields: DerFields, secret: Uint8Array, length: number): Uint8Array {
  const id = identifier(fields);
  const parameters = new DerFields(fields.take(derTags.sequence, 'parameters of the key derivation'), what);
  fields.end();
  if (id === pbkdf2Id) return derivePbkdf2(parameters, secret, length);
  if (id === scryptId) return deriveScrypt(parameters, secret, length);
  throw unsupported();
}

/** PBKDF2-params (RFC 8018, A.2). */
function derivePbkdf2(parameters: DerFields, secret: Uint8Array, length: number): Uint8Array {
  const salt = parameters.take(derTags.octetString, 'salt').contents;
  const iterations = number(parameters.take(derTags.integer, 'iteration count'), maxIterations);
  checkLength(parameters.optional(derTags.integer), length);
  const named = parameters.optional(derTags.sequence);
  parameters.end();
  const hash = named ? hashes[identifier(new DerFields(named, what))] : sha1;
  if (!hash) throw unsupported();
  return pbkdf2(hash, secret, salt, { c: iterations, dkLen: length });
}

/** scrypt-params (RFC 7914, 7.1). */
function deriveScrypt(parameters: DerFields, secret: Uint8Array, length: number): Uint8Array {
  const salt = parameters.take(derTags.octetString, 'salt').contents;
  const cost = number(parameters.take(derTags.integer, 'cost'), maxScryptMemory);
  const blockSize = number(parameters.take(derTags.integer, 'block size'), maxScryptMemory);
  const parallelization = number(parameters.take(derTags.integer, 'parallelization'), 64);
  checkLength(parameters.optional(derTags.integer), length);
  parameters.end();
  if (128 * cost * blockSize > maxScryptMemory)
    throw new RangeError(`${what} asks for more than ${maxScryptMemory} bytes of memory; encrypt it again`);
  return scrypt(secret, salt, { N: cost, r: blockSize, p: parallelization, dkLen: length });
}

function checkLength(given: DerElement | undefined, length: number): void {
  if (given && number(given, 64) !== length)
    throw new RangeError(`${what} names a key length that is not its cipher's`);
}

function number({ contents }: DerElement, max: number): number {
  const value = contents.reduce((sum, octet) => sum * 256 + octet, 0);
  if ((contents[0] ?? 0) >= 0x80 || value < 1 || value > max)
    throw new RangeError(`${what} has a number that is not from 1 to ${max}`);
  return value;
}

function unsupported(): RangeError {
  return new RangeError(
    `${what} is encrypted in a way that is not supported; encrypt it again with AES: ` +
      'openssl pkcs8 -topk8 -v2 aes-256-cbc -in key.pem -out new.pem',
  );
}
