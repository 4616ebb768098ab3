import type { CryptoProvider, PrivateKey } from '@proj/crypto';
import { compare, missing, type Runner, sameBytes, unused } from './outcome.ts';
import { hashNamed } from './signatures.ts';

/** Bytes of a TLS premaster secret (RFC 5246, 7.4.7.1). */
const premasterLength = 48;

/** Bytes that EME-PKCS1-v1_5 adds at least (RFC 8017, 7.2.1). */
const encryptionOverhead = 11;

function importKey(provider: CryptoProvider, pkcs8: Uint8Array): PrivateKey | undefined {
  try {
    return provider.importPrivateKey(pkcs8);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** `RsassaPkcs1Generate`: signs, compares, and verifies with the key's own public half. */
export const pkcs1SigningRunner: Runner = (subject, group, test) => {
  const { provider } = subject;
  const hash = hashNamed(group.text('sha'));
  if (!hash) return unused(`RSA PKCS #1 with ${group.text('sha')}`, 'TLS does not have it');
  const algorithm = { kind: 'rsa-pkcs1', hash } as const;
  if (!provider.supportsSignature('rsa', algorithm)) return missing(subject, `rsa-pkcs1 with ${hash}`);
  const key = importKey(provider, group.bytes('privateKeyPkcs8'));
  if (!key) return 'refused';
  const message = test.bytes('msg');
  const signature = key.sign(algorithm, message, provider.random);
  const verified = provider.importPublicKey(key.spki).verify(algorithm, message, signature);
  return verified && sameBytes(signature, test.bytes('sig')) ? 'right' : 'wrong';
};

/**
 * `RsaesPkcs1Decrypt`: decryption answers with the message, or with the rejection bytes where padding or length are
 * wrong; so each ciphertext is also decrypted to a length that is not its own.
 */
export const pkcs1DecryptionRunner: Runner = (subject, group, test) => {
  const { provider } = subject;
  const key = importKey(provider, group.bytes('privateKeyPkcs8'));
  if (!key) return 'refused';
  const decrypt = key.decryptPkcs1;
  if (!decrypt) return missing(subject, 'RSAES-PKCS1-v1_5');
  const message = test.bytes('msg');
  const ciphertext = test.bytes('ct');
  const rejects = (length: number): boolean => {
    const rejection = provider.random(length);
    return sameBytes(decrypt.call(key, ciphertext, length, rejection), rejection);
  };
  const otherLength = message.length === premasterLength ? premasterLength - 1 : premasterLength;
  if (!rejects(otherLength)) return 'wrong';
  // A message that leaves less than eight bytes of padding can not be asked for at all.
  if (message.length > Math.ceil(key.bits / 8) - encryptionOverhead) return 'refused';
  if (message.length > 0 && rejects(message.length)) return 'refused';
  return compare(decrypt.call(key, ciphertext, message.length, new Uint8Array(message.length)), message);
};
