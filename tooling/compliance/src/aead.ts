import type { Aead, AeadName } from '@proj/crypto';
import { missing, type Runner, sameBytes, unused } from './outcome.ts';
import type { Fields } from './vectors.ts';

const names: Readonly<Record<string, AeadName>> = {
  'AES-GCM 128 128': 'AES-128-GCM',
  'AES-GCM 256 128': 'AES-256-GCM',
  'AES-CCM 128 128': 'AES-128-CCM',
  'AES-CCM 256 128': 'AES-256-CCM',
  'AES-CCM 128 64': 'AES-128-CCM-8',
  'AES-CCM 256 64': 'AES-256-CCM-8',
  'CHACHA20-POLY1305 256 128': 'CHACHA20-POLY1305',
};

/** Seals and opens (`AeadTest`): `valid` both ways, `invalid` by opening. */
export function aeadRunner(algorithm: string): Runner {
  return (subject, group, test) => {
    const nonceBits = group.number('ivSize');
    if (nonceBits !== 96)
      return unused(`${algorithm} with a nonce of ${nonceBits} bits`, 'nonces in TLS have 96 bits');
    const keyBits = group.number('keySize');
    const tagBits = group.number('tagSize');
    const name = names[`${algorithm} ${keyBits} ${tagBits}`];
    if (!name) {
      return unused(
        `${algorithm} with a key of ${keyBits} and a tag of ${tagBits} bits`,
        'no TLS suite has it',
      );
    }
    const aead = subject.provider.aead(name);
    return aead ? run(aead, test) : missing(subject, name);
  };
}

function run(aead: Aead, test: Fields): 'right' | 'wrong' | 'refused' {
  const key = aead.key(test.bytes('key'));
  const nonce = test.bytes('iv');
  const additionalData = test.bytes('aad');
  const message = test.bytes('msg');
  const sealed = joined(test.bytes('ct'), test.bytes('tag'));
  // Records lie behind a header: five bytes in front make them unaligned, as they are in practice.
  const opened = key.open(nonce, additionalData, joined(new Uint8Array(5), sealed).subarray(5));
  if (!opened) return 'refused';
  const buffer = new Uint8Array(5 + message.length + aead.tagLength).subarray(5);
  buffer.set(message);
  key.seal(nonce, additionalData, buffer);
  key.destroy();
  return sameBytes(opened, message) && sameBytes(buffer, sealed) ? 'right' : 'wrong';
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const result = new Uint8Array(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
}
