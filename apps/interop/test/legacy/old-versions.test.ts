import { Certificate, TrustAnchors } from '@proj/crypto/x509';
import {
  type ClientOptions,
  Connection,
  clientConfig,
  keySigner,
  type ServerOptions,
  serverConfig,
} from '@proj/handshake';
import { legacyVersions } from '@proj/handshake/legacy';
import { nodeProvider as provider } from '@proj/node-adapter';
import { keyUsage } from '@tooling/ca';
import { afterAll, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { ThrowawayAuthority } from '../../src/certificates/throwaway.ts';
import type { Child } from '../../src/peers/child.ts';
import { gnutls } from './peers/gnutls.ts';
import { nss } from './peers/nss.ts';
import { dockerOpenssl, systemOpenssl } from './peers/openssl.ts';
import type { Found, Wish } from './peers/peer.ts';
import { listen, Wire } from './wire.ts';

const directory = new TemporaryDirectory();
const authority = new ThrowawayAuthority(provider, directory);
const server = authority.issue('server', {
  keyType: 'rsa',
  names: [{ dns: 'localhost' }],
  extensions: [keyUsage('digitalSignature', 'keyEncipherment')],
});
const visitor = authority.issue('visitor', { keyType: 'rsa', purposes: ['client'] });
const anchors = TrustAnchors.of([Certificate.parse(authority.root.certificate)]);
const material = { directory, server, rootFile: authority.rootFile };
afterAll(() => directory.remove());

const ssl = ['AES128-SHA', 'AES256-SHA', 'DHE-RSA-AES128-SHA', 'DES-CBC3-SHA', 'DHE-RSA-DES-CBC3-SHA'];
const tls = [
  'AES128-SHA',
  'DHE-RSA-AES128-SHA',
  'ECDHE-RSA-AES256-SHA',
  'DES-CBC3-SHA',
  'ECDHE-RSA-DES-CBC3-SHA',
];
const tls12 = ['AES128-GCM-SHA256', 'AES128-CCM', 'AES128-SHA256', 'AES256-SHA', 'DHE-RSA-DES-CBC3-SHA'];
const wishesOf = (version: Wish['version'], suites: readonly string[]): Wish[] =>
  suites.map((suite) => ({ version, suite }));
const wishes: readonly Wish[] = [
  ...wishesOf('SSLv3', ssl),
  ...wishesOf('TLSv1', tls),
  ...wishesOf('TLSv1.1', tls),
  ...wishesOf('TLSv1.2', tls12),
];

const common = ({ version, suite }: Wish) => ({
  ...{ provider, legacy: legacyVersions(), minVersion: version, maxVersion: version },
  cipherSuites: [suite],
});
const client = (wish: Wish, more: Partial<ClientOptions> = {}): Connection =>
  new Connection(clientConfig({ ...common(wish), anchors, serverName: 'localhost', ...more }));
const credentialOf = ({ issued: { chain, key } }: typeof server) => ({
  chain,
  signer: keySigner(provider.importPrivateKey(key.pkcs8), provider.random),
});
const ours = (wish: Wish, more: Partial<ServerOptions> = {}): Connection =>
  new Connection(serverConfig({ ...common(wish), credentials: [credentialOf(server)], ...more }));

const programs: readonly (readonly [string, Found])[] = [
  ['the openssl of this system', await systemOpenssl()],
  ['OpenSSL 1.1.1 in Docker', await dockerOpenssl()],
  ['GnuTLS', await gnutls()],
  ['NSS', await nss()],
];

const isConnected = ({ connection }: Wire): boolean =>
  connection.stateName !== 'idle' && !connection.isHandshaking;

async function gaveUp(child: Child): Promise<never> {
  await child.exited;
  throw new Error(`"${child.command}" came to nothing: ${child.stderr.text()}`);
}

for (const [name, found] of programs) {
  if ('why' in found) {
    it.skip(`old versions with ${name} (skipped: ${found.why})`, () => {});
    continue;
  }
  const peer = await found.make(material);
  const cells = wishes.map((wish) => ({
    wish,
    ...wish,
    lacks: peer.speaks(wish) ? '' : ', which it has not',
  }));

  describe(`old versions with ${peer.name}`, { timeout: 60_000 }, () => {
    afterAll(() => peer.stop());

    for (const version of peer.showsCertificates ? (['SSLv3', 'TLSv1', 'TLSv1.1'] as const) : []) {
      const wish = { version, suite: 'AES128-SHA', certificate: true };

      it(`our client with a certificate, ${version}`, async () => {
        const { child, port, exchange } = await peer.serve(wish);
        const wire = await Wire.connect(client(wish, { credentials: [credentialOf(visitor)] }), port);
        await wire.until('the handshake', isConnected);
        expect(wire.connection.negotiated.signatureScheme).toBe('rsa_pkcs1_md5_sha1');
        await exchange(wire);
        wire.close();
        await child.stop();
      });

      it(`our server with a client's certificate, ${version}`, async () => {
        const verifyChain = () => 'unverified' as const;
        const { port, wire: coming } = await listen(
          ours(wish, { clientCertificate: 'require', verifyChain }),
        );
        const child = peer.connect(wish, port);
        const wire = await Promise.race([coming, gaveUp(child)]);
        await wire.until('the handshake', isConnected);
        expect(wire.connection.negotiated.peerSignatureScheme).toBe('rsa_pkcs1_md5_sha1');
        wire.close();
        await child.stop();
      });
    }

    for (const { wish, version, suite, lacks } of cells) {
      it.skipIf(lacks)(`our client, ${version}, ${suite}${lacks}`, async () => {
        const { child, port, exchange } = await peer.serve(wish);
        const wire = await Wire.connect(client(wish), port);
        await wire.until('the handshake', isConnected);
        expect(wire.connection.negotiated.suite?.openssl).toBe(suite);
        await exchange(wire);
        wire.close();
        await child.stop();
      });

      it.skipIf(lacks)(`our server, ${version}, ${suite}${lacks}`, async () => {
        const { port, wire: coming } = await listen(ours(wish));
        const child = peer.connect(wish, port);
        const wire = await Promise.race([coming, gaveUp(child)]);
        await wire.until('the handshake', isConnected);
        expect(wire.connection.negotiated.suite?.openssl).toBe(suite);
        await child.write('ping of theirs\n');
        await wire.until('ping', ({ text }) => text.includes('ping of theirs'));
        wire.write('pong of ours\n');
        expect(await child.stdout.waitFor(/pong of ours/, 10_000)).toBeDefined();
        wire.close();
        await child.stop();
      });
    }
  });
}
