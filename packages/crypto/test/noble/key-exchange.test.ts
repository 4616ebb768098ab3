import { createDiffieHellman, createECDH, createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  concatBytes,
  fromHex,
  type KeyExchangeMethod,
  type Random,
  TlsError,
  toHex,
} from '../../src/index.js';
import { dh, mlKem768, mlKem1024, nobleProvider, systemRandom } from '../../src/noble/index.js';
import { toBytes } from '../../src/noble/numbers.js';
import { safePrime } from '../../src/registry/safe-primes.js';

/** A source that gives these bytes, in pieces of any length, and then fails. */
function recorded(...parts: Uint8Array[]): Random {
  const all = concatBytes(...parts);
  let at = 0;
  return (length) => {
    if (at + length > all.length) throw new Error('nothing is left of the recorded bytes');
    at += length;
    return all.slice(at - length, at);
  };
}

function failure(action: () => unknown): TlsError {
  try {
    action();
  } catch (error) {
    if (error instanceof TlsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const badShare = { code: 'BAD_KEY_SHARE', alert: 'illegal_parameter', fault: 'peer' };

/** Bytes of the shares of client and server and of the secret (RFC 8446, 4.2.8 and 7.4; the hybrids' draft, 4). */
const sizes = {
  X25519MLKEM768: [1216, 1120, 64],
  SecP256r1MLKEM768: [1249, 1153, 64],
  SecP384r1MLKEM1024: [1665, 1665, 80],
  x25519: [32, 32, 32],
  secp256r1: [65, 65, 32],
  x448: [56, 56, 56],
  secp384r1: [97, 97, 48],
  secp521r1: [133, 133, 66],
  ffdhe2048: [256, 256, 256],
  ffdhe3072: [384, 384, 384],
  ffdhe4096: [512, 512, 512],
  ffdhe6144: [768, 768, 768],
  ffdhe8192: [1024, 1024, 1024],
} as const;

describe.each(nobleProvider.groups.map((group) => [group.name, group] as const))('%s', (name, group) => {
  const [clientLength, serverLength, secretLength] = sizes[name];

  it('agrees on a secret, with shares and secret of their lengths', () => {
    const exchange = group.start(systemRandom);
    const answer = group.respond(exchange.share, systemRandom);
    const secret = exchange.finish(answer.share);
    expect(secret).toEqual(answer.secret);
    expect([exchange.share.length, answer.share.length, secret.length]).toEqual([
      clientLength,
      serverLength,
      secretLength,
    ]);
  });

  it('finishes once', () => {
    const exchange = group.start(systemRandom);
    const { share } = group.respond(exchange.share, systemRandom);
    exchange.finish(share);
    expect(failure(() => exchange.finish(share)).code).toBe('INTERNAL_ERROR');
  });

  it('answers shares of a wrong length with illegal_parameter (RFC 8446, 4.2.8)', () => {
    for (const length of [0, 1, clientLength - 1, clientLength + 1]) {
      expect(failure(() => group.respond(new Uint8Array(length), systemRandom))).toMatchObject(badShare);
    }
    for (const length of [0, serverLength - 1, serverLength + 1]) {
      const exchange = group.start(systemRandom);
      expect(failure(() => exchange.finish(new Uint8Array(length)))).toMatchObject(badShare);
    }
  });

  it('answers shares of all zeros and of all ones with illegal_parameter', () => {
    for (const fill of [0, 0xff]) {
      const share = new Uint8Array(clientLength).fill(fill);
      // On X25519 and X448 all ones is a number above the prime, which is taken modulo it (RFC 7748, 5).
      if (fill === 0xff && (name === 'x25519' || name === 'x448')) continue;
      expect(
        failure(() => group.respond(share, systemRandom)),
        `${fill}`,
      ).toMatchObject(badShare);
    }
  });
});

describe('randomness', () => {
  it('of X25519 is the private key as it is drawn: RFC 8448, 3', () => {
    const group = nobleProvider.group('x25519');
    const client = fromHex('49af42ba7f7994852d713ef2784bcbcaa7911de26adc5642cb634540e7ea5005');
    const server = fromHex('b1580eeadf6dd589b8ef4f2d5652578cc810e9980191ec8d058308cea216a21e');
    const exchange = group?.start(recorded(client));
    expect(toHex(exchange?.share ?? new Uint8Array())).toBe(
      '99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c',
    );
    const answer = group?.respond(exchange?.share ?? new Uint8Array(), recorded(server));
    expect(toHex(answer?.share ?? new Uint8Array())).toBe(
      'c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f',
    );
    expect(toHex(answer?.secret ?? new Uint8Array())).toBe(
      '8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d',
    );
  });

  it.each([
    ['secp256r1', 'prime256v1', 32, 0xff],
    ['secp384r1', 'secp384r1', 48, 0xff],
    ['secp521r1', 'secp521r1', 66, 0x01],
  ] as const)('of %s is drawn again when it is not in [1, n-1]', (name, nodeName, length, mask) => {
    const group = nobleProvider.group(name);
    const scalar = new Uint8Array(length).map((_, i) => i + 1);
    scalar[0] = mask & 1;
    const draws = [new Uint8Array(length).fill(0xff), new Uint8Array(length), scalar];
    const exchange = group?.start(recorded(...draws));
    const node = createECDH(nodeName);
    node.setPrivateKey(scalar);
    expect(Buffer.from(exchange?.share ?? [])).toEqual(node.getPublicKey());
  });

  it('that is broken is found out, not waited for', () => {
    for (const name of ['secp256r1', 'secp384r1', 'secp521r1'] as const) {
      const group = nobleProvider.group(name);
      expect(() => group?.start((length) => new Uint8Array(length))).toThrow('random source');
    }
  });

  it('of the system comes in any length', () => {
    expect(systemRandom(0)).toHaveLength(0);
    const large = systemRandom(200_000);
    expect(large).toHaveLength(200_000);
    for (let at = 0; at < large.length; at += 50_000)
      expect(large.slice(at, at + 64).some((byte) => byte !== 0)).toBe(true);
  });
});

describe('hybrids (draft-ietf-tls-ecdhe-mlkem, 4)', () => {
  it.each([
    ['X25519MLKEM768', 'x25519', mlKem768, 32, true],
    ['SecP256r1MLKEM768', 'secp256r1', mlKem768, 65, false],
    ['SecP384r1MLKEM1024', 'secp384r1', mlKem1024, 97, false],
  ] as const)("%s joins its halves in the draft's order", (name, curveName, kem, pointLength, kemFirst) => {
    const hybrid = nobleProvider.group(name);
    const curve = nobleProvider.group(curveName);
    if (!hybrid || !curve) throw new Error('noble has all groups');
    const seed = new Uint8Array(64).fill(7);
    const message = new Uint8Array(32).fill(8);
    const scalars = [1, 2].map((fill) => new Uint8Array(curveName === 'secp384r1' ? 48 : 32).fill(fill));
    const [clientScalar = seed, serverScalar = seed] = scalars;
    const inOrder = (first: Uint8Array, second: Uint8Array): Uint8Array =>
      kemFirst ? concatBytes(first, second) : concatBytes(second, first);

    const client = hybrid.start(recorded(inOrder(seed, clientScalar)));
    const server = hybrid.respond(client.share, recorded(inOrder(message, serverScalar)));
    const keys = kem.keyPair(seed);
    const clientCurve = curve.start(recorded(clientScalar));
    const capsule = kem.encapsulate(keys.encapsulationKey, message);
    const serverCurve = curve.respond(clientCurve.share, recorded(serverScalar));
    expect(client.share).toEqual(inOrder(keys.encapsulationKey, clientCurve.share));
    expect(server.share).toEqual(inOrder(capsule.ciphertext, serverCurve.share));
    expect(server.secret).toEqual(inOrder(capsule.secret, serverCurve.secret));
    expect(clientCurve.share).toHaveLength(pointLength);
    expect(client.finish(server.share)).toEqual(server.secret);
  });

  it('a changed ciphertext gives another secret, not an error (FIPS 203, 6.3)', () => {
    const hybrid = nobleProvider.group('X25519MLKEM768');
    const client = hybrid?.start(systemRandom);
    const server = hybrid?.respond(client?.share ?? new Uint8Array(), systemRandom);
    const share = server?.share.slice() ?? new Uint8Array();
    share[5] = (share[5] ?? 0) ^ 1;
    const secret = client?.finish(share);
    expect(secret?.subarray(0, 32)).not.toEqual(server?.secret.subarray(0, 32));
    expect(secret?.subarray(32)).toEqual(server?.secret.subarray(32));
  });
});

describe('finite-field Diffie-Hellman', () => {
  /** SHA-256 of the primes as OpenSSL 3 writes them. */
  const digests = {
    2048: '9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966',
    3072: '0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17',
    4096: '4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e',
    6144: '227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7',
    8192: '770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833',
  } as const;

  it.each(Object.entries(digests))('has the prime of %s bits of RFC 7919', (bits, digest) => {
    const prime = toBytes(safePrime(Number(bits)).p, Number(bits) / 8);
    expect(createHash('sha256').update(prime).digest('hex')).toBe(digest);
  });

  it('refuses numbers outside (1, p-1) (RFC 7919, 5.1; RFC 8446, 4.2.8.1)', () => {
    const group = nobleProvider.group('ffdhe2048');
    const { p } = safePrime(2048);
    for (const y of [0n, 1n, p - 1n, p, p + 1n]) {
      expect(failure(() => group?.respond(toBytes(y, 256), systemRandom))).toMatchObject(badShare);
    }
    expect(group?.respond(toBytes(p - 2n, 256), systemRandom).secret).toHaveLength(256);
  });

  const two = Uint8Array.of(2);
  const prime = toBytes(safePrime(2048).p, 256);

  /** Draws private keys until `y` has a leading zero byte, which one in 256 has. */
  function shortShare(method: KeyExchangeMethod): {
    share: Uint8Array;
    finish: (share: Uint8Array) => Uint8Array;
  } {
    for (;;) {
      const exchange = method.start(systemRandom);
      if (exchange.share.length < 256) return exchange;
    }
  }

  it("over a server's parameters leaves out leading zeros, as TLS 1.2 does (RFC 5246, 8.1.2)", () => {
    const method = dh({ p: prime, g: two });
    const exchange = shortShare(method);
    expect(exchange.share[0]).not.toBe(0);
    const answer = method.respond(exchange.share, systemRandom);
    expect(exchange.finish(answer.share)).toEqual(answer.secret);
  }, 60_000);

  it('over parameters that RFC 7919 does not have agrees with OpenSSL', () => {
    const custom = customPrime();
    const node = createDiffieHellman(Buffer.from(custom), Buffer.from(two));
    const share = node.generateKeys();
    const exchange = dh({ p: custom, g: two }).start(systemRandom);
    const secret = node.computeSecret(exchange.share);
    expect(toHex(exchange.finish(share))).toBe(secret.toString('hex').replace(/^(?:00)+/, ''));
  });

  it('over parameters that are too small, too large, or no group is refused', () => {
    const numbers = (length: number): Uint8Array => new Uint8Array(length).fill(0xff);
    expect(failure(() => dh({ p: numbers(255), g: two }))).toMatchObject({
      code: 'DH_KEY_TOO_SMALL',
      alert: 'handshake_failure',
    });
    expect(failure(() => dh({ p: numbers(1025), g: two })).code).toBe('ILLEGAL_PARAMETER');
    expect(failure(() => dh({ p: numbers(256).fill(0xfe, 255), g: two })).code).toBe('ILLEGAL_PARAMETER');
    for (const g of [new Uint8Array(), Uint8Array.of(0), Uint8Array.of(1), prime]) {
      expect(failure(() => dh({ p: prime, g })).code).toBe('ILLEGAL_PARAMETER');
    }
    expect(failure(() => dh({ p: prime, g: two }).respond(numbers(257), systemRandom))).toMatchObject(
      badShare,
    );
  });
});

/** The 2048-bit MODP prime of RFC 3526, 3, a safe prime too, but none of RFC 7919's. */
function customPrime(): Uint8Array {
  return fromHex(
    'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd' +
      'ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed' +
      'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f' +
      '83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b' +
      'e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510' +
      '15728e5a8aacaa68ffffffffffffffff',
  );
}
