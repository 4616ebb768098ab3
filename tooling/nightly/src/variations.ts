import {
  type AuthorityTemplate,
  basicConstraints,
  der,
  extendedKeyUsage,
  extension,
  keyUsage,
  type LeafTemplate,
  nameConstraints,
} from '@tooling/ca';

/** Who else is asked. */
export type Judge = 'openssl' | 'go';

const day = 24 * 60 * 60 * 1000;
const expired = { notBefore: Date.now() - 9 * day, notAfter: Date.now() - day };
const unknown = extension('1.3.6.1.4.1.99999.1', der.none(), true);

/** A chain to make. */
export interface Spec {
  readonly root: AuthorityTemplate;
  readonly intermediate: AuthorityTemplate;
  readonly leaf: LeafTemplate;
  readonly host: string;
  readonly withIntermediate: boolean;
  readonly signedByOther: boolean;
  /** Whether another root certified the same authority. */
  readonly crossSigned: boolean;
  /** Whether there is another authority of the same name. */
  readonly namesake: boolean;
}

/** A chain that is right. */
export const right: Spec = {
  root: {},
  intermediate: {},
  leaf: {},
  host: 'localhost',
  withIntermediate: true,
  signedByOther: false,
  crossSigned: false,
  namesake: false,
};

/** How another validator answers otherwise, and why. */
interface Difference {
  readonly they: 'accept' | 'refuse';
  readonly why: string;
}

/** One way in which a chain is wrong, or only unusual. Extensions of several add up. */
export interface Variation {
  readonly root?: AuthorityTemplate;
  readonly intermediate?: AuthorityTemplate;
  readonly leaf?: LeafTemplate;
  readonly host?: string;
  readonly withIntermediate?: false;
  readonly signedByOther?: true;
  readonly crossSigned?: true;
  readonly namesake?: true;
  /** Why another validator answers otherwise. */
  readonly differs?: Readonly<Partial<Record<Judge, Difference>>>;
}

export const variations: Readonly<Record<string, Variation>> = {
  'an authority that a stranger certified too': {
    crossSigned: true,
    differs: {
      openssl: {
        they: 'refuse',
        why: 'OpenSSL tries one certificate of an authority only, here sometimes that of the stranger',
      },
    },
  },
  'another key under the name of an authority': { namesake: true },
  'leaf expired': { leaf: expired },
  'leaf not valid yet': { leaf: { notBefore: Date.now() + day } },
  'intermediate expired': { intermediate: expired },
  'root expired': { root: expired },
  'intermediate no authority': { intermediate: { extensions: [basicConstraints(false)] } },
  'intermediate without basic constraints': { intermediate: { without: ['2.5.29.19'] } },
  'intermediate may not sign': { intermediate: { extensions: [keyUsage('digitalSignature')] } },
  'intermediate without key usage': { intermediate: { without: ['2.5.29.15'] } },
  'intermediate for clients': { intermediate: { extensions: [extendedKeyUsage('client')] } },
  'intermediate for servers': { intermediate: { extensions: [extendedKeyUsage('server')] } },
  'intermediate of version 1': { intermediate: { version: 1 } },
  'intermediate with unknown critical extension': { intermediate: { extensions: [unknown] } },
  'intermediate not sent': { withIntermediate: false },
  'intermediate of another key': { signedByOther: true },
  'leaf for clients': { leaf: { purposes: ['client'] } },
  'leaf without purposes': { leaf: { without: ['2.5.29.37'] } },
  'leaf for anything': {
    leaf: { purposes: ['any'] },
    differs: {
      openssl: {
        they: 'refuse',
        why: 'OpenSSL does not take anyExtendedKeyUsage in a leaf; RFC 5280, 4.2.1.12 does',
      },
    },
  },
  'leaf may only encrypt': {
    leaf: { extensions: [keyUsage('keyEncipherment')] },
    differs: {
      openssl: {
        they: 'accept',
        why: 'OpenSSL knows RSA key exchange; here a leaf signs (RFC 8446, 4.4.2.2)',
      },
      go: {
        they: 'accept',
        why: "Go does not look at a leaf's key usage; here a leaf signs (RFC 8446, 4.4.2.2)",
      },
    },
  },
  'leaf with unknown critical extension': { leaf: { extensions: [unknown] } },
  'leaf of version 1': {
    leaf: { version: 1 },
    differs: {
      openssl: {
        they: 'accept',
        why: 'OpenSSL takes the common name where there are no alternative names; RFC 9525 does not',
      },
    },
  },
  'leaf with serial number 0': {
    leaf: { serialNumber: Uint8Array.of(0) },
    differs: {
      openssl: { they: 'accept', why: 'OpenSSL does not look at serial numbers; RFC 5280, 4.1.2.2' },
      go: { they: 'accept', why: 'Go takes the serial number 0; RFC 5280, 4.1.2.2' },
    },
  },
  'leaf with other algorithm inside': {
    leaf: { signedAlgorithm: der.sequence(der.oid('1.2.840.10045.4.3.3')) },
  },
  'leaf signed over SHA-1': { leaf: { signatureAlgorithm: { kind: 'ecdsa', hash: 'SHA-1' } } },
  'leaf with weak key': {
    leaf: { keyType: 'rsa', rsaBits: 1024 },
    differs: {
      go: {
        they: 'accept',
        why: 'Go takes RSA keys from 1024 bits in certificates; here 2048 (RFC 9325, 4.5)',
      },
    },
  },
  'leaf with RSA key': { leaf: { keyType: 'rsa' } },
  'other host': { host: 'other.example' },
  wildcard: { leaf: { names: [{ dns: '*.example.com' }] }, host: 'a.example.com' },
  'wildcard over two labels': { leaf: { names: [{ dns: '*.example.com' }] }, host: 'a.b.example.com' },
  'path length 0 in root': { root: { pathLength: 0 } },
  'path length 0 in intermediate': { intermediate: { pathLength: 0 } },
  'name permitted': {
    intermediate: {
      extensions: [nameConstraints({ permitted: [{ dns: 'localhost' }, { dns: 'example.com' }] })],
    },
  },
  'name not permitted': {
    intermediate: { extensions: [nameConstraints({ permitted: [{ dns: 'good.example' }] })] },
  },
  'name excluded in root': { root: { extensions: [nameConstraints({ excluded: [{ dns: 'localhost' }] })] } },
};

function add<T extends AuthorityTemplate>(a: T, b: T | undefined): T {
  if (!b) return a;
  const extensions = [...(a.extensions ?? []), ...(b.extensions ?? [])];
  return { ...a, ...b, ...(extensions.length > 0 && { extensions }) };
}

/** A chain that is unusual in one more way. */
export function combine(spec: Spec, name: string): Spec {
  const { root, intermediate, leaf, host, withIntermediate, ...flags } = variations[name] ?? {};
  return {
    root: add(spec.root, root),
    intermediate: add(spec.intermediate, intermediate),
    leaf: add(spec.leaf, leaf),
    host: host ?? spec.host,
    withIntermediate: withIntermediate ?? spec.withIntermediate,
    signedByOther: flags.signedByOther ?? spec.signedByOther,
    crossSigned: flags.crossSigned ?? spec.crossSigned,
    namesake: flags.namesake ?? spec.namesake,
  };
}
