import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';
import { anyPolicy } from '../extensions/policies.js';
import type { PolicyOptions } from './options.js';

/** A node of the policy graph (RFC 9618, 5.1). */
interface PolicyNode {
  readonly policy: string;
  readonly parents: readonly PolicyNode[];
  /** What the next certificate must have for this node to live on. */
  expected: ReadonlySet<string>;
}

/** One depth of the graph. Empty is what the RFC calls a graph of NULL: it never grows again. */
type Level = Map<string, PolicyNode>;

function node(policy: string, parents: readonly PolicyNode[]): PolicyNode {
  return { policy, parents, expected: new Set([policy]) };
}

/**
 * Throws unless a path is valid for its policies (RFC 5280, 6.1 as RFC 9618 changes it). The graph has one node for each
 * policy at each depth, so that its size is bounded by that of the certificates.
 *
 * @param path from the leaf to the certificate under the anchor.
 */
export function checkPolicies(path: readonly Certificate[], options: PolicyOptions): void {
  const state = new PolicyState(path.length, options);
  for (let i = path.length - 1; i >= 0; i--) {
    const certificate = path[i];
    if (!certificate) break;
    state.take(certificate, i === 0);
    if (i > 0) state.prepare(certificate);
  }
  state.wrapUp(path[0]);
}

class PolicyState {
  readonly #acceptable: readonly string[] | undefined;
  #level: Level = new Map([[anyPolicy, node(anyPolicy, [])]]);
  /** Certificates that may still come until the rule begins. */
  #explicitPolicy: number;
  #policyMapping: number;
  #inhibitAny: number;

  constructor(length: number, options: PolicyOptions) {
    this.#acceptable = options.acceptable?.includes(anyPolicy) ? undefined : options.acceptable;
    this.#explicitPolicy = options.requireExplicit ? 0 : length + 1;
    this.#policyMapping = options.inhibitMapping ? 0 : length + 1;
    this.#inhibitAny = options.inhibitAny ? 0 : length + 1;
  }

  /** RFC 9618, 5.2: (d) to (f) of RFC 5280, 6.1.3. */
  take(certificate: Certificate, isLeaf: boolean): void {
    const policies = certificate.certificatePolicies;
    const anyCounts = this.#inhibitAny > 0 || (!isLeaf && certificate.isSelfIssued);
    this.#level = policies ? nextLevel(this.#level, policies, anyCounts) : new Map();
    if (this.#explicitPolicy === 0 && this.#level.size === 0) throw noPolicy();
  }

  /** RFC 9618, 5.3: (a), (b), (h) to (j) of RFC 5280, 6.1.4. */
  prepare(certificate: Certificate): void {
    this.#map(certificate);
    if (!certificate.isSelfIssued) {
      this.#explicitPolicy = Math.max(0, this.#explicitPolicy - 1);
      this.#policyMapping = Math.max(0, this.#policyMapping - 1);
      this.#inhibitAny = Math.max(0, this.#inhibitAny - 1);
    }
    const { requireExplicitPolicy = Infinity, inhibitPolicyMapping = Infinity } =
      certificate.policyConstraints ?? {};
    this.#explicitPolicy = Math.min(this.#explicitPolicy, requireExplicitPolicy);
    this.#policyMapping = Math.min(this.#policyMapping, inhibitPolicyMapping);
    this.#inhibitAny = Math.min(this.#inhibitAny, certificate.inhibitAnyPolicy ?? Infinity);
  }

  /** RFC 9618, 5.4: (a), (b), (g) of RFC 5280, 6.1.5. */
  wrapUp(leaf: Certificate | undefined): void {
    const explicitNow = this.#explicitPolicy <= 1 || leaf?.policyConstraints?.requireExplicitPolicy === 0;
    if (explicitNow && !this.#isAcceptable()) throw noPolicy();
  }

  #map({ policyMappings }: Certificate): void {
    const mapped = new Map<string, Set<string>>();
    for (const { issuerPolicy, subjectPolicy } of policyMappings ?? []) {
      const subjects = mapped.get(issuerPolicy);
      if (subjects) subjects.add(subjectPolicy);
      else mapped.set(issuerPolicy, new Set([subjectPolicy]));
    }
    for (const [policy, subjects] of mapped) {
      if (this.#policyMapping > 0) this.#expect(policy, subjects);
      else this.#level.delete(policy);
    }
  }

  #expect(policy: string, subjects: ReadonlySet<string>): void {
    const existing = this.#level.get(policy);
    if (existing) {
      existing.expected = subjects;
      return;
    }
    const any = this.#level.get(anyPolicy);
    if (!any) return;
    const created = node(policy, any.parents);
    created.expected = subjects;
    this.#level.set(policy, created);
  }

  #isAcceptable(): boolean {
    const acceptable = this.#acceptable;
    if (!acceptable) return this.#level.size > 0;
    const valid = authorityPolicies(this.#level);
    return valid.has(anyPolicy) ? acceptable.length > 0 : acceptable.some((policy) => valid.has(policy));
  }
}

/** RFC 9618, 5.2 (d)(1) and (2). */
function nextLevel(level: Level, policies: readonly string[], anyCounts: boolean): Level {
  const expecting = expectations(level);
  const next: Level = new Map();
  const any = level.get(anyPolicy);
  for (const policy of policies) {
    if (policy === anyPolicy) continue;
    const parents = expecting.get(policy) ?? (any && [any]);
    if (parents) next.set(policy, node(policy, parents));
  }
  if (policies.includes(anyPolicy) && anyCounts) {
    for (const [policy, parents] of expecting) {
      if (!next.has(policy)) next.set(policy, node(policy, parents));
    }
  }
  return next;
}

/** Nodes of a depth by what they expect. */
function expectations(level: Level): Map<string, PolicyNode[]> {
  const expecting = new Map<string, PolicyNode[]>();
  for (const parent of level.values()) {
    for (const policy of parent.expected) {
      const parents = expecting.get(policy);
      if (parents) parents.push(parent);
      else expecting.set(policy, [parent]);
    }
  }
  return expecting;
}

/** Policies in the terms of the first authority: nodes under anyPolicy from which the last depth is reached. */
function authorityPolicies(level: Level): ReadonlySet<string> {
  const policies = new Set<string>();
  const seen = new Set<PolicyNode>(level.values());
  if (level.has(anyPolicy)) policies.add(anyPolicy);
  // A set that grows while it is walked gives what is added too.
  for (const { policy, parents } of seen) {
    if (policy !== anyPolicy && parents.some((parent) => parent.policy === anyPolicy)) policies.add(policy);
    for (const parent of parents) seen.add(parent);
  }
  return policies;
}

function noPolicy(): X509Error {
  return new X509Error(
    'NO_EXPLICIT_POLICY',
    'a path that is valid for no acceptable policy, where one is required; use an authority that issues under one',
  );
}
