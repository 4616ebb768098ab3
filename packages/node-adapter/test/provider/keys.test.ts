import { createHash, generateKeyPairSync, type KeyObject, sign as nodeSign } from 'node:crypto';
import {
  type CryptoProvider,
  derTags,
  encodeDer,
  encodePublicKeyInfo,
  fromHex,
  type HashName,
  type KeyType,
  type Random,
  type SignatureAlgorithm,
} from '@proj/crypto';
import { nobleProvider, systemRandom } from '@proj/crypto/noble';
import { describe, expect, it, test } from 'vitest';
import { nodeProvider } from '../../src/provider/provider.js';

interface Pair {
  readonly pkcs8: Uint8Array;
  readonly spki: Uint8Array;
}

function der({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): Pair {
  return {
    pkcs8: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
    spki: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
  };
}

const ec = (namedCurve: string): Pair => der(generateKeyPairSync('ec', { namedCurve }));
const rsaPair = der(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const pkcs1Pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { format: 'der', type: 'pkcs1' },
  privateKeyEncoding: { format: 'der', type: 'pkcs1' },
});

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => encodeDer(derTags.sequence, ...parts);
const oid = (hex: string): Uint8Array => encodeDer(derTags.oid, fromHex(hex));
const number = (value: number): Uint8Array => encodeDer(derTags.integer, Uint8Array.of(value));
const sha256 = sequence(oid('608648016503040201'), encodeDer(derTags.null));

/** One RSA key as id-RSASSA-PSS (RFC 4055, 1.2), with these RSASSA-PSS-params or without. */
function pssKey(...parameters: readonly Uint8Array[]): Pair {
  const restriction = parameters.length > 0 ? [sequence(...parameters)] : [];
  const algorithm = sequence(oid('2a864886f70d01010a'), ...restriction);
  return {
    pkcs8: sequence(number(0), algorithm, encodeDer(derTags.octetString, pkcs1Pair.privateKey)),
    spki: encodePublicKeyInfo(algorithm, pkcs1Pair.publicKey),
  };
}

const hashField = encodeDer(0xa0, sha256);
const mgf1Field = encodeDer(0xa1, sequence(oid('2a864886f70d010108'), sha256));
const pssPair = pssKey(hashField, mgf1Field, encodeDer(0xa2, number(32)));
const freePssPair = pssKey();
/** MGF1 with SHA-1 and 20 bytes of salt are the defaults, which DER leaves out. */
const mixedPssPair = pssKey(hashField);

const ecdsa = (hash: HashName): SignatureAlgorithm => ({ kind: 'ecdsa', hash });
const pkcs1 = (hash: HashName): SignatureAlgorithm => ({ kind: 'rsa-pkcs1', hash });
const pss = (hash: HashName, saltLength: number, mgf1Hash = hash): SignatureAlgorithm => ({
  kind: 'rsa-pss',
  hash,
  mgf1Hash,
  saltLength,
});
const signatureHashes: readonly HashName[] = ['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512'];

const cases: [string, KeyType, Pair, readonly SignatureAlgorithm[]][] = [
  ['P-256', 'p256', ec('P-256'), signatureHashes.map(ecdsa)],
  ['P-384', 'p384', ec('P-384'), signatureHashes.map(ecdsa)],
  ['P-521', 'p521', ec('P-521'), signatureHashes.map(ecdsa)],
  ['Ed25519', 'ed25519', der(generateKeyPairSync('ed25519')), [{ kind: 'ed25519' }]],
  ['Ed448', 'ed448', der(generateKeyPairSync('ed448')), [{ kind: 'ed448' }]],
  [
    'RSA',
    'rsa',
    rsaPair,
    [
      ...signatureHashes.map(pkcs1),
      pkcs1('MD5-SHA1'),
      pss('SHA-256', 32),
      pss('SHA-384', 48),
      pss('SHA-512', 64),
      pss('SHA-256', 0),
      pss('SHA-256', 20, 'SHA-1'),
    ],
  ],
  ['RSA-PSS, restricted to SHA-256', 'rsa-pss', pssPair, [pss('SHA-256', 32), pss('SHA-256', 40)]],
  ['RSA-PSS, restricted to two hashes', 'rsa-pss', mixedPssPair, [pss('SHA-256', 20, 'SHA-1')]],
  ['RSA-PSS, unrestricted', 'rsa-pss', freePssPair, [pss('SHA-256', 32), pss('SHA-512', 64)]],
];

/** Reproducible bytes. */
function replayed(): Random {
  let count = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      blocks.push(createHash('sha256').update(`${count++}`).digest());
    }
    return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
  };
}

const message = new TextEncoder().encode('TLS 1.3, server CertificateVerify');

test('an RSA signature has all octets of the modulus, also where it begins with zeros (RFC 8017, 8.1.2, 8.2.2)', () => {
  const [key, algorithm] = [nodeProvider.importPrivateKey(rsaPair.pkcs8), pkcs1('SHA-256')];
  const known = [nodeProvider, nobleProvider].map((provider) => provider.importPublicKey(rsaPair.spki));
  // One message in 256 has such a signature.
  for (let text = message; ; text = Uint8Array.of(...text, 0)) {
    const signature = key.sign(algorithm, text, systemRandom);
    if (signature[0] !== 0) continue;
    expect(known.map((one) => one.verify(algorithm, text, signature))).toEqual([true, true]);
    expect(known.map((one) => one.verify(algorithm, text, signature.subarray(1)))).toEqual([false, false]);
    break;
  }
});

describe.each(cases)('%s', (_name, type, pair, algorithms) => {
  const own = {
    private: nodeProvider.importPrivateKey(pair.pkcs8),
    public: nodeProvider.importPublicKey(pair.spki),
  };
  const other = {
    private: nobleProvider.importPrivateKey(pair.pkcs8),
    public: nobleProvider.importPublicKey(pair.spki),
  };

  it('says of a key what the portable provider says', () => {
    for (const key of ['private', 'public'] as const) {
      expect([own[key].type, own[key].bits]).toEqual([type, other[key].bits]);
      expect(own[key].spki).toEqual(pair.spki);
    }
  });

  it.each(algorithms)('each verifies what the other signed: %o', (algorithm) => {
    expect(nodeProvider.supportsSignature(type, algorithm)).toBe(true);
    const signatures = [
      own.private.sign(algorithm, message, systemRandom),
      other.private.sign(algorithm, message, systemRandom),
    ];
    for (const signature of signatures) {
      expect(own.public.verify(algorithm, message, signature)).toBe(true);
      expect(other.public.verify(algorithm, message, signature)).toBe(true);
      expect(own.public.verify(algorithm, message.subarray(1), signature)).toBe(false);
      expect(own.public.verify(algorithm, message, signature.subarray(1))).toBe(false);
      expect(own.public.verify(algorithm, message, new Uint8Array(0))).toBe(false);
    }
  });

  it.each(algorithms)(
    'signs byte for byte as the portable provider from given randomness: %o',
    (algorithm) => {
      expect(own.private.sign(algorithm, message, replayed())).toEqual(
        other.private.sign(algorithm, message, replayed()),
      );
    },
  );

  it('neither makes nor checks signatures of another kind', () => {
    const foreign: SignatureAlgorithm = type === 'ed25519' ? { kind: 'ml-dsa' } : { kind: 'ed25519' };
    expect(() => own.private.sign(foreign, message, systemRandom)).toThrow(RangeError);
    expect(own.public.verify(foreign, message, new Uint8Array(64))).toBe(false);
  });
});

describe('ML-DSA', () => {
  /** A key that noble made, from a seed, in the `[0]` form of RFC 9881, 6. */
  const seedKey = (last: number): Uint8Array =>
    new Uint8Array(
      Buffer.from(`3034020100300b06096086480165030403${last.toString(16)}04228020${'5a'.repeat(32)}`, 'hex'),
    );

  it.each([
    ['ml-dsa-44', 0x11],
    ['ml-dsa-65', 0x12],
    ['ml-dsa-87', 0x13],
  ] as const)('%s: agrees with the portable provider', (type, last) => {
    const pkcs8 = seedKey(last);
    const [own, other] = [nodeProvider.importPrivateKey(pkcs8), nobleProvider.importPrivateKey(pkcs8)];
    expect([own.type, own.bits]).toEqual([type, other.bits]);
    expect(own.spki).toEqual(other.spki);
    const algorithm: SignatureAlgorithm = { kind: 'ml-dsa' };
    for (const key of [own, other]) {
      const signature = key.sign(algorithm, message, systemRandom);
      for (const provider of [nodeProvider, nobleProvider]) {
        const publicKey = provider.importPublicKey(own.spki);
        expect(publicKey.bits).toBe(own.bits);
        expect(publicKey.verify(algorithm, message, signature)).toBe(true);
        expect(publicKey.verify(algorithm, message.subarray(1), signature)).toBe(false);
      }
    }
    expect(own.sign(algorithm, message, replayed())).toEqual(other.sign(algorithm, message, replayed()));
  });
});

describe('keys that are not valid', () => {
  const flipLast = (bytes: Uint8Array): Uint8Array => {
    const changed = bytes.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    return changed;
  };

  it('refuses a point off its curve', () => {
    expect(() => nodeProvider.importPublicKey(flipLast(ec('P-256').spki))).toThrow(RangeError);
  });

  it('refuses a private key that carries the public half of another', () => {
    const { pkcs8, spki } = ec('P-256');
    // The public half stands at the end of both structures.
    const wrong = pkcs8.slice();
    wrong.set(ec('P-256').spki.subarray(-64), wrong.length - 64);
    expect(pkcs8.subarray(-64)).toEqual(spki.subarray(-64));
    expect(() => nodeProvider.importPrivateKey(wrong)).toThrow('not its own');
  });

  it('holds keys to their PSS restrictions (RFC 4055, 3.3)', () => {
    const key = nodeProvider.importPrivateKey(pssPair.pkcs8);
    expect(() => key.sign(pss('SHA-384', 48), message, systemRandom)).toThrow(RangeError);
    expect(() => key.sign(pss('SHA-256', 20), message, systemRandom)).toThrow(RangeError);
    const free = nodeProvider.importPrivateKey(freePssPair.pkcs8);
    const signature = free.sign(pss('SHA-384', 48), message, systemRandom);
    const restricted = nodeProvider.importPublicKey(pssPair.spki);
    expect(restricted.verify(pss('SHA-384', 48), message, signature)).toBe(false);
  });

  it('throws where an RSA key is too short for a signature', () => {
    const small = der(generateKeyPairSync('rsa', { modulusLength: 1024 }));
    const key = nodeProvider.importPrivateKey(small.pkcs8);
    expect(() => key.sign(pss('SHA-512', 64), message, systemRandom)).toThrow('too short');
    expect(
      nodeProvider.importPublicKey(small.spki).verify(pss('SHA-512', 64), message, new Uint8Array(128)),
    ).toBe(false);
  });

  it('takes a PKCS#8 that carries its public key (RFC 5958)', () => {
    const { pkcs8, spki } = der(generateKeyPairSync('ed25519'));
    const prefix = Buffer.from('3051020101300506032b6570', 'hex');
    const carrying = Buffer.concat([
      prefix,
      pkcs8.subarray(12),
      Buffer.from('812100', 'hex'),
      spki.subarray(12),
    ]);
    const signature = nodeProvider
      .importPrivateKey(new Uint8Array(carrying))
      .sign({ kind: 'ed25519' }, message, systemRandom);
    expect(nodeProvider.importPublicKey(spki).verify({ kind: 'ed25519' }, message, signature)).toBe(true);
  });
});

describe('RSA encryption (RFC 5246, 7.4.7.1)', () => {
  const premaster = new Uint8Array(48).map((_, i) => i);
  const rejection = new Uint8Array(48).fill(0xaa);
  const providers: [string, CryptoProvider, CryptoProvider][] = [
    ['node to noble', nodeProvider, nobleProvider],
    ['noble to node', nobleProvider, nodeProvider],
    ['node to node', nodeProvider, nodeProvider],
  ];

  it.each(providers)('%s', (_name, from, to) => {
    const ciphertext = from.importPublicKey(rsaPair.spki).encryptPkcs1?.(premaster, systemRandom);
    if (!ciphertext) throw new Error('RSA keys encrypt');
    const key = to.importPrivateKey(rsaPair.pkcs8);
    expect(key.decryptPkcs1?.(ciphertext, 48, rejection)).toEqual(premaster);
  });

  it('encrypts byte for byte as the portable provider from given randomness', () => {
    const [own, other] = [nodeProvider, nobleProvider].map((provider) =>
      provider.importPublicKey(rsaPair.spki).encryptPkcs1?.(premaster, replayed()),
    );
    expect(own).toEqual(other);
  });

  it('answers the rejection for every kind of bad padding and for other lengths', () => {
    const key = nodeProvider.importPrivateKey(rsaPair.pkcs8);
    const publicKey = nobleProvider.importPublicKey(rsaPair.spki);
    const otherLength = publicKey.encryptPkcs1?.(premaster.subarray(1), systemRandom) ?? new Uint8Array(0);
    const pss512 = nodeProvider
      .importPrivateKey(rsaPair.pkcs8)
      .sign(pss('SHA-512', 64), message, systemRandom);
    const noNumber = new Uint8Array(256).fill(0xff);
    const short = new Uint8Array(255);
    for (const ciphertext of [otherLength, pss512, noNumber, short, new Uint8Array(256), new Uint8Array(0)]) {
      const answer = key.decryptPkcs1?.(ciphertext, 48, rejection);
      expect(answer).toEqual(rejection);
      expect(answer).not.toBe(rejection);
    }
  });

  it('has no decryption for keys bound to PSS', () => {
    expect(nodeProvider.importPrivateKey(freePssPair.pkcs8).decryptPkcs1).toBeUndefined();
  });
});

it('verifies what node:crypto signed by itself', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { spki } = der({ privateKey, publicKey });
  const signature = nodeSign('sha256', message, privateKey);
  expect(nodeProvider.importPublicKey(spki).verify(ecdsa('SHA-256'), message, signature)).toBe(true);
});
