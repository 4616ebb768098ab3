import { type Hash, TlsError, toHex } from '@proj/crypto';
import { sha256, sha384, sha512 } from '@proj/crypto/noble';
import {
  exportTls13,
  finishedVerifyData,
  hkdfExpandLabel,
  nextTrafficSecret,
  resumptionPsk,
  Tls13KeySchedule,
  trafficKeys,
} from '@proj/crypto/schedule';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as oracle from './oracle.ts';

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
const hashes: [Hash, 'sha256' | 'sha384' | 'sha512'][] = [
  [sha256, 'sha256'],
  [sha384, 'sha384'],
  [sha512, 'sha512'],
];
const hash = fc.constantFrom(...hashes);
/** HKDF wants at least a digest's length of pseudorandom key (RFC 5869, 2.3). */
const secret = fc.uint8Array({ minLength: 64, maxLength: 80 });

describe('HKDF-Expand-Label (RFC 8446, 7.1)', () => {
  it('agrees with node:crypto for any hash, secret, label, context and length', () => {
    const label = fc.stringMatching(/^[ -~]{0,249}$/);
    const length = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(hash, secret, label, bytes(255), length, ([ours, node], from, text, context, size) => {
        expect(hkdfExpandLabel(ours, from, text, context, size)).toEqual(
          oracle.hkdfExpandLabel(node, from, text, context, size),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('refuses a label or a context that its one-byte length can not hold', () => {
    const from = new Uint8Array(32);
    const none = new Uint8Array(0);
    expect(() => hkdfExpandLabel(sha256, from, 'x'.repeat(250), none, 32)).toThrow(RangeError);
    expect(() => hkdfExpandLabel(sha256, from, 'x', new Uint8Array(256), 32)).toThrow(RangeError);
  });
});

describe('what is derived from a secret', () => {
  const none = new Uint8Array(0);

  it('traffic keys, 7.3, and their update, 7.2, agree with node:crypto', () => {
    fc.assert(
      fc.property(hash, secret, fc.constantFrom(16, 32), ([ours, node], from, keyLength) => {
        const { key, iv } = trafficKeys(ours, from, keyLength);
        expect(key).toEqual(oracle.hkdfExpandLabel(node, from, 'key', none, keyLength));
        expect(iv).toEqual(oracle.hkdfExpandLabel(node, from, 'iv', none, 12));
        expect(nextTrafficSecret(ours, from)).toEqual(
          oracle.hkdfExpandLabel(node, from, 'traffic upd', none, ours.outputLength),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('Finished, 4.4.4, and resumption PSKs, 4.6.1, agree with node:crypto', () => {
    fc.assert(
      fc.property(hash, secret, bytes(48), ([ours, node], from, context) => {
        const finishedKey = oracle.hkdfExpandLabel(node, from, 'finished', none, ours.outputLength);
        expect(finishedVerifyData(ours, from, context)).toEqual(
          Uint8Array.from(oracle.hmac(node, finishedKey, context)),
        );
        expect(resumptionPsk(ours, from, context)).toEqual(
          oracle.hkdfExpandLabel(node, from, 'resumption', context, ours.outputLength),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('exported keying material, 7.5, agrees with node:crypto, and an empty context is none', () => {
    fc.assert(
      fc.property(hash, secret, bytes(400), ([ours, node], from, context) => {
        const empty = oracle.digest(node, none);
        const inner = oracle.hkdfExpandLabel(node, from, 'EXPORTER-test', empty, ours.outputLength);
        expect(exportTls13(ours, from, 'EXPORTER-test', context, 77)).toEqual(
          oracle.hkdfExpandLabel(node, inner, 'exporter', oracle.digest(node, context), 77),
        );
        expect(exportTls13(ours, from, 'EXPORTER-test', undefined, 20)).toEqual(
          exportTls13(ours, from, 'EXPORTER-test', none, 20),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('the key schedule (RFC 8446, 7.1)', () => {
  it('without a PSK gives the known handshake salt of SHA-256', () => {
    // RFC 8448, 3: the early secret of no PSK, and what is derived from it, are the same in every connection.
    const zeros = new Uint8Array(32);
    const early = sha256.hkdfExtract(zeros, zeros);
    expect(toHex(early)).toBe('33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a');
    const salt = hkdfExpandLabel(sha256, early, 'derived', sha256.digest(new Uint8Array(0)), 32);
    expect(toHex(salt)).toBe('6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba');
  });

  it('agrees with node:crypto in every secret of every stage, with and without a PSK', () => {
    const some = fc.uint8Array({ minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(
        hash,
        fc.option(some, { nil: undefined }),
        fc.option(some, { nil: undefined }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        ([ours, node], psk, shared, transcript) => {
          const size = ours.outputLength;
          const zeros = new Uint8Array(size);
          const empty = oracle.digest(node, new Uint8Array(0));
          const derive = (from: Uint8Array, label: string, context: Uint8Array): Uint8Array =>
            oracle.hkdfExpandLabel(node, from, label, context, size);
          const schedule = new Tls13KeySchedule(ours, psk);

          const early = oracle.hmac(node, zeros, psk ?? zeros);
          if (psk) {
            expect(schedule.binderKey('external')).toEqual(derive(early, 'ext binder', empty));
            expect(schedule.binderKey('resumption')).toEqual(derive(early, 'res binder', empty));
            expect(schedule.binderKey('imported')).toEqual(derive(early, 'imp binder', empty));
            expect(schedule.clientEarlyTrafficSecret(transcript)).toEqual(
              derive(early, 'c e traffic', transcript),
            );
            expect(schedule.earlyExporterSecret(transcript)).toEqual(
              derive(early, 'e exp master', transcript),
            );
          }
          schedule.enterHandshake(shared);
          const handshake = oracle.hmac(node, derive(early, 'derived', empty), shared ?? zeros);
          expect(schedule.clientHandshakeTrafficSecret(transcript)).toEqual(
            derive(handshake, 'c hs traffic', transcript),
          );
          expect(schedule.serverHandshakeTrafficSecret(transcript)).toEqual(
            derive(handshake, 's hs traffic', transcript),
          );
          schedule.enterMaster();
          const master = oracle.hmac(node, derive(handshake, 'derived', empty), zeros);
          expect(schedule.clientApplicationTrafficSecret(transcript)).toEqual(
            derive(master, 'c ap traffic', transcript),
          );
          expect(schedule.serverApplicationTrafficSecret(transcript)).toEqual(
            derive(master, 's ap traffic', transcript),
          );
          expect(schedule.exporterSecret(transcript)).toEqual(derive(master, 'exp master', transcript));
          expect(schedule.resumptionSecret(transcript)).toEqual(derive(master, 'res master', transcript));
        },
      ),
      { numRuns: 50 },
    );
  });

  const transcript = new Uint8Array(32);
  const early = (s: Tls13KeySchedule): unknown[] => [
    () => s.binderKey('external'),
    () => s.clientEarlyTrafficSecret(transcript),
    () => s.earlyExporterSecret(transcript),
    () => s.enterHandshake(transcript),
  ];
  const handshake = (s: Tls13KeySchedule): unknown[] => [
    () => s.clientHandshakeTrafficSecret(transcript),
    () => s.serverHandshakeTrafficSecret(transcript),
    () => s.enterMaster(),
  ];
  const master = (s: Tls13KeySchedule): unknown[] => [
    () => s.clientApplicationTrafficSecret(transcript),
    () => s.serverApplicationTrafficSecret(transcript),
    () => s.exporterSecret(transcript),
    () => s.resumptionSecret(transcript),
  ];
  const expectAllRefused = (calls: unknown[]): void => {
    for (const call of calls) {
      expect(call).toThrow(TlsError);
      expect(call).toThrow(/stage/);
    }
  };

  it('refuses in each stage what belongs to another', () => {
    const schedule = new Tls13KeySchedule(sha256, transcript);
    expectAllRefused([...handshake(schedule), ...master(schedule)]);
    schedule.enterHandshake(transcript);
    expectAllRefused([...early(schedule), ...master(schedule)]);
    schedule.enterMaster();
    expectAllRefused([...early(schedule), ...handshake(schedule)]);
    schedule.destroy();
    schedule.destroy();
    expectAllRefused([...early(schedule), ...handshake(schedule), ...master(schedule)]);
  });

  it('has no early secrets without a PSK', () => {
    const schedule = new Tls13KeySchedule(sha256);
    expect(() => schedule.binderKey('external')).toThrow(/no PSK/);
    expect(() => schedule.clientEarlyTrafficSecret(transcript)).toThrow(/no PSK/);
  });

  it('wipes the secret that a stage leaves behind', () => {
    const extracted: Uint8Array[] = [];
    const watched: Hash = {
      ...sha256,
      hkdfExtract: (salt, keyMaterial) => {
        const secret = sha256.hkdfExtract(salt, keyMaterial);
        extracted.push(secret);
        return secret;
      },
    };
    const schedule = new Tls13KeySchedule(watched, transcript);
    const stages = extracted.length;
    schedule.enterHandshake(transcript);
    schedule.enterMaster();
    schedule.destroy();
    const [early, handshake, master] = extracted.slice(stages - 1);
    for (const secret of [early, handshake, master]) expect(secret).toEqual(new Uint8Array(32));
  });
});
