import { extendedKeyUsage, generateKey, nameConstraints } from '@tooling/ca';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nobleProvider } from '../../src/noble/index.js';
import type { CryptoProvider } from '../../src/provider.js';
import { Certificate, TrustAnchors, verifyChain, X509Error } from '../../src/x509/index.js';
import { errorOf, makeRoot, optionsFor, parsed, rejection } from './chains.js';

const root = makeRoot();

/** The provider, counting its signature checks. */
function counting(): { provider: CryptoProvider; checks: () => number } {
  let checks = 0;
  const importPublicKey: CryptoProvider['importPublicKey'] = (spki) => {
    const key = nobleProvider.importPublicKey(spki);
    return {
      type: key.type,
      bits: key.bits,
      spki: key.spki,
      verify: (algorithm, message, signature) => {
        checks++;
        return key.verify(algorithm, message, signature);
      },
    };
  };
  return { provider: { ...nobleProvider, importPublicKey }, checks: () => checks };
}

describe('hostile bags of intermediates', { timeout: 60_000 }, () => {
  it('cost no more signature checks than the budget has', () => {
    // Every authority signs every other: the number of paths grows with the factorial.
    const names = Array.from({ length: 9 }, (_, i) => `Node ${i}`);
    const authorities = names.map((subject) => makeRoot({ subject }));
    const bag = authorities.flatMap((issuer) =>
      authorities
        .filter((one) => one !== issuer)
        .map((one) => issuer.authority({ subject: one.subject, key: one.key })),
    );
    const [first] = authorities;
    if (!first) throw new Error('there is one');
    const { provider, checks } = counting();
    const leaf = first.leaf();
    const error = errorOf(() =>
      verifyChain(optionsFor({ leaf, intermediates: bag, anchors: [root], provider })),
    );
    expect(error.code).toBe('BUDGET_EXHAUSTED');
    expect(checks()).toBeLessThanOrEqual(100);
  });

  it('of one name and many keys are given up after the budget of signature checks, and say so', () => {
    const key = generateKey(nobleProvider, 'p256');
    const real = root.authority({ subject: 'Many', key });
    const others = Array.from({ length: 6 }, () => root.authority({ subject: 'Many' }));
    const leaf = real.leaf();
    const intermediates = [...others, real];
    expect(
      rejection({
        leaf,
        intermediates,
        anchors: [makeRoot({ subject: 'X' })],
        budget: { maxSignatureChecks: 3 },
      }),
    ).toBe('BUDGET_EXHAUSTED');
    expect(rejection({ leaf, intermediates, anchors: [root], budget: { maxSteps: 0 } })).toBe(
      'BUDGET_EXHAUSTED',
    );
  });

  it('are found the right way through by key identifiers, with few checks', () => {
    const real = root.authority({ subject: 'Many' });
    const others = Array.from({ length: 40 }, () => root.authority({ subject: 'Many' }));
    const { provider, checks } = counting();
    const found = verifyChain(
      optionsFor({ leaf: real.leaf(), intermediates: [...others, real], anchors: [root], provider }),
    );
    expect(found.path).toHaveLength(3);
    expect(checks()).toBe(2);
  });

  it('with many names and constraints are given up after the budget of comparisons', () => {
    const bases = Array.from({ length: 600 }, (_, i) => ({ dns: `a${i}.example` }));
    const bound = root.authority({ extensions: [nameConstraints({ excluded: bases })] });
    const leaf = bound.leaf({ names: Array.from({ length: 600 }, (_, i) => ({ dns: `b${i}.example` })) });
    expect(rejection({ leaf, anchors: [root] })).toBe('BUDGET_EXHAUSTED');
  });

  it('that are longer than allowed are refused, self-issued authorities not counted', () => {
    const first = root.authority({ subject: 'One' });
    const again = first.authority({ subject: 'One' });
    const second = again.authority({ subject: 'Two' });
    const leaf = second.leaf();
    expect(rejection({ leaf, anchors: [root], budget: { maxIntermediates: 1 } })).toBe('CHAIN_TOO_LONG');
    const found = verifyChain(optionsFor({ leaf, anchors: [root], budget: { maxIntermediates: 2 } }));
    expect(found.path).toHaveLength(5);
  });
});

describe('mutations', { timeout: 60_000 }, () => {
  const intermediate = root.authority({
    extensions: [
      nameConstraints({ permitted: [{ dns: 'localhost' }, { ip: [127, 0, 0, 1, 255, 255, 255, 255] }] }),
      extendedKeyUsage('server'),
    ],
  });
  const leaf = intermediate.leaf();
  const anchors = TrustAnchors.fromCertificates([parsed(root)]);
  const right = optionsFor({ leaf, anchors });

  /** Changes, drops, doubles or inserts single bytes. */
  const mutation = fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('set', 'drop', 'double', 'cut'),
    value: fc.nat(255),
  });

  function mutate(
    bytes: Uint8Array,
    { at, kind, value }: { at: number; kind: string; value: number },
  ): Uint8Array {
    const i = at % bytes.length;
    const out = Array.from(bytes);
    if (kind === 'set') out[i] = value;
    else if (kind === 'drop') out.splice(i, 1);
    else if (kind === 'double') out.splice(i, 0, out[i] ?? 0);
    else out.length = i;
    return Uint8Array.from(out);
  }

  /** Whether the mutated chain is taken; throws what is not an `X509Error`. */
  function isTaken(run: () => void): boolean {
    try {
      run();
      return true;
    } catch (error) {
      if (error instanceof X509Error) return false;
      throw error;
    }
  }

  it('of a leaf end in an X509Error or in the very same bytes', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const der = mutations.reduce(
          (bytes, one) => (bytes.length === 0 ? bytes : mutate(bytes, one)),
          leaf.certificate,
        );
        const taken = isTaken(() => verifyChain({ ...right, leaf: Certificate.parse(der) }));
        // ECDSA signatures can be changed into others that hold: a negated S, which the mutations do not reach.
        expect(taken).toBe(Buffer.from(der).equals(Buffer.from(leaf.certificate)));
      }),
      { numRuns: 1_500 },
    );
  });

  it('of an intermediate end in an X509Error or in the very same bytes', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 2 }), (mutations) => {
        const der = mutations.reduce(
          (bytes, one) => (bytes.length === 0 ? bytes : mutate(bytes, one)),
          intermediate.certificate,
        );
        const taken = isTaken(() => verifyChain({ ...right, intermediates: [Certificate.parse(der)] }));
        expect(taken).toBe(Buffer.from(der).equals(Buffer.from(intermediate.certificate)));
      }),
      { numRuns: 750 },
    );
  });

  it('and anything else that is parsed gives an X509Error from every accessor, or a value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(leaf.certificate.length), (noise, at) => {
        const der = Uint8Array.from([
          ...leaf.certificate.subarray(0, at),
          ...noise,
          ...leaf.certificate.subarray(at + noise.length),
        ]);
        isTaken(() => {
          const certificate = Certificate.parse(der);
          expect(certificate.subject.toString()).toBeTypeOf('string');
          isTaken(() => void certificate.publicKeyInfo);
          isTaken(() => void certificate.signatureAlgorithm);
          isTaken(() => void certificate.subjectAltNames);
          verifyChain({ ...right, leaf: certificate });
        });
      }),
      { numRuns: 1_500 },
    );
  });
});
