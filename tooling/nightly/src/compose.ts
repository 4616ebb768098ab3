import { nobleProvider } from '@proj/crypto/noble';
import { Certificate, parseReferenceIdentity, TrustAnchors, verifyChain, X509Error } from '@proj/crypto/x509';
import { Authority, generateKey, type Issued, type KeyPair } from '@tooling/ca';
import type { Random } from './random.ts';
import { combine, right, type Spec, variations } from './variations.ts';

/** A chain for all validators. */
export interface Chain {
  /** In how it is unusual; strays and order do not count. */
  readonly ways: readonly string[];
  readonly host: string;
  readonly root: string;
  /** What stands between, in any order, with strays. */
  readonly intermediates: readonly string[];
  readonly leaf: string;
}

const keyTypes = ['p256', 'p256', 'p384', 'ed25519', 'rsa'] as const;
type PooledKey = (typeof keyTypes)[number];
const pool = new Map<string, KeyPair>();

/** A key of a type, for a place in the chain; made once, for what is tested is not their making. */
function pooledKey(place: string, type: PooledKey): KeyPair {
  const name = `${place} ${type}`;
  let key = pool.get(name);
  if (!key) {
    key = generateKey(nobleProvider, type);
    pool.set(name, key);
  }
  return key;
}

/** Makes a chain that is right, or unusual in one or two ways. */
export function compose(random: Random): Chain {
  const names = Object.keys(variations);
  const ways = random.shuffle(names).slice(0, random.below(3));
  return make(ways, random);
}

/** Makes a chain that is unusual in given ways; keys, strays and order come from `random`. */
export function make(ways: readonly string[], random: Random): Chain {
  const spec = ways.reduce(combine, right);
  const authorityType = random.pick(keyTypes);
  const root = Authority.root(nobleProvider, {
    key: pooledKey('root', random.pick(keyTypes)),
    ...spec.root,
  });
  const intermediate = root.authority({ key: pooledKey('authority', authorityType), ...spec.intermediate });
  const leaf = makeLeaf(spec, root, intermediate, authorityType, random);
  const strays = makeStrays(spec, root, intermediate, random);
  const between = spec.withIntermediate ? [intermediate, ...strays] : strays;
  return {
    ways,
    host: spec.host,
    root: root.pem,
    intermediates: random.shuffle(between.map(({ pem }) => pem)),
    leaf: leaf.pem,
  };
}

function makeLeaf(
  spec: Spec,
  root: Authority,
  intermediate: Authority,
  type: PooledKey,
  random: Random,
): Issued {
  // The signer of the same name and kind has another key.
  const signer = spec.signedByOther
    ? root.authority({ ...spec.intermediate, key: pooledKey('other authority', type) })
    : intermediate;
  const key = spec.leaf.keyType ? {} : { key: pooledKey('leaf', random.pick(keyTypes)) };
  // A variation's own signature algorithm is ECDSA's.
  const { signatureAlgorithm, ...template } = spec.leaf;
  const ecdsa = type === 'p256' || type === 'p384';
  return signer.leaf({ ...key, ...template, ...(signatureAlgorithm && ecdsa && { signatureAlgorithm }) });
}

const day = 24 * 60 * 60 * 1000;

/** Certificates that lead nowhere. */
function makeStrays(spec: Spec, root: Authority, intermediate: Authority, random: Random): Issued[] {
  const key = pooledKey('stray', 'p256');
  const stranger = Authority.root(nobleProvider, { subject: 'Stranger', key });
  const { subject } = intermediate;
  return [
    ...(spec.crossSigned ? [stranger.authority({ subject, key: intermediate.key })] : []),
    ...(spec.namesake ? [root.authority({ subject, key })] : []),
    ...(random.below(4) === 0 ? [stranger.authority({ key: pooledKey('other stray', 'p256') })] : []),
    ...(random.below(4) === 0 ? [root.authority({ subject: 'Old', key, notAfter: Date.now() - day })] : []),
  ];
}

/** What we say: `ok`, or the code of the error. */
export function judge(chain: Chain): string {
  const parse = (pem: string): Certificate => {
    const [, base64 = ''] = /-----\n([\s\S]*)-----END/.exec(pem) ?? [];
    return Certificate.parse(new Uint8Array(Buffer.from(base64, 'base64')));
  };
  try {
    verifyChain({
      provider: nobleProvider,
      leaf: parse(chain.leaf),
      intermediates: chain.intermediates.map(parse),
      anchors: TrustAnchors.fromPem(chain.root),
      time: Date.now(),
      purpose: 'server',
      name: parseReferenceIdentity(chain.host),
    });
    return 'ok';
  } catch (error) {
    if (error instanceof X509Error) return error.code;
    throw error;
  }
}
