import { equalBytes } from '../bytes/bytes.js';
import { Certificate } from './certificate.js';
import { ContentCache } from './content-cache.js';

/** Certificates that {@link CertificateCache} keeps by default: those of some dozens of peers with their authorities. */
export const defaultCertificateCacheSize = 256;

/**
 * Parsed certificates by their exact bytes, so that the authorities that nearly every peer sends are read once. Give the
 * same object to all connections that should share it. Of two certificates of the same hash one is kept, and bytes are
 * always compared, so that a peer who makes collisions gains nothing.
 */
export class CertificateCache {
  readonly #entries: ContentCache<Certificate>;

  /** @param size certificates to keep; the one that was not used for longest goes first. */
  constructor(size: number = defaultCertificateCacheSize) {
    this.#entries = new ContentCache(size);
  }

  /** As `Certificate.parse`, or the same object as before for the same bytes. */
  parse(der: Uint8Array): Certificate {
    const hash = this.#entries.hash(der);
    const kept = this.#entries.get(hash);
    if (kept && equalBytes(kept.der, der)) return kept;
    const certificate = Certificate.parse(der);
    this.#entries.set(hash, certificate);
    return certificate;
  }
}
