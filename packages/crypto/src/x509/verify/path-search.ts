import { equalBytes } from '../../bytes/bytes.js';
import type { PublicKey } from '../../provider.js';
import type { SignatureAlgorithm } from '../../registry/signature-schemes.js';
import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';
import type { GeneralName } from '../extensions/general-name.js';
import type { NameConstraints } from '../extensions/names.js';
import { checkRevocation } from '../revocation/check.js';
import type { TrustAnchor, TrustAnchors } from '../trust-anchors.js';
import { checkAuthorityRules, type Role } from './authority-rules.js';
import { Budget } from './budget.js';
import {
  checkAuthority,
  checkExtensions,
  checkFields,
  checkValidity,
  requireSignatureAlgorithm,
} from './form.js';
import { IntermediateBag } from './intermediate-bag.js';
import { checkConstraintSyntax, checkNames, constrainedNames } from './name-constraints.js';
import type { VerifiedChain, VerifySettings } from './options.js';
import { checkPolicies } from './policies.js';
import { checkLeafUsage, checkPurpose } from './purpose.js';
import { Rejections } from './rejections.js';
import { type Signed, verifySignature } from './signature.js';
import { checkKeyStrength, checkSignatureStrength } from './strength.js';
import { checkWebPkiRules } from './web-pki-rules.js';

/**
 * Looks for a path from a leaf to an anchor, depth first: anchors before intermediates, likely issuers before unlikely
 * ones. What a certificate is by itself is checked once; what depends on the path as the path grows, so that a wrong turn
 * ends early.
 */
export class PathSearch {
  readonly #settings: VerifySettings;
  readonly #anchors: TrustAnchors;
  readonly #intermediatesSent: readonly Certificate[];
  readonly #bag: IntermediateBag;
  readonly #budget: Budget;
  readonly #rejections = new Rejections();
  /** The outcome of the checks that do not depend on the path, for each certificate tried as an authority. */
  readonly #authorities = new Map<Certificate, X509Error | undefined>();
  /** Which keys have signed what, or not. */
  readonly #signatures = new Map<Pick<Signed, 'tbs'>, Map<PublicKey, boolean>>();
  readonly #names = new Map<Certificate, readonly GeneralName[]>();
  readonly #path: Certificate[];

  constructor(
    leaf: Certificate,
    intermediates: readonly Certificate[],
    anchors: TrustAnchors,
    settings: VerifySettings,
    budget: Budget = new Budget(settings.limits),
  ) {
    this.#settings = settings;
    this.#anchors = anchors;
    this.#intermediatesSent = intermediates;
    this.#bag = new IntermediateBag(intermediates, settings.time);
    this.#budget = budget;
    this.#path = [leaf];
  }

  /** The first path that holds. Throws an `X509Error`: the reason why the path that came furthest does not. */
  run(leaf: Certificate): VerifiedChain {
    try {
      const trusted = this.#anchors.named(leaf.subject).find((anchor) => isAnchorsOwn(anchor, leaf));
      this.#checkLeaf(leaf, trusted !== undefined);
      if (trusted) return { path: [leaf], anchor: trusted };
      const found = this.#extend(leaf);
      if (found) return found;
    } catch (error) {
      if (!(error instanceof X509Error)) throw error;
      this.#reject(error, leaf, 0);
    }
    throw this.#rejections.best();
  }

  /** Tries all issuers of the last certificate of the path. */
  #extend(last: Certificate): VerifiedChain | undefined {
    let candidates = 0;
    for (const anchor of this.#anchors.named(last.issuer)) {
      candidates++;
      const found = this.#attempt(anchor.certificate, () => this.#complete(last, anchor));
      if (found) return found;
    }
    for (const issuer of this.#bag.issuersOf(last)) {
      if (this.#path.some((passed) => isSameAuthority(passed, issuer))) continue;
      candidates++;
      const found = this.#attempt(issuer, () => this.#passThrough(last, issuer));
      if (found) return found;
    }
    if (candidates === 0) this.#reject(this.#deadEnd(last), last, this.#path.length - 1);
    return undefined;
  }

  /** Runs one attempt; an `X509Error` ends it alone, except that of a budget, which ends all. */
  #attempt(
    issuer: Certificate | undefined,
    attempt: () => VerifiedChain | undefined,
  ): VerifiedChain | undefined {
    const depth = this.#path.length;
    try {
      this.#budget.step();
      return attempt();
    } catch (error) {
      if (!(error instanceof X509Error) || error.code === 'BUDGET_EXHAUSTED') throw error;
      this.#path.length = depth;
      this.#reject(error, issuer, depth);
      return undefined;
    }
  }

  /** Ends the path in an anchor. */
  #complete(last: Certificate, anchor: TrustAnchor): VerifiedChain {
    const { certificate } = anchor;
    if (certificate) {
      this.#checkAuthority(certificate, 'anchor');
      this.#checkPathLength(certificate);
    }
    this.#checkSignature(last, anchor.publicKey(this.#settings.provider));
    this.#checkConstraints(anchor.nameConstraints);
    checkPolicies(this.#path, this.#settings.policies);
    this.#checkRevocation(anchor);
    return { path: certificate ? [...this.#path, certificate] : [...this.#path], anchor };
  }

  /** Makes an intermediate part of the path, and goes on from there. */
  #passThrough(last: Certificate, issuer: Certificate): VerifiedChain | undefined {
    this.#checkAuthority(issuer, 'intermediate');
    this.#checkPathLength(issuer);
    this.#checkDepth(issuer);
    this.#checkSignature(last, issuer.publicKey(this.#settings.provider));
    this.#checkConstraints(issuer.nameConstraints);
    this.#path.push(issuer);
    const found = this.#extend(issuer);
    this.#path.pop();
    return found;
  }

  #checkLeaf(leaf: Certificate, isTrusted: boolean): void {
    const { time, strength, provider } = this.#settings;
    if (!isTrusted) checkFields(leaf);
    checkExtensions(leaf);
    checkValidity(leaf, time);
    checkLeafUsage(leaf, this.#settings);
    const key = leaf.publicKey(provider);
    checkKeyStrength(key, strength, false);
    this.#checkProfile(leaf, key, 'leaf');
  }

  /** What an authority's certificate must be by itself. */
  #checkAuthority(certificate: Certificate, role: 'intermediate' | 'anchor'): void {
    if (!this.#authorities.has(certificate)) {
      this.#authorities.set(certificate, this.#authorityProblem(certificate, role));
    }
    const problem = this.#authorities.get(certificate);
    if (problem) throw problem;
  }

  #authorityProblem(certificate: Certificate, role: 'intermediate' | 'anchor'): X509Error | undefined {
    const { purpose, time, strength, provider } = this.#settings;
    try {
      // An anchor is trusted as it is, and roots of version 1 or with odd serial numbers are about.
      if (role === 'intermediate') checkFields(certificate);
      checkExtensions(certificate);
      checkValidity(certificate, time);
      if (role === 'intermediate' || certificate.version === 3) checkAuthority(certificate);
      checkPurpose(certificate, purpose);
      if (certificate.nameConstraints) checkConstraintSyntax(certificate.nameConstraints);
      const key = certificate.publicKey(provider);
      checkKeyStrength(key, strength, true);
      this.#checkProfile(certificate, key, role);
      return undefined;
    } catch (error) {
      if (error instanceof X509Error) return error;
      throw error;
    }
  }

  #checkProfile(certificate: Certificate, key: PublicKey, role: Role): void {
    const { profile } = this.#settings;
    if (profile !== 'interoperable') checkAuthorityRules(certificate, role, profile);
    if (profile === 'webpki') checkWebPkiRules(certificate, key, role);
  }

  /** RFC 5280, 6.1.4 (l), (m): self-issued certificates do not count. */
  #checkPathLength(issuer: Certificate): void {
    const limit = issuer.basicConstraints?.pathLength;
    if (limit === undefined || this.#intermediates() <= limit) return;
    throw new X509Error(
      'PATH_LENGTH_EXCEEDED',
      `an authority that allows ${limit} further authorities below it, and ${this.#intermediates()} are there`,
    );
  }

  #checkDepth(issuer: Certificate): void {
    const { maxIntermediates } = this.#settings.limits;
    const depth = this.#intermediates() + (issuer.isSelfIssued ? 0 : 1);
    if (depth > maxIntermediates)
      throw new X509Error(
        'CHAIN_TOO_LONG',
        `a path with more than ${maxIntermediates} intermediate authorities`,
      );
  }

  /** Authorities in the path so far that are not self-issued. */
  #intermediates(): number {
    return this.#path.reduce((count, one, i) => count + (i > 0 && !one.isSelfIssued ? 1 : 0), 0);
  }

  #checkSignature(certificate: Certificate, key: PublicKey): void {
    const algorithm = requireSignatureAlgorithm(certificate);
    checkSignatureStrength(algorithm, this.#settings.strength);
    if (this.#isSignedBy(certificate, key, algorithm)) return;
    throw new X509Error(
      'BAD_SIGNATURE',
      'an authority of the right name whose key has not signed the certificate below it; send or trust the one that did',
    );
  }

  #isSignedBy(
    signed: Pick<Signed, 'tbs' | 'signature' | 'signatureAlgorithmId'>,
    key: PublicKey,
    algorithm: SignatureAlgorithm,
  ): boolean {
    let outcomes = this.#signatures.get(signed);
    if (!outcomes) {
      outcomes = new Map();
      this.#signatures.set(signed, outcomes);
    }
    let right = outcomes.get(key);
    if (right === undefined) {
      this.#budget.signatureCheck();
      right = verifySignature(this.#settings.provider, signed, key, algorithm);
      outcomes.set(key, right);
    }
    return right;
  }

  /** RFC 5280, 6.1.3 (a)(3): of all certificates in the path, as far as was asked. */
  #checkRevocation(anchor: TrustAnchor): void {
    const { revocation } = this.#settings;
    if (!revocation) return;
    checkRevocation(this.#path, anchor, {
      ...this.#settings,
      revocation,
      candidates: [...revocation.certificates, ...this.#intermediatesSent],
      isSignedBy: (signed, key, algorithm) => this.#isSignedBy(signed, key, algorithm),
      requirePath: (signer) => this.#requirePath(signer, anchor),
    });
  }

  /** Throws unless there is a path from the signer of a revocation list to the same anchor (RFC 5280, 6.3.3 (f)). */
  #requirePath(signer: Certificate, anchor: TrustAnchor): void {
    const settings: VerifySettings = {
      ...this.#settings,
      purpose: 'any',
      keyUsage: ['cRLSign'],
      explicitPurpose: false,
      profile: 'interoperable',
      revocation: undefined,
    };
    const search = new PathSearch(signer, this.#intermediatesSent, this.#anchors, settings, this.#budget);
    if (search.run(signer).anchor !== anchor)
      throw new X509Error('UNKNOWN_CRL_ISSUER', 'a revocation list from under another anchor');
  }

  /** RFC 5280, 6.1.3 (b), (c): for all certificates below, except self-issued ones that are not the leaf. */
  #checkConstraints(constraints: NameConstraints | undefined): void {
    if (!constraints) return;
    for (const [i, certificate] of this.#path.entries()) {
      if (i > 0 && certificate.isSelfIssued) continue;
      checkNames(this.#namesOf(certificate), constraints, this.#budget);
    }
  }

  #namesOf(certificate: Certificate): readonly GeneralName[] {
    let names = this.#names.get(certificate);
    if (!names) {
      names = constrainedNames(certificate);
      this.#names.set(certificate, names);
    }
    return names;
  }

  #deadEnd(last: Certificate): X509Error {
    const isLeaf = this.#path.length === 1;
    if (last.isSelfIssued) {
      return new X509Error(
        isLeaf ? 'SELF_SIGNED_LEAF' : 'SELF_SIGNED_ROOT',
        'a self-signed certificate that is not among the trust anchors; add it to them if it is to be trusted',
      );
    }
    return new X509Error(
      isLeaf ? 'UNKNOWN_LEAF_ISSUER' : 'UNKNOWN_ISSUER',
      `no certificate of the issuer "${last.issuer}" was sent or is trusted; the peer must send its intermediates, or the ` +
        'issuer be added to the trust anchors',
    );
  }

  #reject(error: X509Error, certificate: Certificate | undefined, index: number): void {
    // Where the work ran out says nothing of the certificate at hand; and some errors say themselves which one it is.
    const blamed = error.code === 'BUDGET_EXHAUSTED' || error.certificate ? undefined : certificate;
    const location = blamed && { index, subject: blamed.subject.toString() };
    this.#rejections.add(location ? error.at(location) : error, this.#path.length);
  }
}

function isAnchorsOwn(anchor: TrustAnchor, leaf: Certificate): boolean {
  return anchor.certificate !== undefined && equalBytes(anchor.certificate.der, leaf.der);
}

/** A name and key that the path has passed already: going on would be a loop. */
function isSameAuthority(a: Certificate, b: Certificate): boolean {
  return a === b || (equalBytes(a.spki, b.spki) && a.subject.equals(b.subject));
}
