import { keySigner, rawPublicKeyCredential } from '@proj/handshake';
import { nodeProvider as provider } from '@proj/node-adapter';
import { afterAll, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { ThrowawayAuthority } from '../../src/certificates/throwaway.ts';
import { Child } from '../../src/peers/child.ts';
import { Endpoint } from './endpoint.ts';

const found = await new Child(['gnutls-cli', '--version'], 15_000).exited.catch((error: Error) => error);
const whyNot = found instanceof Error ? ` (skipped: ${found.message})` : undefined;

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const priorities = {
  'TLSv1.2': 'NORMAL:-VERS-ALL:+VERS-TLS1.2',
  'TLSv1.3': 'NORMAL:-VERS-ALL:+VERS-TLS1.3',
} as const;

describe.skipIf(whyNot)(`features beside GnuTLS${whyNot ?? ''}`, () => {
  const directory = new TemporaryDirectory();
  afterAll(() => directory.remove());
  const authority = new ThrowawayAuthority(provider, directory);
  const { issued } = authority.issue('server');
  const signer = keySigner(issued.key.privateKey, provider.random);
  const credential = { chain: issued.chain, signer };
  const verified = ['--x509cafile', authority.rootFile, '--verify-hostname', 'localhost'];
  const cli = (port: number, ...args: readonly string[]): Child =>
    new Child(['gnutls-cli', '--port', String(port), ...args, '127.0.0.1'], 20_000);

  it.each(versions)('gnutls-cli agrees on record_size_limit in %s', async (version) => {
    const server = await Endpoint.listen({ provider, credentials: [credential], recordSizeLimit: 1000 });
    const child = cli(server.port, ...verified, '--recordsize', '700', '--priority', priorities[version]);
    const { connection } = await server.accepted;
    expect(connection.negotiated.recordSizeLimits?.receive).toBe(version === 'TLSv1.3' ? 999 : 1000);
    await child.stop();
    server.close();
  });

  it.each(versions)('gnutls-cli takes a raw public key for a certificate in %s', async (version) => {
    const server = await Endpoint.listen({ provider, credentials: [rawPublicKeyCredential(signer)] });
    const priority = `${priorities[version]}:-CTYPE-ALL:+CTYPE-SRV-RAWPK:+CTYPE-CLI-X509`;
    const child = cli(server.port, '--insecure', '--priority', priority);
    const { connection } = await server.accepted;
    expect(connection.negotiated.localCertificateType).toBe('rawPublicKey');
    await child.stop();
    server.close();
  });
});
