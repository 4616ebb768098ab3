import { nobleProvider as provider } from '@proj/crypto/noble';
import { Certificate, TrustAnchors } from '@proj/crypto/x509';
import { Connection, clientConfig, keySigner, serverConfig } from '@proj/handshake';
import { legacyVersions } from '@proj/handshake/legacy';
import { afterAll, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { certificateArguments, ThrowawayAuthority } from '../../src/certificates/throwaway.ts';
import { startClient, startServer } from '../../src/peers/openssl.ts';
import { openssl, whyNot } from '../peers/available.ts';
import { listen, Wire } from './wire.ts';

const oldSuites = ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA'];
const old = { legacy: legacyVersions(), cipherSuites: oldSuites };
const versions = [
  { name: 'TLS 1.2', spoken: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }, flags: ['-tls1_2'] },
  { name: 'TLS 1.1', spoken: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ...old }, flags: ['-tls1_1'] },
  { name: 'TLS 1.0', spoken: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ...old }, flags: ['-tls1'] },
] as const;

for (const { name, spoken, flags } of versions)
  describe.skipIf(whyNot)(`renegotiation in ${name} with openssl${whyNot ?? ''}`, { timeout: 60_000 }, () => {
    const speaking = [...flags, '-cipher', 'ALL:@SECLEVEL=0'];
    const directory = new TemporaryDirectory();
    afterAll(() => directory.remove());
    const authority = new ThrowawayAuthority(provider, directory);
    const files = authority.issue('server', { names: [{ dns: 'localhost' }] });
    const own = authority.issue('client', { purposes: ['client'] });
    const anchors = TrustAnchors.of([Certificate.parse(authority.root.certificate)]);
    const common = { provider, anchors, ...spoken };
    const credentialOf = ({ issued }: typeof files) => ({
      chain: issued.chain,
      signer: keySigner(provider.importPrivateKey(issued.key.pkcs8), provider.random),
    });
    const client = (): Connection =>
      new Connection(
        clientConfig({
          ...common,
          serverName: 'localhost',
          credentials: [credentialOf(own)],
          renegotiation: { refuse: false },
        }),
      );
    const server = (clientCertificate: 'none' | 'require' = 'none'): Connection =>
      new Connection(
        serverConfig({
          ...common,
          credentials: [credentialOf(files)],
          clientCertificate,
          renegotiation: { refuse: false, allowClientRenegotiation: true },
        }),
      );

    it.each(['a full', 'an abbreviated'])('our client begins %s one with s_server', async (kind) => {
      const args = ['-client_renegotiation', ...speaking, ...certificateArguments(files)];
      const { child, port } = await startServer(openssl(), args);
      const wire = await Wire.connect(client(), port);
      const { connection } = wire;
      await wire.until('the first handshake', () => !connection.isHandshaking);
      connection.renegotiate({ abbreviated: kind === 'an abbreviated' });
      wire.drive();
      expect(connection.isHandshaking).toBe(true);
      await wire.until('the second handshake', () => !connection.isHandshaking);
      expect(connection.negotiated.session !== undefined).toBe(kind === 'an abbreviated');
      wire.write('after it\n');
      expect(await child.stdout.waitFor(/after it/, 10_000)).toBeDefined();
      await child.write('and back\n');
      await wire.until('data', ({ text }) => text.includes('and back'));
      expect(connection).toMatchObject({ renegotiations: 1, negotiated: { secureRenegotiation: true } });
      wire.close();
      await child.stop();
    });

    it("our client answers s_server's HelloRequest, with a certificate where that is asked for", async () => {
      // Otherwise s_server resumes the session that we offer, and asks for nothing.
      const args = [
        ...['-no_resumption_on_reneg', '-CAfile', authority.rootFile, ...speaking],
        ...certificateArguments(files),
      ];
      const { child, port } = await startServer(openssl(), args);
      const wire = await Wire.connect(client(), port);
      const { connection } = wire;
      await wire.until('the first handshake', () => !connection.isHandshaking);
      expect(connection.negotiated.certificateRequested).toBe(false);
      // s_server(1): R renegotiates and asks for a certificate.
      await child.write('R\n');
      await wire.until('a renegotiation', () => connection.renegotiations === 1 && !connection.isHandshaking);
      expect(connection.negotiated.certificateRequested).toBe(true);
      wire.write('after it\n');
      expect(await child.stdout.waitFor(/after it/, 10_000)).toBeDefined();
      wire.close();
      await child.stop();
    });

    it('our client refuses it by default, and s_server ends the connection', async () => {
      const { child, port } = await startServer(openssl(), [...speaking, ...certificateArguments(files)]);
      const wire = await Wire.connect(
        new Connection(clientConfig({ ...common, serverName: 'localhost' })),
        port,
      );
      await wire.until('the handshake', ({ connection }) => !connection.isHandshaking);
      await child.write('r\n');
      await expect(wire.until('an alert', () => false)).rejects.toMatchObject({
        code: 'ALERT_RECEIVED',
        alert: 'handshake_failure',
      });
      wire.close();
      await child.stop();
    });

    it('s_client begins one with our server', async () => {
      const { port, wire: coming } = await listen(server());
      const child = startClient(openssl(), port, ['-CAfile', authority.rootFile, ...speaking]);
      const wire = await coming;
      const { connection } = wire;
      await wire.until('the first handshake', () => !connection.isHandshaking);
      // s_client(1): a line of R renegotiates.
      await child.write('R\n');
      await wire.until('the second', () => connection.renegotiations === 1 && !connection.isHandshaking);
      await child.write('after it\n');
      await wire.until('data', ({ text }) => text.includes('after it'));
      wire.write('and back\n');
      expect(await child.stdout.waitFor(/and back/, 10_000)).toBeDefined();
      wire.close();
      await child.stop();
    });

    it('our server asks s_client, which renegotiates with its certificate', async () => {
      const { port, wire: coming } = await listen(server('require'));
      const args = ['-CAfile', authority.rootFile, ...speaking, ...certificateArguments(own)];
      const child = startClient(openssl(), port, args);
      const wire = await coming;
      const { connection } = wire;
      await wire.until('the first handshake', () => !connection.isHandshaking);
      connection.renegotiate();
      wire.drive();
      wire.drive();
      expect(connection.renegotiationPending).toBe(true);
      await wire.until('the second', () => connection.renegotiations === 1 && !connection.isHandshaking);
      expect(connection.renegotiationPending).toBe(false);
      expect(connection.negotiated.peerChain.length).toBeGreaterThan(0);
      await child.write('after it\n');
      await wire.until('data', ({ text }) => text.includes('after it'));
      wire.close();
      await child.stop();
    });
  });
