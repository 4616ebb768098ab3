import { nobleProvider as provider } from '@proj/crypto/noble';
import { Certificate, TrustAnchors } from '@proj/crypto/x509';
import { Connection, clientConfig, keySigner, serverConfig } from '@proj/handshake';
import { afterAll, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { certificateArguments, ThrowawayAuthority } from '../../src/certificates/throwaway.ts';
import { startClient, startServer } from '../../src/peers/openssl.ts';
import { listen, Wire } from '../legacy/wire.ts';
import { openssl, whyNot } from './available.ts';

describe.skipIf(whyNot)(
  `post-handshake authentication with openssl${whyNot ?? ''}`,
  { timeout: 60_000 },
  () => {
    const directory = new TemporaryDirectory();
    afterAll(() => directory.remove());
    const authority = new ThrowawayAuthority(provider, directory);
    const files = authority.issue('server', { names: [{ dns: 'localhost' }] });
    const own = authority.issue('client', { purposes: ['client'] });
    const anchors = TrustAnchors.of([Certificate.parse(authority.root.certificate)]);
    const common = { provider, anchors, minVersion: 'TLSv1.3' } as const;
    const credentialOf = ({ issued }: typeof files) => ({
      chain: issued.chain,
      signer: keySigner(provider.importPrivateKey(issued.key.pkcs8), provider.random),
    });

    it('our server asks s_client for its certificate, twice, and verifies it', async () => {
      const { port, wire: connected } = await listen(
        new Connection(serverConfig({ ...common, credentials: [credentialOf(files)] })),
      );
      const child = startClient(openssl(), port, [
        ...['-enable_pha', '-CAfile', authority.rootFile],
        ...certificateArguments(own),
      ]);
      const wire = await connected;
      const { connection } = wire;
      await wire.until('the handshake', () => connection.stateName !== 'idle' && !connection.isHandshaking);
      expect(connection.negotiated.peerChain).toEqual([]);
      for (let time = 0; time < 2; time += 1) {
        connection.requestClientCertificate(true);
        wire.drive();
        await wire.until("the client's certificate", () => !connection.clientCertificatePending);
      }
      expect(connection.negotiated.peerChain[0]?.der).toEqual(new Uint8Array(own.issued.certificate));
      expect(connection.negotiated.verifiedChain?.path).toHaveLength(3);
      wire.write('after it\n');
      expect(await child.stdout.waitFor(/after it/, 10_000)).toBeDefined();
      wire.close();
      await child.stop();
    });

    it('our client answers s_server, which verifies it', async () => {
      const { child, port } = await startServer(openssl(), [
        ...['-CAfile', authority.rootFile],
        ...certificateArguments(files),
      ]);
      const wire = await Wire.connect(
        new Connection(
          clientConfig({
            ...common,
            serverName: 'localhost',
            credentials: [credentialOf(own)],
            postHandshakeAuth: true,
          }),
        ),
        port,
      );
      await wire.until('the handshake', ({ connection }) => !connection.isHandshaking);
      // A line that begins with "c" asks for the client's certificate.
      await child.write('c\n');
      expect(await child.stdout.waitFor(/^SSL_do_handshake -> 1$/m, 10_000)).toBeDefined();
      await wire.until('the request', ({ connection }) => connection.negotiated.localChain.length > 0);
      await child.write('and on\n');
      await wire.until('data', ({ text }) => text.includes('and on'));
      expect(wire.connection.failure).toBeUndefined();
      wire.close();
      await child.stop();
    });
  },
);
