import {
  certificatePolicies,
  type ExtensionInput,
  inhibitAnyPolicy,
  policyConstraints,
  policyMappings,
} from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { PolicyOptions } from '../../src/x509/index.js';
import { makeRoot, rejection, verify } from './chains.js';

const [p1, p2, p3, any] = [
  '1.3.6.1.4.1.99999.1',
  '1.3.6.1.4.1.99999.2',
  '1.3.6.1.4.1.99999.3',
  '2.5.29.32.0',
];
const root = makeRoot();

/** Whether a path with these extensions, from the top down, the leaf's last, is valid for its policies. */
function isValid(
  policies: Partial<PolicyOptions>,
  ...levels: readonly (readonly ExtensionInput[])[]
): boolean {
  let issuer = root;
  for (const [i, extensions] of levels.slice(0, -1).entries()) {
    issuer = issuer.authority({ subject: `Level ${i}`, extensions });
  }
  const leaf = issuer.leaf({ extensions: levels.at(-1) ?? [] });
  try {
    return verify({ leaf, anchors: [root], policies }).path.length > 0;
  } catch {
    expect(rejection({ leaf, anchors: [root], policies })).toBe('NO_EXPLICIT_POLICY');
    return false;
  }
}

const has = (...ids: readonly string[]): ExtensionInput => certificatePolicies(...ids);
const explicit = { requireExplicit: true };

describe('policies (RFC 5280, 6.1 as RFC 9618 changes it)', () => {
  it('do not matter unless someone asks for one', () => {
    expect(isValid({}, [has(p1)], [has(p2)])).toBe(true);
    expect(isValid({}, [], [])).toBe(true);
  });

  it('must go through the whole path when an explicit policy is required', () => {
    expect(isValid(explicit, [has(p1)], [has(p1)])).toBe(true);
    expect(isValid(explicit, [has(p1)], [has(p2)])).toBe(false);
    expect(isValid(explicit, [has(p1)], [])).toBe(false);
    expect(isValid(explicit, [], [has(p1)])).toBe(false);
    expect(isValid(explicit, [has(any)], [has(p1)])).toBe(true);
    expect(isValid(explicit, [has(p1)], [has(any)])).toBe(true);
  });

  it('must be acceptable where the user says which are', () => {
    expect(isValid({ ...explicit, acceptable: [p1] }, [has(p1, p2)], [has(p1)])).toBe(true);
    expect(isValid({ ...explicit, acceptable: [p1] }, [has(p1, p2)], [has(p2)])).toBe(false);
    expect(isValid({ ...explicit, acceptable: [p1] }, [has(any)], [has(any)])).toBe(true);
    expect(isValid({ ...explicit, acceptable: [any] }, [has(p2)], [has(p2)])).toBe(true);
  });

  it('are required from where a policy constraint says so (RFC 5280, 4.2.1.11)', () => {
    const now = policyConstraints({ requireExplicit: 0 });
    const later = policyConstraints({ requireExplicit: 2 });
    expect(isValid({}, [has(p1), now], [])).toBe(false);
    expect(isValid({}, [has(p1), now], [has(p1)])).toBe(true);
    expect(isValid({}, [later], [], [])).toBe(false);
    expect(isValid({}, [later], [])).toBe(true);
    expect(isValid({}, [], [now])).toBe(false);
  });

  it('are translated by mappings (RFC 5280, 4.2.1.5)', () => {
    const mapped = [has(p1), policyMappings([p1, p2])];
    expect(isValid(explicit, mapped, [has(p2)])).toBe(true);
    expect(isValid(explicit, mapped, [has(p1)])).toBe(false);
    expect(isValid({ ...explicit, acceptable: [p1] }, mapped, [has(p2)])).toBe(true);
    expect(isValid({ ...explicit, acceptable: [p2] }, mapped, [has(p2)])).toBe(false);
    expect(isValid(explicit, [has(any), policyMappings([p1, p2])], [has(p2)])).toBe(true);
    expect(isValid({ ...explicit, inhibitMapping: true }, mapped, [has(p2)])).toBe(false);
    const inhibited = [has(p1), policyConstraints({ inhibitMapping: 0 })];
    expect(isValid(explicit, inhibited, mapped, [has(p2)])).toBe(false);
  });

  it('are not all covered by anyPolicy where it is inhibited (RFC 5280, 4.2.1.14)', () => {
    expect(isValid({ ...explicit, inhibitAny: true }, [has(any)], [has(p1)])).toBe(false);
    expect(isValid(explicit, [has(any), inhibitAnyPolicy(0)], [has(any)])).toBe(false);
    expect(isValid(explicit, [has(any), inhibitAnyPolicy(0)], [has(p1)])).toBe(true);
    expect(isValid(explicit, [has(any), inhibitAnyPolicy(1)], [has(any)], [has(p3)])).toBe(true);
  });

  it('end where mappings would make a tree explode (RFC 9618, 1)', { timeout: 60_000 }, () => {
    const ids = Array.from({ length: 40 }, (_, i) => `1.3.6.1.4.1.99999.9.${i}`);
    const pairs = ids.flatMap((a) => ids.map((b) => [a, b] as const));
    const level = [has(...ids), policyMappings(...pairs)];
    expect(isValid(explicit, level, level, level, level, level, [has(...ids)])).toBe(true);
  });
});
