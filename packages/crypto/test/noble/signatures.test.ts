import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  privateDecrypt,
  privateEncrypt,
  sign,
  verify,
} from 'node:crypto';
import { invert } from '@noble/curves/abstract/modular.js';
import { describe, expect, it } from 'vitest';
import type { HashName, KeyType, PrivateKey, PublicKey, SignatureAlgorithm } from '../../src/index.js';
import { encodeDer } from '../../src/keys/der.js';
import { nobleProvider, systemRandom } from '../../src/noble/index.js';
import { keyTypes, makeKeys, type NodeKeys } from '../keys/node-keys.js';

const message = new Uint8Array(100).map((_, index) => index);
const nodeHash = (hash: HashName): string => hash.toLowerCase().replace('-', '');

function imported({ privateKey, publicKey }: NodeKeys): { own: PrivateKey; peer: PublicKey } {
  return {
    own: nobleProvider.importPrivateKey(privateKey.export({ format: 'der', type: 'pkcs8' })),
    peer: nobleProvider.importPublicKey(publicKey.export({ format: 'der', type: 'spki' })),
  };
}

/** What Node's `sign` and `verify` are called with for an algorithm. */
function nodeArguments(algorithm: SignatureAlgorithm): { hash: string | null; options: object } {
  switch (algorithm.kind) {
    case 'rsa-pkcs1':
      return { hash: nodeHash(algorithm.hash), options: { padding: constants.RSA_PKCS1_PADDING } };
    case 'rsa-pss':
      return {
        hash: nodeHash(algorithm.hash),
        options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltLength },
      };
    case 'ecdsa':
      return { hash: nodeHash(algorithm.hash), options: { dsaEncoding: 'der' } };
    default:
      return { hash: null, options: {} };
  }
}

const pss = (hash: HashName, saltLength: number): SignatureAlgorithm => ({
  kind: 'rsa-pss',
  hash,
  mgf1Hash: hash,
  saltLength,
});
const everyHash = ['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512'] as const;

function algorithmsOf(type: KeyType): SignatureAlgorithm[] {
  switch (type) {
    case 'rsa':
      return [
        ...everyHash.map((hash) => ({ kind: 'rsa-pkcs1', hash }) as const),
        pss('SHA-256', 32),
        pss('SHA-384', 48),
        pss('SHA-512', 64),
        pss('SHA-256', 0),
      ];
    case 'rsa-pss':
      return [pss('SHA-256', 32), pss('SHA-256', 33)];
    case 'ed25519':
    case 'ed448':
      return [{ kind: type }];
    case 'p256':
    case 'p384':
    case 'p521':
      return everyHash.map((hash) => ({ kind: 'ecdsa', hash }));
    default:
      return [{ kind: 'ml-dsa' }];
  }
}

describe.each(keyTypes)('%s', (type: KeyType) => {
  const keys = makeKeys(type);
  const { own, peer } = imported(keys);

  it('signs what OpenSSL verifies, and verifies what OpenSSL signed', () => {
    for (const algorithm of algorithmsOf(type)) {
      const { hash, options } = nodeArguments(algorithm);
      const ours = own.sign(algorithm, message, systemRandom);
      expect(
        verify(hash, message, { key: keys.publicKey, ...options }, ours),
        JSON.stringify(algorithm),
      ).toBe(true);
      expect(peer.verify(algorithm, message, ours)).toBe(true);
      const theirs = sign(hash, message, { key: keys.privateKey, ...options });
      expect(peer.verify(algorithm, message, theirs)).toBe(true);
      expect(nobleProvider.supportsSignature(type, algorithm)).toBe(true);
    }
  });

  it('answers false, and throws nothing, for signatures that are changed, cut or continued', () => {
    const [algorithm] = algorithmsOf(type);
    if (!algorithm) throw new Error(`${type} has an algorithm`);
    const signature = own.sign(algorithm, message, systemRandom);
    for (let at = 0; at < signature.length; at += Math.ceil(signature.length / 24)) {
      const changed = signature.map((byte, index) => (index === at ? byte ^ 0x10 : byte));
      expect(peer.verify(algorithm, message, changed), `byte ${at}`).toBe(false);
      expect(peer.verify(algorithm, message, signature.subarray(0, at)), `${at} bytes`).toBe(false);
    }
    expect(peer.verify(algorithm, message, Uint8Array.of(...signature, 0))).toBe(false);
    expect(peer.verify(algorithm, message, Uint8Array.of(0, ...signature))).toBe(false);
    expect(peer.verify(algorithm, message, new Uint8Array(signature.length))).toBe(false);
    expect(peer.verify(algorithm, message, new Uint8Array(signature.length).fill(0xff))).toBe(false);
    expect(peer.verify(algorithm, message.subarray(1), signature)).toBe(false);
    expect(peer.verify(algorithm, message, signature)).toBe(true);
  });

  it('neither makes nor takes signatures of other kinds', () => {
    const kinds = new Set(algorithmsOf(type).map(({ kind }) => kind));
    for (const other of keyTypes.flatMap(algorithmsOf)) {
      if (kinds.has(other.kind)) continue;
      expect(nobleProvider.supportsSignature(type, other)).toBe(false);
      expect(peer.verify(other, message, new Uint8Array(64))).toBe(false);
      expect(() => own.sign(other, message, systemRandom)).toThrow(`of type ${type} can not make`);
    }
  });
});

describe('ECDSA', () => {
  const keys = makeKeys('p256');
  const { own, peer } = imported(keys);
  const algorithm = { kind: 'ecdsa', hash: 'SHA-256' } as const;
  /** The order of P-256 (FIPS 186-5; SP 800-186, 3.2.1.3). */
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

  const integer = (value: bigint, padding = ''): Uint8Array => {
    const hex = value.toString(16);
    const even = hex.length % 2 === 0 ? hex : `0${hex}`;
    const positive = Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even;
    return encodeDer(0x02, Buffer.from(padding + positive, 'hex'));
  };
  const numbers = (): { r: bigint; s: bigint } => {
    const raw = sign('sha256', message, { key: keys.privateKey, dsaEncoding: 'ieee-p1363' }).toString('hex');
    return { r: BigInt(`0x${raw.slice(0, 64)}`), s: BigInt(`0x${raw.slice(64)}`) };
  };

  it('takes both signatures that a nonce gives, since TLS knows no canonical one', () => {
    const { r, s } = numbers();
    expect(peer.verify(algorithm, message, encodeDer(0x30, integer(r), integer(s)))).toBe(true);
    expect(peer.verify(algorithm, message, encodeDer(0x30, integer(r), integer(order - s)))).toBe(true);
  });

  it('takes DER only (RFC 3279, 2.2.3)', () => {
    const { r, s } = numbers();
    const good = encodeDer(0x30, integer(r), integer(s));
    const bad = [
      encodeDer(0x30, integer(r, '00'), integer(s)),
      encodeDer(0x30, integer(r), integer(s), encodeDer(0x05)),
      encodeDer(0x31, integer(r), integer(s)),
      encodeDer(0x30, integer(r), integer(s + order)),
      encodeDer(0x30, integer(0n), integer(s)),
      Uint8Array.of(0x30, 0x81, good[1] ?? 0, ...good.subarray(2)),
      Uint8Array.of(0x30, 0x80, ...good.subarray(2), 0, 0),
    ];
    for (const signature of bad) expect(peer.verify(algorithm, message, signature)).toBe(false);
  });

  it('is the same for the same randomness, and another for other randomness', () => {
    const signed = (fill: number): Uint8Array =>
      own.sign(algorithm, message, (length) => new Uint8Array(length).fill(fill));
    expect(signed(1)).toEqual(signed(1));
    expect(signed(1)).not.toEqual(signed(2));
  });
});

describe('RSA', () => {
  const keys = makeKeys('rsa');
  const { own, peer } = imported(keys);

  it('signs the 36 bytes of MD5 and SHA-1 without a DigestInfo (RFC 4346, 7.4.3)', () => {
    const algorithm = { kind: 'rsa-pkcs1', hash: 'MD5-SHA1' } as const;
    const signature = own.sign(algorithm, message, systemRandom);
    const digests = Buffer.concat(['md5', 'sha1'].map((name) => createHash(name).update(message).digest()));
    // OpenSSL's private encryption puts the same padding around what it is given.
    expect(Buffer.from(signature)).toEqual(privateEncrypt(keys.privateKey, digests));
    expect(peer.verify(algorithm, message, signature)).toBe(true);
  });

  it('draws the salt, and nothing else, from the source it is given', () => {
    const drawn: number[] = [];
    const random = (length: number): Uint8Array => {
      drawn.push(length);
      return new Uint8Array(length).fill(9);
    };
    const first = own.sign(pss('SHA-256', 32), message, random);
    expect(own.sign(pss('SHA-256', 32), message, random)).toEqual(first);
    expect(drawn).toEqual([32, 32]);
  });

  it.each([1024, 1025, 2049, 3071])(
    'signs with a modulus of %i bits, whose top bits fall anywhere in a byte',
    (bits) => {
      const odd = keysOfExactly(bits);
      const pair = imported(odd);
      expect(pair.peer.bits).toBe(bits);
      for (const algorithm of [pss('SHA-256', 32), { kind: 'rsa-pkcs1', hash: 'SHA-256' } as const]) {
        const { hash, options } = nodeArguments(algorithm);
        const ours = pair.own.sign(algorithm, message, systemRandom);
        expect(verify(hash, message, { key: odd.publicKey, ...options }, ours)).toBe(true);
        expect(
          pair.peer.verify(algorithm, message, sign(hash, message, { key: odd.privateKey, ...options })),
        ).toBe(true);
      }
    },
  );

  it('says so when a key is too short for a signature, and takes none', () => {
    const small = imported(generateKeyPairSync('rsa', { modulusLength: 1024 }));
    expect(() => small.own.sign(pss('SHA-512', 64), message, systemRandom)).toThrow('too short');
    expect(small.peer.verify(pss('SHA-512', 64), message, new Uint8Array(128))).toBe(false);
  });

  it('holds a key to its PSS parameters: the same hashes, at least as much salt (RFC 4055, 3.3)', () => {
    const bound = imported(makeKeys('rsa-pss'));
    for (const algorithm of [
      pss('SHA-384', 48),
      pss('SHA-256', 31),
      { ...pss('SHA-256', 32), mgf1Hash: 'SHA-1' } as const,
    ]) {
      expect(() => bound.own.sign(algorithm, message, systemRandom)).toThrow('can not make');
      expect(bound.peer.verify(algorithm, message, new Uint8Array(256))).toBe(false);
    }
  });

  it("takes no PKCS #1 padding that is not exactly RFC 8017's (8.2.2; Bleichenbacher's forgery)", () => {
    const algorithm = { kind: 'rsa-pkcs1', hash: 'SHA-256' } as const;
    const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');
    const digest = nobleProvider.hash('SHA-256')?.digest(message) ?? new Uint8Array();
    const tail = Buffer.concat([Buffer.of(0), digestInfo, digest]);
    const encode = (padding: number, rest: number): Buffer =>
      Buffer.concat([Buffer.of(0, 1), Buffer.alloc(padding, 0xff), tail, Buffer.alloc(rest, 0)]);
    // Decryption without padding is the bare private operation.
    const raw = (encoded: Buffer): Uint8Array =>
      privateDecrypt({ key: keys.privateKey, padding: constants.RSA_NO_PADDING }, encoded);
    expect(peer.verify(algorithm, message, raw(encode(256 - 2 - tail.length, 0)))).toBe(true);
    expect(peer.verify(algorithm, message, raw(encode(8, 256 - 10 - tail.length)))).toBe(false);
  });
});

/** A key of exactly that many bits; OpenSSL's own generator makes those of an odd number one bit shorter. */
function keysOfExactly(bits: number): NodeKeys {
  const e = 65537n;
  for (;;) {
    const p = generatePrimeSync((bits + 1) >> 1, { bigint: true });
    const q = generatePrimeSync(bits >> 1, { bigint: true });
    const order = (p - 1n) * (q - 1n);
    if ((p * q).toString(2).length !== bits || order % e === 0n) continue;
    const d = invert(e, order);
    const numbers = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: invert(q, p) };
    const fields = Object.entries(numbers).map(([name, value]) => [name, base64url(value)]);
    const privateKey = createPrivateKey({
      format: 'jwk',
      key: { kty: 'RSA', ...Object.fromEntries(fields) },
    });
    return { privateKey, publicKey: createPublicKey(privateKey) };
  }
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}
