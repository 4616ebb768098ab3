import { type CryptoProvider, type HashName, TLS13, TlsError, Writer, wipe } from '@proj/crypto';
import { hkdfExpandLabel } from '@proj/crypto/schedule';
import type { ExternalPsk } from './external-psk.js';

/** A key that both ends were given, before it is imported. */
export interface ImportablePsk {
  /** What it is called: 1 to 65,527 bytes, less those of the context. */
  readonly identity: Uint8Array;
  /** At least 16 bytes, random. */
  readonly key: Uint8Array;
  /** What else it is bound to, such as the names of both ends, which keeps one from taking the other's place; default none. */
  readonly context?: Uint8Array;
  /** The hash that it was made for; default SHA-256. */
  readonly hash?: HashName;
}

/** A hash of TLS 1.3's suites, which a key is imported for. */
export type ImportTarget = 'SHA-256' | 'SHA-384';

/** `TLS KDF Identifiers` (RFC 9258, 10.1). */
const kdfIds: Readonly<Record<ImportTarget, number>> = { 'SHA-256': 1, 'SHA-384': 2 };

/** Bytes of an identity on the wire, at most (RFC 8446, 4.2.11). */
const maxIdentityLength = 0xffff;

/**
 * Imports a key for use as `externalPsks`: one for each hash of the suites that it is to go with (RFC 9258, 5.1). The same
 * key then never serves two hashes, protocols or contexts, nor imported and not. Throws a `TlsError` `INVALID_CONFIG`.
 *
 * @param targets - Default: both hashes that TLS 1.3's suites have.
 */
export function importPsk(
  provider: CryptoProvider,
  psk: ImportablePsk,
  targets: readonly ImportTarget[] = ['SHA-256', 'SHA-384'],
): ExternalPsk[] {
  const { key, hash: name = 'SHA-256' } = psk;
  const hash = provider.hash(name);
  if (!hash) {
    throw invalid(`the provider "${provider.name}" lacks ${name}, which the key to import was made for`);
  }
  if (key.length < 16) {
    throw invalid(`a key to import has ${key.length} bytes: give it at least 16 random ones`);
  }
  const extracted = hash.hkdfExtract(new Uint8Array(hash.outputLength), key);
  const imported = targets.map((target): ExternalPsk => {
    const length = provider.hash(target)?.outputLength;
    if (length === undefined) throw invalid(`the provider "${provider.name}" lacks ${target}: leave it out`);
    const identity = importedIdentity(psk, target);
    const derived = hkdfExpandLabel(hash, extracted, 'derived psk', hash.digest(identity), length);
    return { identity, key: derived, hash: target, kind: 'imported' };
  });
  wipe(extracted);
  return imported;
}

/** ImportedIdentity (RFC 9258, 5.1). */
function importedIdentity({ identity, context }: ImportablePsk, target: ImportTarget): Uint8Array {
  const length = identity.length + (context?.length ?? 0) + 8;
  if (identity.length === 0 || length > maxIdentityLength) {
    throw invalid(`identity and context of a key to import have ${length - 8} bytes: give 1 to 65527`);
  }
  return new Writer(length)
    .vector16(identity)
    .vector16(context ?? new Uint8Array(0))
    .u16(TLS13)
    .u16(kdfIds[target])
    .finish();
}

const invalid = (message: string): TlsError => new TlsError('INVALID_CONFIG', message);
