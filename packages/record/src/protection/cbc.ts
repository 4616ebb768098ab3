import type { Cbc, Hash, Random } from '@proj/crypto';
import { EncryptThenMacOpener, EncryptThenMacSealer } from './cbc-encrypt-then-mac.js';
import { MacThenEncryptOpener, MacThenEncryptSealer } from './cbc-mac-then-encrypt.js';
import { MacKey } from './mac-key.js';
import type { Opener, Sealer } from './protection.js';

/** One direction of a CBC suite of TLS 1.1 or 1.2, whose records carry their IV (RFC 5246, 6.2.3.2). */
export interface CbcOptions {
  /** The suite's cipher. */
  readonly cbc: Cbc;
  /** `cbc.keyLength` bytes; the caller may wipe them afterwards. */
  readonly key: Uint8Array;
  /** The hash of the suite's HMAC. */
  readonly mac: Hash;
  /** `mac.outputLength` bytes; the caller may wipe them afterwards. */
  readonly macKey: Uint8Array;
  /** Whether encrypt_then_mac was negotiated (RFC 7366). */
  readonly encryptThenMac: boolean;
}

/** {@link CbcOptions} of the writing side. */
export interface CbcSealerOptions extends CbcOptions {
  /** Where each record's IV comes from. */
  readonly random: Random;
}

/** Protects what is written with a CBC suite of TLS 1.1 or 1.2. */
export function cbcSealer(options: CbcSealerOptions): Sealer {
  const { cbc, key, mac, macKey, encryptThenMac, random } = options;
  const Kind = encryptThenMac ? EncryptThenMacSealer : MacThenEncryptSealer;
  return new Kind(cbc.blockLength, cbc.key(key), new MacKey(mac, macKey), random);
}

/**
 * Opens what is read with a CBC suite of TLS 1.1 or 1.2. Without encrypt-then-MAC it takes the same time whatever the
 * padding is, which costs up to 256 digests a record.
 */
export function cbcOpener(options: CbcOptions): Opener {
  const { cbc, key, mac, macKey, encryptThenMac } = options;
  const Kind = encryptThenMac ? EncryptThenMacOpener : MacThenEncryptOpener;
  return new Kind(cbc.blockLength, cbc.key(key), new MacKey(mac, macKey));
}
