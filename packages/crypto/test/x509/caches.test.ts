import { describe, expect, it } from 'vitest';
import {
  Certificate,
  CertificateCache,
  TrustAnchors,
  VerificationCache,
  verifyChain,
} from '../../src/x509/index.js';
import { errorOf, makeRoot, optionsFor, parsed } from './chains.js';

const root = makeRoot();
const leaf = root.authority().leaf();

describe('the cache of parsed certificates', () => {
  it('gives the same object for the same bytes, in another array too', () => {
    const cache = new CertificateCache();
    const first = cache.parse(leaf.certificate);
    expect(cache.parse(Uint8Array.from(leaf.certificate))).toBe(first);
  });

  it('compares all bytes: another certificate with the same end is another', () => {
    const cache = new CertificateCache();
    const first = cache.parse(leaf.certificate);
    const changed = Uint8Array.from(leaf.certificate);
    const at = Buffer.from(changed).indexOf('localhost');
    changed[at] = 0x4c;
    const second = cache.parse(changed);
    expect(second).not.toBe(first);
    expect(second.der).toEqual(changed);
  });

  it('does not see what the caller does to the bytes afterwards', () => {
    const cache = new CertificateCache();
    const bytes = Uint8Array.from(leaf.certificate);
    const first = cache.parse(bytes);
    bytes.fill(0);
    expect(cache.parse(leaf.certificate)).toBe(first);
  });

  it('keeps no more than its size, and lets the least recently used go', () => {
    const cache = new CertificateCache(2);
    const [a, b, c] = [root.leaf(), root.leaf(), root.leaf()].map(({ certificate }) => certificate);
    if (!a || !b || !c) throw new Error('three were made');
    const [keptA, keptB] = [cache.parse(a), cache.parse(b)];
    expect(cache.parse(a)).toBe(keptA);
    cache.parse(c);
    expect(cache.parse(a)).toBe(keptA);
    expect(cache.parse(b)).not.toBe(keptB);
    expect(() => new CertificateCache(0)).toThrow(RangeError);
  });
});

describe('the cache of verified paths', () => {
  const anchors = TrustAnchors.fromCertificates([parsed(root)]);
  const question = optionsFor({ leaf, anchors, host: 'localhost' });

  it('answers the same question with the same result, asked with other objects', () => {
    const cache = new VerificationCache();
    const first = verifyChain({ ...question, cache });
    const again = {
      ...question,
      leaf: Certificate.parse(leaf.certificate),
      name: { kind: 'dns', name: 'localhost' },
      strength: {},
      cache,
    } as const;
    expect(verifyChain(again)).toBe(first);
  });

  it('does not answer another question', () => {
    const cache = new VerificationCache();
    const first = verifyChain({ ...question, cache });
    expect(
      errorOf(() => verifyChain({ ...question, cache, name: { kind: 'dns', name: 'other' } })).code,
    ).toBe('HOSTNAME_MISMATCH');
    expect(errorOf(() => verifyChain({ ...question, cache, intermediates: [] })).code).toBe(
      'UNKNOWN_LEAF_ISSUER',
    );
    const none = TrustAnchors.fromCertificates([]);
    expect(errorOf(() => verifyChain({ ...question, cache, anchors: none })).code).toBe('UNKNOWN_ISSUER');
    expect(verifyChain({ ...question, cache, purpose: 'client' })).not.toBe(first);
    expect(verifyChain({ ...question, cache, profile: 'rfc5280' })).not.toBe(first);
    expect(verifyChain({ ...question, cache, strength: { minimumRsaBits: 3072 } })).not.toBe(first);
    const strict = { requireExplicit: true };
    expect(errorOf(() => verifyChain({ ...question, cache, policies: strict })).code).toBe(
      'NO_EXPLICIT_POLICY',
    );
  });

  it('does not answer when the path has expired since', () => {
    const cache = new VerificationCache();
    verifyChain({ ...question, cache });
    const later = question.time + 1000 * 24 * 60 * 60 * 1000;
    expect(errorOf(() => verifyChain({ ...question, cache, time: later })).code).toBe('EXPIRED');
  });

  it('does not take the next question for the last one when the caller changes its own arrays', () => {
    const cache = new VerificationCache();
    const bytes = Uint8Array.of(127, 0, 0, 1);
    const acceptable = ['2.5.29.32.0'];
    const asked = { ...question, cache, name: { kind: 'ip', bytes }, policies: { acceptable } } as const;
    const first = verifyChain(asked);
    expect(verifyChain({ ...asked, policies: { acceptable: [...acceptable] } })).toBe(first);
    acceptable[0] = '1.2.3';
    expect(verifyChain(asked)).not.toBe(first);
    bytes[3] = 2;
    expect(errorOf(() => verifyChain(asked)).code).toBe('IP_ADDRESS_MISMATCH');
  });

  it('keeps no failures', () => {
    const cache = new VerificationCache();
    const wrong = { ...question, cache, intermediates: [] };
    errorOf(() => verifyChain(wrong));
    expect(verifyChain({ ...question, cache }).path).toHaveLength(3);
    expect(errorOf(() => verifyChain(wrong)).code).toBe('UNKNOWN_LEAF_ISSUER');
  });
});
