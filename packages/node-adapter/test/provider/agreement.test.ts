import { createHash } from 'node:crypto';
import {
  ffdheParameters,
  type KeyExchangeGroup,
  type KeyExchangeMethod,
  type Random,
  TlsError,
} from '@proj/crypto';
import { nobleProvider, dh as portableDh, systemRandom } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { nativeOr } from '../../src/provider/exchange.js';
import { nodeProvider } from '../../src/provider/provider.js';

/** Reproducible bytes: hashes of a counter. */
function replayed(seed: string): Random {
  let count = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      blocks.push(createHash('sha256').update(`${seed} ${count++}`).digest());
    }
    return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
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

function agree(
  client: KeyExchangeMethod,
  server: KeyExchangeMethod,
  random: Random = systemRandom,
): Uint8Array {
  const exchange = client.start(random);
  const answer = server.respond(exchange.share, random);
  const secret = exchange.finish(answer.share);
  expect(secret).toEqual(answer.secret);
  return secret;
}

const badShare = { code: 'BAD_KEY_SHARE', alert: 'illegal_parameter', fault: 'peer' };

const pairs = nodeProvider.groups.map((native): [string, KeyExchangeGroup, KeyExchangeGroup] => {
  const portable = nobleProvider.group(native.name);
  if (!portable) throw new Error(`noble has every group, but not ${native.name}`);
  return [native.name, native, portable];
});

describe.each(pairs)('%s', (name, native, portable) => {
  it('agrees with itself and with the portable provider, in both roles', () => {
    agree(native, native);
    agree(native, portable);
    agree(portable, native);
  });

  it('makes of given random bytes what the portable provider makes of them, byte for byte', () => {
    const [own, other] = [native.start(replayed(name)), portable.start(replayed(name))];
    expect(own.share).toEqual(other.share);
    const answers = [
      native.respond(own.share, replayed('answer')),
      portable.respond(own.share, replayed('answer')),
    ] as const;
    expect(answers[0]).toEqual(answers[1]);
    expect(own.finish(answers[0].share)).toEqual(other.finish(answers[1].share));
  });

  it('refuses shares of other lengths (RFC 8446, 4.2.8)', () => {
    const { share } = native.start(systemRandom);
    const long = new Uint8Array([...share, 0]);
    for (const wrong of [new Uint8Array(0), share.subarray(1), long]) {
      expect(failure(() => native.respond(wrong, systemRandom))).toMatchObject(badShare);
      expect(failure(() => native.start(systemRandom).finish(wrong))).toMatchObject(badShare);
    }
  });

  it('can be finished once', () => {
    const exchange = native.start(systemRandom);
    const answer = native.respond(exchange.share, systemRandom);
    exchange.finish(answer.share);
    expect(failure(() => exchange.finish(answer.share)).code).toBe('INTERNAL_ERROR');
  });

  it('gives plain arrays whose slices are copies', () => {
    const { share } = native.start(systemRandom);
    const answer = native.respond(share, systemRandom);
    for (const bytes of [share, answer.share, answer.secret]) {
      expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
    }
  });
});

describe('shares that are no keys', () => {
  const respond = (name: string, share: Uint8Array): TlsError => {
    const group = nodeProvider.groups.find((one) => one.name === name);
    return failure(() => group?.respond(share, systemRandom));
  };

  it.each(['secp256r1', 'secp384r1', 'secp521r1'])(
    '%s: a point off the curve, and a hybrid encoding',
    (name) => {
      const group = nodeProvider.groups.find((one) => one.name === name);
      const share = group?.start(systemRandom).share ?? new Uint8Array(0);
      const off = share.slice();
      off[off.length - 1] = (off.at(-1) ?? 0) ^ 1;
      expect(respond(name, off)).toMatchObject(badShare);
      // X9.62's hybrid form is as long as the uncompressed one; RFC 8446, 4.2.8.2 knows only that.
      const hybrid = share.slice();
      hybrid[0] = 6 | ((share.at(-1) ?? 0) & 1);
      expect(respond(name, hybrid)).toMatchObject(badShare);
    },
  );

  it.each([
    ['x25519', 32],
    ['x448', 56],
  ])('%s: points of low order, whose secret is all zeros (RFC 8446, 7.4.2)', (name, length) => {
    const one = new Uint8Array(length);
    one[0] = 1;
    expect(respond(name, new Uint8Array(length))).toMatchObject(badShare);
    expect(respond(name, one)).toMatchObject(badShare);
  });

  it.each([
    ['X25519MLKEM768', 0, 1184],
    ['SecP256r1MLKEM768', 65, 1184],
    ['SecP384r1MLKEM1024', 97, 1568],
  ])('%s: an ML-KEM key with coefficients that are not reduced (FIPS 203, 7.2)', (name, at, length) => {
    const group = nodeProvider.groups.find((one) => one.name === name);
    const share = group?.start(systemRandom).share ?? new Uint8Array(0);
    share.fill(0xff, at, at + length - 32);
    expect(respond(name, share)).toMatchObject(badShare);
    const replay = failure(() => group?.respond(share, replayed('x')));
    expect(replay).toMatchObject(badShare);
  });

  it.each(['ffdhe2048', 'ffdhe3072'] as const)('%s: 0, 1, p-1, p and more (RFC 7919, 5.1)', (name) => {
    const { p } = ffdheParameters(name);
    const number = (last: number): Uint8Array => {
      const share = new Uint8Array(p.length);
      share[p.length - 1] = last;
      return share;
    };
    const less = p.slice();
    less[p.length - 1] = (p.at(-1) ?? 0) - 1;
    for (const share of [number(0), number(1), less, p, new Uint8Array(p.length).fill(0xff)]) {
      expect(respond(name, share)).toMatchObject(badShare);
    }
  });
});

describe('Diffie-Hellman over a server’s parameters (RFC 5246, 7.4.3)', () => {
  const known = ffdheParameters('ffdhe2048');
  /** The 2048-bit MODP group (RFC 3526, 3): a prime that this project has no table of. */
  const other = {
    p: new Uint8Array(
      Buffer.from(
        'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b' +
          '302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6' +
          '49286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d' +
          '670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718' +
          '3995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff',
        'hex',
      ),
    ),
    g: Uint8Array.of(2),
  };
  const native = nodeProvider.dh;
  if (!native) throw new Error('the provider has Diffie-Hellman');

  it.each([
    ['a known prime', known],
    ['another prime', other],
  ])('over %s: agrees with the portable provider, and replays', (_name, parameters) => {
    agree(native(parameters), portableDh(parameters));
    agree(portableDh(parameters), native(parameters));
    const share = native(parameters).start(replayed('dh')).share;
    expect(share).toEqual(portableDh(parameters).start(replayed('dh')).share);
  });

  it('takes shares without leading zeros and gives secrets without them (RFC 5246, 8.1.2)', () => {
    for (let i = 0; i < 600; i++) {
      const random = replayed(`short ${i}`);
      const exchange = portableDh(known).start(random);
      if (exchange.share.length === 256) continue;
      const answer = native(known).respond(exchange.share, systemRandom);
      expect(exchange.finish(answer.share)).toEqual(answer.secret);
      return;
    }
    throw new Error('one share in 256 is short');
  });

  it('refuses small primes, large ones, and what is no group', () => {
    const small = { p: new Uint8Array(128).fill(0xff), g: Uint8Array.of(2) };
    expect(failure(() => native(small)).code).toBe('DH_KEY_TOO_SMALL');
    const large = { p: new Uint8Array(1025).fill(0xff), g: Uint8Array.of(2) };
    expect(failure(() => native(large)).code).toBe('ILLEGAL_PARAMETER');
    expect(failure(() => native({ p: known.p, g: Uint8Array.of(1) })).code).toBe('ILLEGAL_PARAMETER');
    const long = new Uint8Array(257).fill(1);
    expect(failure(() => native(known).respond(long, systemRandom))).toMatchObject(badShare);
  });
});

describe('nativeOr', () => {
  const portable = nobleProvider.group('x25519');
  if (!portable) throw new Error('noble has x25519');
  const absent: KeyExchangeMethod = {
    start: () => {
      throw new Error('unsupported');
    },
    respond: () => {
      throw new Error('unsupported');
    },
  };

  it('takes the portable way where the platform lacks the native one', () => {
    const method = nativeOr(absent, portable);
    agree(method, portable);
    agree(portable, method);
  });

  it('tries nothing before the first use, and once after', () => {
    let tries = 0;
    const counted: KeyExchangeMethod = {
      ...absent,
      start: (random) => {
        tries++;
        return absent.start(random);
      },
    };
    const method = nativeOr(counted, portable);
    expect(tries).toBe(0);
    method.start(systemRandom);
    method.start(systemRandom);
    expect(tries).toBe(1);
  });
});
