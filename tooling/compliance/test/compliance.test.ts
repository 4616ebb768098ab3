import type { Aead, CryptoProvider, KeyExchangeGroup, PublicKey } from '@proj/crypto';
import { mlKem768, nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { type FileReport, runVectorFile } from '../src/index.ts';
import { judge } from '../src/outcome.ts';

function run(provider: CryptoProvider, json: unknown): FileReport {
  return runVectorFile({ provider, mlKem: { 'ML-KEM-768': mlKem768 } }, 'a_test.json', json);
}

/** A message sealed by noble, with its tag and with another one. */
function chachaFile(): unknown {
  const aead = nobleProvider.aead('CHACHA20-POLY1305');
  if (!aead) throw new Error('noble has ChaCha20-Poly1305');
  const buffer = new Uint8Array(20);
  buffer.set([1, 2, 3, 4]);
  aead.key(new Uint8Array(32)).seal(new Uint8Array(12), Uint8Array.of(9), buffer);
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const test = {
    key: '00'.repeat(32),
    iv: '00'.repeat(12),
    aad: '09',
    msg: '01020304',
    ct: hex(buffer.subarray(0, 4)),
  };
  return {
    algorithm: 'CHACHA20-POLY1305',
    testGroups: [
      {
        type: 'AeadTest',
        ivSize: 96,
        keySize: 256,
        tagSize: 128,
        tests: [
          { tcId: 1, result: 'valid', ...test, tag: hex(buffer.subarray(4)) },
          { tcId: 2, result: 'invalid', ...test, tag: '00'.repeat(16) },
        ],
      },
      { type: 'AeadTest', ivSize: 64, keySize: 256, tagSize: 128, tests: [{ tcId: 3, result: 'valid' }] },
    ],
  };
}

function withAead(change: (aead: Aead) => Aead): CryptoProvider {
  return {
    ...nobleProvider,
    aead: (name) => {
      const aead = nobleProvider.aead(name);
      return aead && change(aead);
    },
  };
}

const groupOf = (change: (group: KeyExchangeGroup) => KeyExchangeGroup): CryptoProvider => ({
  ...nobleProvider,
  group: (name) => {
    const group = nobleProvider.group(name);
    return group && change(group);
  },
});

/** A low-order point and an all-zero secret, as in Wycheproof's x25519 file. */
const zeroSecretFile = {
  algorithm: 'XDH',
  testGroups: [
    {
      type: 'XdhComp',
      curve: 'curve25519',
      tests: [
        {
          tcId: 1,
          result: 'acceptable',
          flags: ['ZeroSharedSecret'],
          private: '11'.repeat(32),
          public: '00'.repeat(32),
          shared: '00'.repeat(32),
        },
      ],
    },
  ],
};

describe('the compliance suite', () => {
  it('passes a sound provider, counts, and names what it skips', () => {
    const report = run(nobleProvider, chachaFile());
    expect(report).toMatchObject({ run: 2, passed: 2, failed: [] });
    expect(report.skipped).toEqual([
      { name: 'CHACHA20-POLY1305 with a nonce of 64 bits', why: 'nonces in TLS have 96 bits', count: 1 },
    ]);
  });

  it('catches an AEAD that does not look at the tag', () => {
    const careless = withAead((aead) => ({
      ...aead,
      key: (bytes) => {
        const key = aead.key(bytes);
        return {
          seal: (...args) => key.seal(...args),
          open: (nonce, data, sealed) => key.open(nonce, data, sealed) ?? sealed.subarray(0, -16),
          destroy: () => key.destroy(),
        };
      },
    }));
    expect(run(careless, chachaFile()).failed.map(({ tcId }) => tcId)).toEqual([2]);
  });

  it('catches an AEAD that opens nothing', () => {
    const stubborn = withAead((aead) => ({
      ...aead,
      key: (bytes) => ({ ...aead.key(bytes), open: () => undefined }),
    }));
    expect(run(stubborn, chachaFile()).failed.map(({ tcId }) => tcId)).toEqual([1]);
  });

  it('asks for the refusal of an all-zero X25519 secret (RFC 8446, 7.4.2)', () => {
    expect(run(nobleProvider, zeroSecretFile)).toMatchObject({ passed: 1, failed: [] });
    const lax = groupOf((group) => ({
      ...group,
      start: () => ({ share: new Uint8Array(32), finish: () => new Uint8Array(32) }),
    }));
    expect(run(lax, zeroSecretFile).failed).toHaveLength(1);
  });

  it('counts an error that is not a refusal as a failure', () => {
    const broken = groupOf((group) => ({
      ...group,
      start: () => {
        throw new Error('out of order');
      },
    }));
    expect(run(broken, zeroSecretFile).failed[0]?.why).toContain('out of order');
  });

  it('skips by name what a provider does not have, and kinds of tests that it does not know', () => {
    const bare: CryptoProvider = { ...nobleProvider, group: () => undefined };
    expect(run(bare, zeroSecretFile).skipped).toMatchObject([{ name: 'curve25519', count: 1 }]);
    const unknown = {
      algorithm: 'X',
      testGroups: [{ type: 'NewTest', tests: [{ tcId: 1, result: 'valid' }] }],
    };
    expect(run(nobleProvider, unknown)).toMatchObject({ run: 0, skipped: [{ name: 'NewTest', count: 1 }] });
  });

  it('catches a key that takes every signature, and one that takes none', () => {
    const file = edwardsFile();
    const answering = (answer: boolean): CryptoProvider => ({
      ...nobleProvider,
      importPublicKey: (spki): PublicKey => ({
        ...nobleProvider.importPublicKey(spki),
        verify: () => answer,
      }),
    });
    expect(run(nobleProvider, file)).toMatchObject({ passed: 2, failed: [] });
    expect(run(answering(true), file).failed.map(({ tcId }) => tcId)).toEqual([2]);
    expect(run(answering(false), file).failed.map(({ tcId }) => tcId)).toEqual([1]);
  });
});

/** RFC 8032, 7.1, test 1, and the same signature under another message. */
function edwardsFile(): unknown {
  const sig =
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b';
  const publicKeyDer =
    '302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
  return {
    algorithm: 'EDDSA',
    testGroups: [
      {
        type: 'EddsaVerify',
        publicKeyDer,
        tests: [
          { tcId: 1, result: 'valid', msg: '', sig },
          { tcId: 2, result: 'invalid', msg: '00', sig },
        ],
      },
    ],
  };
}

it('holds outcomes against what is expected', () => {
  expect(judge('valid', [], 'refused')).toBe(false);
  expect(judge('invalid', [], 'right')).toBe(false);
  expect(judge('acceptable', [], 'right')).toBe(true);
  expect(judge('acceptable', [], 'refused')).toBe(true);
  expect(judge('acceptable', [], 'wrong')).toBe(false);
  expect(judge('acceptable', ['ZeroSharedSecret'], 'right')).toBe(false);
});
