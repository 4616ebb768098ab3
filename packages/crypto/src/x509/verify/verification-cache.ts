import { equalBytes } from '../../bytes/bytes.js';
import type { Certificate } from '../certificate.js';
import { ContentCache } from '../content-cache.js';
import type { ReferenceIdentity } from '../identity/reference.js';
import type { TrustAnchors } from '../trust-anchors.js';
import type { PolicyOptions, VerifiedChain, VerifyOptions, VerifySettings } from './options.js';

/** Results that {@link VerificationCache} keeps by default: one for each peer that a program talks to often. */
export const defaultVerificationCacheSize = 128;

/** What was asked, in copies: what a caller does to its own arrays afterwards must not change what a result is for. */
interface Question {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
  readonly anchors: TrustAnchors;
  readonly name: ReferenceIdentity | undefined;
  readonly settings: VerifySettings;
}

interface Entry {
  readonly question: Question;
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
    return isAsked(entry.question, options, settings) ? entry.chain : undefined;
  }

  /**
   * Keeps a result.
   *
   * @internal
   */
  keep(options: VerifyOptions, settings: VerifySettings, chain: VerifiedChain): void {
    const notBefore = Math.max(...chain.path.map((certificate) => certificate.notBefore));
    const notAfter = Math.min(...chain.path.map((certificate) => certificate.notAfter));
    const question = copyQuestion(options, settings);
    this.#entries.set(this.#hash(options), { question, chain, notBefore, notAfter });
  }

  #hash({ leaf }: VerifyOptions): number {
    return this.#entries.hash(leaf.der);
  }
}

function copyQuestion(options: VerifyOptions, settings: VerifySettings): Question {
  const { leaf, intermediates, anchors, name } = options;
  const { acceptable } = settings.policies;
  return {
    leaf,
    intermediates: [...intermediates],
    anchors,
    name: name?.kind === 'ip' ? { kind: 'ip', bytes: new Uint8Array(name.bytes) } : name && { ...name },
    settings: {
      ...settings,
      keyUsage: [...settings.keyUsage],
      policies: { ...settings.policies, acceptable: acceptable && [...acceptable] },
    },
  };
}

function isAsked(question: Question, options: VerifyOptions, settings: VerifySettings): boolean {
  const { leaf, intermediates, anchors, name } = options;
  return (
    question.anchors === anchors &&
    isSame(question.leaf, leaf) &&
    question.intermediates.length === intermediates.length &&
    question.intermediates.every((one, i) => isSame(one, intermediates[i])) &&
    isSameName(question.name, name) &&
    isSameSettings(question.settings, settings)
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
    a.commonName === b.commonName &&
    a.profile === b.profile &&
    a.explicitPurpose === b.explicitPurpose &&
    isSameList(a.keyUsage, b.keyUsage) &&
    a.strength.minimumRsaBits === b.strength.minimumRsaBits &&
    a.strength.allowSha1 === b.strength.allowSha1 &&
    a.limits.maxIntermediates === b.limits.maxIntermediates &&
    isSamePolicies(a.policies, b.policies)
  );
}

function isSamePolicies(a: PolicyOptions, b: PolicyOptions): boolean {
  return (
    isSameList(a.acceptable, b.acceptable) &&
    a.requireExplicit === b.requireExplicit &&
    a.inhibitMapping === b.inhibitMapping &&
    a.inhibitAny === b.inhibitAny
  );
}

function isSameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
