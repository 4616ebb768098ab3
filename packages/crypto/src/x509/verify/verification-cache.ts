import { equalBytes } from '../../bytes/bytes.js';
import type { Certificate } from '../certificate.js';
import { ContentCache } from '../content-cache.js';
import type { ReferenceIdentity } from '../identity/reference.js';
import type { VerifiedChain, VerifyOptions, VerifySettings } from './options.js';

/** Results that {@link VerificationCache} keeps by default: one for each peer that a program talks to often. */
export const defaultVerificationCacheSize = 128;

interface Entry {
  readonly options: VerifyOptions;
  readonly settings: VerifySettings;
  readonly chain: VerifiedChain;
  /** While the whole path is valid: milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/**
 * Paths that were found to hold, so that the next handshake with the same peer need not look again. A result is given
 * only for the same bytes of all certificates, the same anchors, name, purpose and rules, while the path is valid.
 * Failures are not kept. Give the same object to all connections that should share it.
 */
export class VerificationCache {
  readonly #entries: ContentCache<Entry>;

  /** @param size results to keep; the one that was not used for longest goes first. */
  constructor(size: number = defaultVerificationCacheSize) {
    this.#entries = new ContentCache(size);
  }

  /**
   * The earlier result for the same question, or `undefined`.
   *
   * @internal
   */
  get(options: VerifyOptions, settings: VerifySettings): VerifiedChain | undefined {
    const entry = this.#entries.get(this.#hash(options));
    if (!entry || settings.time < entry.notBefore || settings.time > entry.notAfter) return undefined;
    const same = isSameQuestion(entry.options, options) && isSameSettings(entry.settings, settings);
    return same ? entry.chain : undefined;
  }

  /**
   * Keeps a result.
   *
   * @internal
   */
  keep(options: VerifyOptions, settings: VerifySettings, chain: VerifiedChain): void {
    const notBefore = Math.max(...chain.path.map((certificate) => certificate.notBefore));
    const notAfter = Math.min(...chain.path.map((certificate) => certificate.notAfter));
    this.#entries.set(this.#hash(options), { options, settings, chain, notBefore, notAfter });
  }

  #hash({ leaf }: VerifyOptions): number {
    return this.#entries.hash(leaf.der);
  }
}

function isSameQuestion(a: VerifyOptions, b: VerifyOptions): boolean {
  return (
    a.anchors === b.anchors &&
    isSame(a.leaf, b.leaf) &&
    a.intermediates.length === b.intermediates.length &&
    a.intermediates.every((one, i) => isSame(one, b.intermediates[i])) &&
    isSameName(a.name, b.name)
  );
}

function isSame(a: Certificate, b: Certificate | undefined): boolean {
  return a === b || (b !== undefined && equalBytes(a.der, b.der));
}

function isSameName(a: ReferenceIdentity | undefined, b: ReferenceIdentity | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === 'dns') return b.kind === 'dns' && a.name === b.name;
  if (a.kind === 'ip') return b.kind === 'ip' && equalBytes(a.bytes, b.bytes);
  if (a.kind === 'email') return b.kind === 'email' && a.address === b.address;
  return b.kind === 'uri' && a.uri === b.uri;
}

function isSameSettings(a: VerifySettings, b: VerifySettings): boolean {
  return (
    a.provider === b.provider &&
    a.purpose === b.purpose &&
    a.profile === b.profile &&
    a.explicitPurpose === b.explicitPurpose &&
    sameFields(a.keyUsage, b.keyUsage) &&
    sameFields(a.strength, b.strength) &&
    sameFields(a.limits, b.limits) &&
    sameFields(a.policies, b.policies)
  );
}

/** Field by field; a list of policies counts as the same only where it is the same object. */
function sameFields<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
