import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { nobleProvider } from '@proj/crypto/noble';
import {
  Certificate,
  type TrustAnchors,
  type VerifiedChain,
  verifyChain,
  X509Error,
} from '@proj/crypto/x509';
import { Authority } from '@tooling/ca';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeProvider } from '../../src/provider/provider.js';
import { bundleFiles } from '../../src/trust/locations.js';
import { bundledTrust, systemTrust, type Trust } from '../../src/trust/system-trust.js';

const [one, two, three] = ['One', 'Two', 'Three'].map((subject) =>
  Authority.root(nobleProvider, { subject }),
);
if (!one || !two || !three) throw new Error('three roots were made');

const garbage = '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trust-'));
  writeFileSync(join(folder, 'one.pem'), `Some words before.\n${one.pem}`);
  writeFileSync(join(folder, 'two.pem'), one.pem + two.pem);
  writeFileSync(join(folder, 'damaged.pem'), one.pem + garbage + two.pem);
  writeFileSync(join(folder, 'empty.pem'), '');
  mkdirSync(join(folder, 'hashed'));
  writeFileSync(join(folder, 'hashed/5ed36f99.0'), two.pem);
  writeFileSync(join(folder, 'hashed/5ed36f99.1'), three.pem);
  writeFileSync(join(folder, 'hashed/README'), one.pem);
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

function names({ anchors }: Trust): string[] {
  return [...anchors].map(({ name }) => String(name)).sort();
}

/** A machine without any store but these. */
const machine = (files: readonly string[], directories: readonly string[] = []) => ({
  environment: {},
  files: files.map(at),
  directories: directories.map(at),
});

describe('systemTrust', () => {
  it('takes the first bundle that has certificates, and says which', () => {
    const trust = systemTrust(machine(['absent.pem', 'empty.pem', 'one.pem', 'two.pem']));
    expect(names(trust)).toEqual(['CN=One']);
    expect(trust.sources.map(({ from, certificates }) => [from, certificates])).toEqual([
      [at('absent.pem'), 0],
      [at('empty.pem'), 0],
      [at('one.pem'), 1],
    ]);
    expect(trust.sources[0]?.problems[0]).toMatchObject({ code: 'ENOENT' });
  });

  it('takes a directory where there is no bundle, and of it the files that look like certificates', () => {
    expect(names(systemTrust(machine(['absent.pem'], ['absent', 'hashed'])))).toEqual(['CN=Three', 'CN=Two']);
  });

  it('takes the roots of Node where the machine has no store', () => {
    const trust = systemTrust(machine([]));
    expect(trust.sources.at(-1)?.from).toBe('tls.rootCertificates');
    expect(trust.anchors.size).toBe(bundledTrust().anchors.size);
  });

  it('leaves out a certificate that can not be parsed, keeps the others, and reports it', () => {
    const trust = systemTrust(machine(['damaged.pem']));
    expect(names(trust)).toEqual(['CN=One', 'CN=Two']);
    expect(trust.sources[0]?.problems.map(({ name }) => name)).toEqual(['X509Error']);
  });

  it('lets SSL_CERT_FILE and SSL_CERT_DIR say all that there is', () => {
    const named = (environment: Record<string, string>): string[] =>
      names(systemTrust({ environment, files: [at('one.pem')] }));
    expect(named({ SSL_CERT_FILE: at('two.pem') })).toEqual(['CN=One', 'CN=Two']);
    expect(named({ SSL_CERT_DIR: at('hashed') })).toEqual(['CN=Three', 'CN=Two']);
    expect(named({ SSL_CERT_FILE: at('two.pem'), SSL_CERT_DIR: at('hashed') })).toHaveLength(3);
    expect(named({ SSL_CERT_DIR: [at('absent'), '', at('hashed')].join(delimiter) })).toHaveLength(2);
    expect(named({ SSL_CERT_FILE: '', SSL_CERT_DIR: '' })).toEqual(['CN=One']);
  });

  it('throws when these name nothing that could be trusted', () => {
    expect(() => systemTrust({ environment: { SSL_CERT_FILE: at('absent.pem') } })).toThrow(RangeError);
    expect(() => systemTrust({ environment: { SSL_CERT_DIR: folder + delimiter } })).not.toThrow();
    expect(() => systemTrust({ environment: { SSL_CERT_FILE: at('empty.pem') } })).toThrow('SSL_CERT_FILE');
  });

  it('adds NODE_EXTRA_CA_CERTS to what there is, each certificate once', () => {
    const { files } = machine(['two.pem']);
    const trust = systemTrust({ environment: { NODE_EXTRA_CA_CERTS: at('hashed/5ed36f99.1') }, files });
    expect(names(trust)).toEqual(['CN=One', 'CN=Three', 'CN=Two']);
    const again = systemTrust({ environment: { NODE_EXTRA_CA_CERTS: at('one.pem') }, files });
    expect(again.sources.map(({ certificates }) => certificates)).toEqual([2, 0]);
  });

  it('reads no file of unreasonable size', () => {
    writeFileSync(at('large.pem'), '');
    truncateSync(at('large.pem'), 33 * 1024 * 1024);
    const trust = systemTrust(machine(['large.pem', 'one.pem']));
    expect(trust.sources[0]?.problems[0]?.message).toContain('at most');
    expect(names(trust)).toEqual(['CN=One']);
  });

  it.skipIf(!bundleFiles.some((path) => existsSync(path)))('reads the store of this machine', () => {
    const trust = systemTrust({ environment: {} });
    expect(trust.anchors.size).toBeGreaterThan(50);
    expect(trust.sources.at(-1)?.problems).toEqual([]);
  });
});

it('has anchors that chains are verified with', () => {
  const leaf = Certificate.parse(one.leaf().certificate);
  const { anchors } = systemTrust(machine(['one.pem']));
  const verify = (roots: TrustAnchors): VerifiedChain =>
    verifyChain({
      provider: nodeProvider,
      leaf,
      intermediates: [],
      anchors: roots,
      time: Date.now(),
      purpose: 'server',
    });
  expect(verify(anchors).path).toHaveLength(2);
  expect(() => verify(bundledTrust().anchors)).toThrow(X509Error);
});

describe('bundledTrust', () => {
  it('has every root that Node has, without a problem', () => {
    const { anchors, sources } = bundledTrust();
    expect(sources[0]?.problems).toEqual([]);
    expect(anchors.size).toBe(new Set(rootCertificates).size);
  });
});
