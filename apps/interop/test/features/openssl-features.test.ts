import { ascii, equalBytes, parsePrivateKeyInfo } from '@proj/crypto';
import { Certificate, TrustAnchors } from '@proj/crypto/x509';
import { type Credential, keySigner } from '@proj/handshake';
import { nodeProvider as provider } from '@proj/node-adapter';
import { issueOcspResponse } from '@tooling/ca';
import { afterAll, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { certificateArguments, ThrowawayAuthority } from '../../src/certificates/throwaway.ts';
import { startClient, startServer } from '../../src/peers/openssl.ts';
import { openssl, whyNot } from '../peers/available.ts';
import { Endpoint } from './endpoint.ts';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const flags = { 'TLSv1.2': '-tls1_2', 'TLSv1.3': '-tls1_3' } as const;

const identity = ascii('device1');
const key = new Uint8Array(32).fill(7);
const pskArguments = ['-psk', Buffer.from(key).toString('hex'), '-psk_identity', 'device1'];
const pskSuites = ['PSK-AES128-GCM-SHA256', 'DHE-PSK-AES256-GCM-SHA384', 'ECDHE-PSK-CHACHA20-POLY1305'];

describe.skipIf(whyNot)(`features beside openssl${whyNot ?? ''}`, () => {
  const directory = new TemporaryDirectory();
  afterAll(() => directory.remove());
  const authority = new ThrowawayAuthority(provider, directory);
  const files = authority.issue('server');
  const { issued } = files;
  const anchors = TrustAnchors.fromCertificates([Certificate.parse(authority.root.certificate)]);
  const client = { provider, anchors, serverName: 'localhost' };
  const signer = keySigner(issued.key.privateKey, provider.random);
  const credential: Credential = { chain: issued.chain, signer };
  const [, intermediate] = issued.chain;

  /** A response that the issuer has signed; the throwaway authority keeps no intermediate, so the leaf is the root's own. */
  const own = authority.root.leaf();
  const response = issueOcspResponse(authority.root, own.certificate);
  const ownFiles = {
    issued: own,
    chainFile: directory.write('own.pem', own.chainPem),
    intermediatesFile: directory.write('own-chain.pem', authority.root.pem),
    keyFile: directory.write('own.key', own.keyPem),
  };
  const responseFile = directory.write('response.der', response);
  const stapling: Credential = {
    chain: own.chain,
    signer: keySigner(own.key.privateKey, provider.random),
    ocspResponses: [response],
  };

  it('has a chain to work with', () => {
    expect(intermediate).toBeDefined();
    expect(parsePrivateKeyInfo(issued.key.pkcs8).type).toBe('p256');
  });

  it.each(versions)('s_server staples a response that a client of %s verifies', async (version) => {
    const args = [...certificateArguments(ownFiles), flags[version], '-status_file', responseFile];
    const server = await startServer(openssl(), args);
    const endpoint = await Endpoint.connect(server.port, {
      ...client,
      requestStatus: 'leaf',
      revocation: { mode: 'hard', scope: 'leaf' },
    });
    expect(endpoint.connection.negotiated.version).toBe(version === 'TLSv1.2' ? 0x0303 : 0x0304);
    expect(endpoint.connection.negotiated.peerOcspResponses[0]).toEqual(new Uint8Array(response));
    endpoint.end();
    await server.child.stop();
  });

  it.each(versions)('s_client is given a response in %s', async (version) => {
    const server = await Endpoint.listen({ provider, credentials: [stapling] });
    const args = ['-CAfile', authority.rootFile, '-status', flags[version]];
    const child = startClient(openssl(), server.port, args);
    expect(await child.stdout.waitFor(/OCSP Response Status: successful/, 10_000)).toBeDefined();
    (await server.accepted).end();
    await child.stop();
    server.close();
  });

  it.each(versions)('s_server keeps to a max_fragment_length in %s', async (version) => {
    const server = await startServer(openssl(), [...certificateArguments(files), flags[version]]);
    const endpoint = await Endpoint.connect(server.port, { ...client, maxFragmentLength: 512 });
    expect(endpoint.connection.negotiated.maxFragmentLength).toBe(512);
    endpoint.end();
    await server.child.stop();
  });

  it.each(versions)('s_client asks for a max_fragment_length in %s', async (version) => {
    const server = await Endpoint.listen({ provider, credentials: [credential] });
    const child = startClient(openssl(), server.port, ['-maxfraglen', '1024', flags[version]]);
    const { connection } = await server.accepted;
    expect(connection.negotiated.maxFragmentLength).toBe(1024);
    await child.stop();
    server.close();
  });

  it.each(pskSuites)('s_server authenticates by a pre-shared key with %s', async (suite) => {
    const args = ['-nocert', '-tls1_2', '-cipher', suite, ...pskArguments, '-psk_hint', 'hint'];
    const server = await startServer(openssl(), args);
    const hints: Uint8Array[] = [];
    const endpoint = await Endpoint.connect(server.port, {
      provider,
      serverName: 'localhost',
      maxVersion: 'TLSv1.2',
      cipherSuites: [suite],
      selectPsk12: (hint) => {
        hints.push(hint.slice());
        return { identity, key };
      },
    });
    expect(hints).toEqual([ascii('hint')]);
    expect(endpoint.connection.negotiated.suite?.openssl).toBe(suite);
    endpoint.end();
    await server.child.stop();
  });

  it.each(pskSuites)('s_client authenticates by a pre-shared key with %s', async (suite) => {
    const server = await Endpoint.listen({
      provider,
      maxVersion: 'TLSv1.2',
      cipherSuites: [suite],
      findPsk12: (asked) => (equalBytes(asked, identity) ? key : undefined),
    });
    const args = ['-tls1_2', '-cipher', suite, ...pskArguments];
    const child = startClient(openssl(), server.port, args);
    const { connection } = await server.accepted;
    expect(connection.negotiated.pskIdentity).toEqual(identity);
    await child.stop();
    server.close();
  });

  it.each(versions)('s_server of %s is not disturbed by GREASE and another order', async (version) => {
    const server = await startServer(openssl(), [...certificateArguments(files), flags[version]]);
    const clientHelloShape = { grease: true, permute: true };
    const endpoint = await Endpoint.connect(server.port, { ...client, clientHelloShape });
    expect(endpoint.connection.isHandshaking).toBe(false);
    endpoint.end();
    await server.child.stop();
  });

  // Above TLS 1.2 s_client sends none of these.
  it('s_client is answered a custom extension in TLSv1.2', async () => {
    const customExtensions = [{ type: 65_346, add: () => ascii('answer') }];
    const server = await Endpoint.listen({ provider, credentials: [credential], customExtensions });
    const child = startClient(openssl(), server.port, ['-serverinfo', '65346', '-tls1_2']);
    const base64 = Buffer.from([0xff, 0x42, 0, 6, ...ascii('answer')]).toString('base64');
    expect(await child.stdout.waitFor(/BEGIN SERVERINFO FOR EXTENSION 65346/, 10_000)).toBeDefined();
    expect(child.stdout.text()).toContain(base64);
    await child.stop();
    server.close();
  });
});
