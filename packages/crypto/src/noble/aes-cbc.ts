import { cbc } from '@noble/ciphers/aes.js';
import { wipe } from '../bytes/bytes.js';
import type { Cbc, CbcKey, CbcName } from '../provider.js';
import { requireKeyLength } from './require-key-length.js';
import { scratch } from './scratch.js';

const blockLength = 16;
const raw = { disablePadding: true } as const;

class AesCbcKey implements CbcKey {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = new Uint8Array(key);
  }

  encrypt(iv: Uint8Array, blocks: Uint8Array): void {
    const work = scratch(blocks.length);
    work.set(blocks);
    blocks.set(cbc(this.#key, iv, raw).encrypt(work, work));
  }

  decrypt(iv: Uint8Array, blocks: Uint8Array): void {
    const work = scratch(blocks.length);
    work.set(blocks);
    blocks.set(cbc(this.#key, iv, raw).decrypt(work, work));
    wipe(work);
  }

  destroy(): void {
    wipe(this.#key);
  }
}

function aesCbc(name: CbcName, keyLength: number): Cbc {
  return {
    name,
    keyLength,
    blockLength,
    key: (key) => {
      requireKeyLength(name, key, keyLength);
      return new AesCbcKey(key);
    },
  };
}

/** AES-128 in CBC mode (NIST SP 800-38A, 6.2; RFC 3268). */
export const aes128Cbc: Cbc = /* @__PURE__ */ aesCbc('AES-128-CBC', 16);
/** AES-256 in CBC mode (NIST SP 800-38A, 6.2; RFC 3268). */
export const aes256Cbc: Cbc = /* @__PURE__ */ aesCbc('AES-256-CBC', 32);
