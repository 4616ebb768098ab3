import { describe, expect, it } from 'vitest';
import { type Cell, cellId, cellMatcher } from '../../src/matrix/model/cell.ts';
import {
  combine,
  groupsOf,
  isPossible,
  type matrixVersions,
  signaturesOf,
  suiteNamed,
  suitesOf,
} from '../../src/matrix/model/combinations.ts';
import { cover, pairsOf } from '../../src/matrix/model/cover.ts';
import { payload } from '../../src/matrix/run/payload.ts';

const everything = (version: (typeof matrixVersions)[number]) =>
  combine({
    version,
    suites: suitesOf(version),
    groups: groupsOf(version),
    signatures: signaturesOf(version),
    encryptThenMac: [true, false],
  });

describe('combinations', () => {
  it('of TLS 1.3 are the full product of suites, groups and signatures', () => {
    const signatures = signaturesOf('TLSv1.3');
    expect(signatures).toHaveLength(14);
    expect(everything('TLSv1.3')).toHaveLength(5 * 13 * 14);
  });

  it('of TLS 1.2 keep to what the suite says of key exchange and key (RFC 5246, A.5; RFC 8422, 5.1)', () => {
    const all = everything('TLSv1.2');
    expect(all.length).toBeGreaterThan(2000);
    for (const { suite, group, key } of all) {
      const { keyExchange, authentication } = suiteNamed(suite);
      expect(group.startsWith('ffdhe')).toBe(keyExchange === 'dhe');
      expect(key.startsWith('rsa')).toBe(authentication === 'rsa');
    }
    expect(all.some(({ group }) => group.includes('MLKEM'))).toBe(false);
    expect(all.some(({ key }) => key.startsWith('ml-dsa'))).toBe(false);
  });

  it('have each CBC suite in both orders of cipher and MAC, and other suites once (RFC 7366, 3)', () => {
    const orders = (suite: string) =>
      new Set(
        everything('TLSv1.2')
          .filter((one) => one.suite === suite)
          .map(({ encryptThenMac }) => encryptThenMac),
      );
    expect(orders('ECDHE-RSA-AES128-SHA')).toEqual(new Set([true, false]));
    expect(orders('ECDHE-RSA-AES128-GCM-SHA256')).toEqual(new Set([undefined]));
  });

  it('let TLS 1.2 sign with any hash on any curve, and TLS 1.3 with one (RFC 8446, 4.2.3)', () => {
    const p384 = { group: 'x25519', key: 'p384', scheme: 'ecdsa_secp256r1_sha256' } as const;
    expect(isPossible({ version: 'TLSv1.2', suite: 'ECDHE-ECDSA-AES128-GCM-SHA256', ...p384 })).toBe(true);
    expect(isPossible({ version: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256', ...p384 })).toBe(false);
  });
});

describe('a covering choice', () => {
  const rows = [1, 2, 3, 4, 5].flatMap((a) =>
    ['x', 'y', 'z'].flatMap((b) => [true, false].map((c) => ({ a, b, c }))),
  );
  const aspects = pairsOf<(typeof rows)[number]>([({ a }) => `${a}`, ({ b }) => b, ({ c }) => `${c}`]);

  it('has every pair of values, and is not much larger than the largest pair of aspects needs', () => {
    const chosen = cover(rows, aspects);
    for (const aspect of aspects) {
      expect(new Set(chosen.map(aspect))).toEqual(new Set(rows.map(aspect)));
    }
    expect(chosen.length).toBeGreaterThanOrEqual(15);
    expect(chosen.length).toBeLessThan(20);
  });

  it('is the same for the same rows, and empty for none', () => {
    expect(cover(rows, aspects)).toEqual(cover(rows, aspects));
    expect(cover([], aspects)).toEqual([]);
  });

  it('of the rows that TLS 1.3 has leaves no pair of suite, group and signature untried', () => {
    const all = everything('TLSv1.3');
    const pairs = pairsOf<(typeof all)[number]>([
      ({ suite }) => suite,
      ({ group }) => group,
      ({ key, scheme }) => `${key} ${scheme}`,
    ]);
    const chosen = cover(all, pairs);
    for (const pair of pairs) expect(new Set(chosen.map(pair))).toEqual(new Set(all.map(pair)));
    expect(chosen.length).toBeLessThan(all.length / 4);
  });
});

describe('the name of a cell', () => {
  const cell: Cell = {
    peer: 'openssl-3.5',
    role: 'client',
    provider: 'node',
    transport: 'one-byte',
    parameters: {
      version: 'TLSv1.2',
      suite: 'ECDHE-RSA-AES128-SHA',
      encryptThenMac: false,
      group: 'x25519',
      key: 'rsa',
      scheme: 'rsa_pss_rsae_sha256',
    },
    exercise: { kind: 'transfer', bytes: 16_385 },
  };
  const id =
    'openssl-3.5/as-client/node/one-byte/TLSv1.2/ECDHE-RSA-AES128-SHA-EtM/x25519/rsa+rsa_pss_rsae_sha256/transfer+16385';

  it('says all there is to say of it', () => {
    expect(cellId(cell)).toBe(id);
  });

  it('is found by itself, and by patterns in which nothing but the star is special', () => {
    expect(cellMatcher(id)(cell)).toBe(true);
    expect(cellMatcher('*one-byte*/x25519/*')(cell)).toBe(true);
    expect(cellMatcher(id.slice(1))(cell)).toBe(false);
    expect(cellMatcher(id.replaceAll('.', 'x'))(cell)).toBe(false);
    expect(cellMatcher('*')(cell)).toBe(true);
  });
});

describe('payloads', () => {
  it('are the same every time, differ by sender, and end a line, and have no byte before that could be a command', () => {
    const ours = payload(20_000, 'ours');
    expect(payload(20_000, 'ours')).toBe(ours);
    expect(payload(20_000, 'theirs')).not.toEqual(ours);
    expect(ours.subarray(0, -1).every((byte) => byte >= 0x80)).toBe(true);
    expect(ours.at(-1)).toBe(0x0a);
    expect(new Set(ours).size).toBe(129);
    expect(payload(0, 'ours')).toHaveLength(0);
  });
});
