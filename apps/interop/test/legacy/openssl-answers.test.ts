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
import { afterAll, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { certificateArguments, ThrowawayAuthority } from '../../src/certificates/throwaway.ts';
import { startClient, startServer } from '../../src/peers/openssl.ts';
import { openssl, whyNot } from '../peers/available.ts';
import { listen, Wire } from './wire.ts';

const isConnected = ({ connection }: Wire): boolean =>
  connection.stateName !== 'idle' && !connection.isHandshaking;

describe.skipIf(whyNot)(
  `old versions with openssl, beyond suites${whyNot ?? ''}`,
  { timeout: 60_000 },
  () => {
    const directory = new TemporaryDirectory();
    afterAll(() => directory.remove());
    const authority = new ThrowawayAuthority(provider, directory);
    const files = authority.issue('server', { keyType: 'rsa', names: [{ dns: 'localhost' }] });
    const own = {
      rsa: authority.issue('rsa-client', { keyType: 'rsa', purposes: ['client'] }),
      ecdsa: authority.issue('ecdsa-client', { purposes: ['client'] }),
    };
    const anchors = TrustAnchors.of([Certificate.parse(authority.root.certificate)]);
    const credentialOf = ({ issued }: typeof files) => ({
      chain: issued.chain,
      signer: keySigner(provider.importPrivateKey(issued.key.pkcs8), provider.random),
    });
    const cipherSuites = ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA'];
    const common = {
      provider,
      anchors,
      legacy: legacyVersions(),
      minVersion: 'TLSv1',
      cipherSuites,
    } as const;
    const client = (options: Partial<ClientOptions>): Connection =>
      new Connection(clientConfig({ ...common, serverName: 'localhost', ...options }));
    const server = (options: Partial<ServerOptions>): Connection =>
      new Connection(serverConfig({ ...common, credentials: [credentialOf(files)], ...options }));
    const all = ['-cipher', 'ALL:@SECLEVEL=0'];
    const oldest = { TLSv1: '-tls1', 'TLSv1.1': '-tls1_1' } as const;

    it('s_server refuses our client that has fallen back: inappropriate_fallback (RFC 7507, 3)', async () => {
      const { child, port } = await startServer(openssl(), [...certificateArguments(files), ...all]);
      const wire = await Wire.connect(client({ maxVersion: 'TLSv1.1', isFallback: true }), port);
      await expect(wire.until('an alert', () => false)).rejects.toMatchObject({
        code: 'ALERT_RECEIVED',
        alert: 'inappropriate_fallback',
      });
      wire.close();
      await child.stop();
    });

    it('our server refuses s_client that has fallen back (RFC 7507, 3)', async () => {
      const { port, wire: coming } = await listen(server({ maxVersion: 'TLSv1.2' }));
      const child = startClient(openssl(), port, ['-tls1_1', '-fallback_scsv', ...all]);
      const wire = await coming;
      await expect(wire.until('a refusal', () => false)).rejects.toMatchObject({
        code: 'INAPPROPRIATE_FALLBACK',
      });
      expect(await child.stderr.waitFor(/inappropriate fallback/, 10_000)).toBeDefined();
      wire.close();
      await child.stop();
    });

    it('s_client refuses our server of TLS 1.2 that answers with less: the sentinel (RFC 8446, 4.1.3)', async () => {
      const versions = { maxVersion: 'TLSv1.2' } as const;
      // As if someone in between had taken TLS 1.2 from the hello: the server is told to answer with TLS 1.1.
      const replaced = serverConfig({
        ...{ ...common, credentials: [credentialOf(files)] },
        ...{ maxVersion: 'TLSv1.1', random: sentinel },
      });
      const { port, wire: coming } = await listen(server({ ...versions, onClientHello: () => replaced }));
      const child = startClient(openssl(), port, all);
      const wire = await coming;
      await expect(wire.until('an alert', () => false)).rejects.toMatchObject({
        code: 'ALERT_RECEIVED',
        alert: 'illegal_parameter',
      });
      wire.close();
      await child.stop();
    });

    it.each(
      (['TLSv1', 'TLSv1.1'] as const).flatMap((version) =>
        (['rsa', 'ecdsa'] as const).map((key) => ({ version, key })),
      ),
    )(
      'our client proves its $key certificate to s_server in $version (RFC 4346, 7.4.8)',
      async ({ version, key }) => {
        const args = ['-Verify', '4', '-verify_return_error', '-CAfile', authority.rootFile, oldest[version]];
        const { child, port } = await startServer(openssl(), [
          ...args,
          ...certificateArguments(files),
          ...all,
        ]);
        const wire = await Wire.connect(
          client({ maxVersion: version, credentials: [credentialOf(own[key])] }),
          port,
        );
        await wire.until('the handshake', isConnected);
        wire.write('after it\n');
        expect(await child.stdout.waitFor(/after it/, 10_000)).toBeDefined();
        wire.close();
        await child.stop();
      },
    );

    it.each(
      (['TLSv1', 'TLSv1.1'] as const).flatMap((version) =>
        (['rsa', 'ecdsa'] as const).map((key) => ({ version, key })),
      ),
    )(
      's_client proves its $key certificate to our server in $version (RFC 4346, 7.4.8)',
      async ({ version, key }) => {
        const { port, wire: coming } = await listen(
          server({ maxVersion: version, clientCertificate: 'require' }),
        );
        const args = [
          oldest[version],
          '-CAfile',
          authority.rootFile,
          ...certificateArguments(own[key]),
          ...all,
        ];
        const child = startClient(openssl(), port, args);
        const wire = await coming;
        await wire.until('the handshake', isConnected);
        const expected = key === 'rsa' ? 'rsa_pkcs1_md5_sha1' : 'ecdsa_sha1';
        expect(wire.connection.negotiated.peerSignatureScheme).toBe(expected);
        wire.close();
        await child.stop();
      },
    );
  },
);

/** Randomness of a server that could have spoken TLS 1.2: hellos end in the sentinel. */
function sentinel(length: number): Uint8Array {
  const bytes = provider.random(length);
  if (length === 32) bytes.set(Buffer.from('444f574e47524400', 'hex'), 24);
  return bytes;
}
