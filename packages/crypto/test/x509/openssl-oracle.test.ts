import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Authority,
  type AuthorityTemplate,
  basicConstraints,
  der,
  extendedKeyUsage,
  extension,
  type Issued,
  keyUsage,
  type LeafTemplate,
  nameConstraints,
} from '@tooling/ca';
import { afterAll, describe, expect, it } from 'vitest';
import { X509Error } from '../../src/x509/index.js';
import { makeRoot, verify } from './chains.js';

const day = 24 * 60 * 60 * 1000;
const expired = { notBefore: Date.now() - 9 * day, notAfter: Date.now() - day };
const unknown = extension('1.3.6.1.4.1.99999.1', der.none(), true);

interface Spec {
  readonly root: AuthorityTemplate;
  readonly intermediate: AuthorityTemplate;
  readonly leaf: LeafTemplate;
  readonly host: string;
  readonly withIntermediate: boolean;
  readonly signedByOther: boolean;
}

const right: Spec = {
  root: {},
  intermediate: {},
  leaf: {},
  host: 'localhost',
  withIntermediate: true,
  signedByOther: false,
};

/** One way in which a chain is wrong, or only unusual. Extensions of several add up. */
interface Variation {
  readonly root?: AuthorityTemplate;
  readonly intermediate?: AuthorityTemplate;
  readonly leaf?: LeafTemplate;
  readonly host?: string;
  readonly withIntermediate?: false;
  readonly signedByOther?: true;
  /** Why we refuse what OpenSSL accepts, or the other way round. */
  readonly difference?: string;
}

const variations: Readonly<Record<string, Variation>> = {
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
    difference: 'OpenSSL does not take anyExtendedKeyUsage in a leaf; RFC 5280, 4.2.1.12 does',
  },
  'leaf may only encrypt': {
    leaf: { extensions: [keyUsage('keyEncipherment')] },
    difference: 'OpenSSL knows RSA key exchange; here a leaf signs (RFC 8446, 4.4.2.2)',
  },
  'leaf with unknown critical extension': { leaf: { extensions: [unknown] } },
  'leaf of version 1': {
    leaf: { version: 1 },
    difference: 'OpenSSL takes the common name where there are no alternative names; RFC 9525 does not',
  },
  'leaf with serial number 0': {
    leaf: { serialNumber: Uint8Array.of(0) },
    difference: 'OpenSSL does not look at serial numbers; RFC 5280, 4.1.2.2',
  },
  'leaf with other algorithm inside': {
    leaf: { signedAlgorithm: der.sequence(der.oid('1.2.840.10045.4.3.3')) },
  },
  'leaf signed over SHA-1': { leaf: { signatureAlgorithm: { kind: 'ecdsa', hash: 'SHA-1' } } },
  'leaf with weak key': { leaf: { keyType: 'rsa', rsaBits: 1024 } },
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

function combine(spec: Spec, name: string): Spec {
  const { root, intermediate, leaf, host, withIntermediate, signedByOther } = variations[name] ?? {};
  return {
    root: add(spec.root, root),
    intermediate: add(spec.intermediate, intermediate),
    leaf: add(spec.leaf, leaf),
    host: host ?? spec.host,
    withIntermediate: withIntermediate ?? spec.withIntermediate,
    signedByOther: signedByOther ?? spec.signedByOther,
  };
}

interface Chain {
  readonly root: Authority;
  readonly intermediates: readonly Issued[];
  readonly leaf: Issued;
}

function build(spec: Spec): Chain {
  const root = makeRoot(spec.root);
  const intermediate = root.authority(spec.intermediate);
  const signer = spec.signedByOther ? root.authority(spec.intermediate) : intermediate;
  return { root, intermediates: spec.withIntermediate ? [intermediate] : [], leaf: signer.leaf(spec.leaf) };
}

/** What we say; the code of the error for messages. */
function ours({ root, intermediates, leaf }: Chain, host: string): string {
  try {
    verify({ leaf, intermediates, anchors: [root], host });
    return 'ok';
  } catch (error) {
    if (error instanceof X509Error) return error.code;
    throw error;
  }
}

const directory = mkdtempSync(join(tmpdir(), 'x509-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** What `openssl verify` says. */
function theirs({ root, intermediates, leaf }: Chain, host: string): string {
  const file = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  const untrusted = intermediates.map(({ pem }) => pem).join('');
  const { status, stderr } = spawnSync('openssl', [
    'verify',
    ...['-no-CAfile', '-no-CApath', '-partial_chain', '-auth_level', '2', '-purpose', 'sslserver'],
    ...['-verify_hostname', host, '-trusted', file('root.pem', root.pem)],
    ...(untrusted ? ['-untrusted', file('untrusted.pem', untrusted)] : []),
    file('leaf.pem', leaf.pem),
  ]);
  return status === 0 ? 'ok' : (/error \d+ at .*/.exec(stderr.toString())?.[0] ?? stderr.toString());
}

function hasOpenssl(): boolean {
  try {
    return execFileSync('openssl', ['version']).toString().startsWith('OpenSSL 3');
  } catch {
    return false;
  }
}

describe.skipIf(!hasOpenssl())('beside openssl verify', () => {
  const all = Object.keys(variations);
  const alike = all.filter((name) => variations[name]?.difference === undefined);
  const pairs = alike.flatMap((a, i) => alike.slice(i + 1).map((b) => [a, b]));

  function agree(names: readonly string[]): void {
    const spec = names.reduce(combine, right);
    const chain = build(spec);
    const [we, they] = [ours(chain, spec.host), theirs(chain, spec.host)];
    const differs = names.some((name) => variations[name]?.difference !== undefined);
    const said = `${names.join(' + ')}: we say ${we}, OpenSSL says ${they}`;
    expect((we === 'ok') === (they === 'ok'), said).toBe(!differs);
  }

  it('agrees on a chain that is right', () => agree([]));

  for (const name of all) {
    const difference = variations[name]?.difference;
    it(`${difference ? 'differs' : 'agrees'} on a chain with: ${name}${difference ? ` (${difference})` : ''}`, () =>
      agree([name]));
  }

  it(`agrees on ${pairs.length} chains that are unusual in two ways`, () => pairs.forEach(agree), 120_000);
});
