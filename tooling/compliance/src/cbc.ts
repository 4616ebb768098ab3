import type { CbcName } from '@proj/crypto';
import { missing, type Runner, sameBytes, unused } from './outcome.ts';

const names: Readonly<Record<number, CbcName>> = { 128: 'AES-128-CBC', 256: 'AES-256-CBC' };

const blockLength = 16;

/** AES-CBC with PKCS #5 padding (`IndCpaTest`); the padding is put on and taken off here, as a provider has none. */
export const cbcRunner: Runner = (subject, group, test) => {
  const keyBits = group.number('keySize');
  const name = names[keyBits];
  if (!name) return unused(`AES-CBC with a key of ${keyBits} bits`, 'no TLS suite has it');
  const cbc = subject.provider.cbc(name);
  if (!cbc) return missing(subject, name);
  const iv = test.bytes('iv');
  const message = test.bytes('msg');
  const ciphertext = test.bytes('ct');
  if (ciphertext.length === 0 || ciphertext.length % blockLength !== 0) return 'refused';
  const key = cbc.key(test.bytes('key'));
  const blocks = ciphertext.slice();
  key.decrypt(iv, blocks);
  const opened = unpad(blocks);
  if (!opened) return 'refused';
  const sealed = pad(message);
  key.encrypt(iv, sealed);
  key.destroy();
  return sameBytes(opened, message) && sameBytes(sealed, ciphertext) ? 'right' : 'wrong';
};

function pad(message: Uint8Array): Uint8Array {
  const count = blockLength - (message.length % blockLength);
  const padded = new Uint8Array(message.length + count).fill(count);
  padded.set(message);
  return padded;
}

function unpad(padded: Uint8Array): Uint8Array | undefined {
  const count = padded.at(-1) ?? 0;
  if (count === 0 || count > blockLength) return undefined;
  const right = padded.subarray(padded.length - count).every((byte) => byte === count);
  return right ? padded.subarray(0, padded.length - count) : undefined;
}
