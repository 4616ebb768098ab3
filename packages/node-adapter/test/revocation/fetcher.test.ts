import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nobleProvider } from '@proj/crypto/noble';
import { Certificate, TrustAnchors, type VerifyOptions } from '@proj/crypto/x509';
import { Decision, later, type VerifyAnswer } from '@proj/handshake';
import {
  Authority,
  crlDistributionPoints,
  der,
  type ExtensionInput,
  extension,
  type Issued,
  issueCrl,
  issueOcspResponse,
} from '@tooling/ca';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RevocationFetcher, revocationHook, verifyChainOnline } from '../../src/index.js';

const root = Authority.root(nobleProvider);
const answers = new Map<string, Uint8Array | 'hang'>();
const asked: string[] = [];
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const answer = answers.get(request.url ?? '');
    request.resume();
    if (answer === 'hang') return;
    response.statusCode = answer ? 200 : 404;
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  answers.clear();
  asked.length = 0;
});

const ocspAt = (url: string): ExtensionInput =>
  extension(
    '1.3.6.1.5.5.7.1.1',
    der.sequence(der.sequence(der.oid('1.3.6.1.5.5.7.48.1'), der.taggedOctets(6, Buffer.from(url)))),
  );
const crlAt = (...urls: readonly string[]): ExtensionInput =>
  crlDistributionPoints(...urls.map((uri) => ({ names: [{ uri }] })));

function optionsFor(leaf: Issued): VerifyOptions {
  return {
    provider: nobleProvider,
    leaf: Certificate.parse(leaf.certificate),
    intermediates: [],
    anchors: TrustAnchors.fromCertificates([Certificate.parse(root.certificate)]),
    time: Date.now(),
    purpose: 'server',
  };
}

const newFetcher = (more: object = {}): RevocationFetcher =>
  new RevocationFetcher({ provider: nobleProvider, timeout: 1_000, ...more });

describe('revocation over http', () => {
  it('asks the OCSP responder, once while the answer is fresh', async () => {
    const leaf = root.leaf({ extensions: [ocspAt(`${base}/ocsp`)] });
    answers.set('/ocsp', issueOcspResponse(root, leaf.certificate));
    const fetcher = newFetcher();
    const verify = (): Promise<unknown> => verifyChainOnline(optionsFor(leaf), { fetcher, mode: 'hard' });
    await Promise.all([verify(), verify()]);
    await verify();
    expect(asked).toEqual(['POST /ocsp']);
  });

  it('takes an answer without the nonce that was sent, and none with another', async () => {
    const leaf = root.leaf({ extensions: [ocspAt(`${base}/ocsp`)] });
    const verify = (): Promise<unknown> =>
      verifyChainOnline(optionsFor(leaf), { fetcher: newFetcher({ nonce: true }), mode: 'hard' });
    answers.set('/ocsp', issueOcspResponse(root, leaf.certificate));
    await verify();
    const nonce = extension('1.3.6.1.5.5.7.48.1.2', der.octets(new Uint8Array(32)));
    answers.set('/ocsp', issueOcspResponse(root, leaf.certificate, { extensions: [nonce] }));
    await expect(verify()).rejects.toThrow(/whether it was revoked/);
  });

  it('refuses what the responder or the list says is revoked', async () => {
    const byOcsp = root.leaf({ extensions: [ocspAt(`${base}/ocsp`)] });
    answers.set('/ocsp', issueOcspResponse(root, byOcsp.certificate, { status: 'revoked' }));
    const online = { fetcher: newFetcher(), mode: 'soft' } as const;
    await expect(verifyChainOnline(optionsFor(byOcsp), online)).rejects.toMatchObject({ code: 'REVOKED' });
    const byList = root.leaf({ extensions: [crlAt(`${base}/crl`)] });
    answers.set('/crl', issueCrl(root, { revoked: [{ certificate: byList.certificate }] }));
    await expect(verifyChainOnline(optionsFor(byList), online)).rejects.toMatchObject({ code: 'REVOKED' });
  });

  it('goes on to the list when the responder fails, and keeps failures for a while only', async () => {
    const leaf = root.leaf({ extensions: [ocspAt(`${base}/down`), crlAt(`${base}/crl`)] });
    answers.set('/crl', issueCrl(root));
    let now = Date.now();
    const fetcher = newFetcher({ now: () => now });
    const verify = (): Promise<unknown> => verifyChainOnline(optionsFor(leaf), { fetcher, mode: 'hard' });
    await verify();
    await verify();
    expect(asked).toEqual(['POST /down', 'GET /crl']);
    now += 61_000;
    await verify();
    expect(asked).toEqual(['POST /down', 'GET /crl', 'POST /down']);
  });

  it('fetches a list again when it has grown old', async () => {
    const leaf = root.leaf({ extensions: [crlAt(`${base}/crl`)] });
    answers.set('/crl', issueCrl(root, { nextUpdate: Date.now() + 60_000 }));
    let now = Date.now();
    const fetcher = newFetcher({ now: () => now });
    await verifyChainOnline(optionsFor(leaf), { fetcher, mode: 'hard' });
    now += 61_000;
    await verifyChainOnline(optionsFor(leaf), { fetcher, mode: 'hard' });
    expect(asked).toEqual(['GET /crl', 'GET /crl']);
  });

  it('passes over silence, nonsense, too much and other protocols, unless it insists', async () => {
    const urls = ['/silent', '/nonsense', '/large'].map((path) => base + path);
    const leaf = root.leaf({ extensions: [crlAt(...urls, 'ldap://a.example/crl')] });
    answers.set('/silent', 'hang');
    answers.set('/nonsense', Uint8Array.of(1, 2, 3));
    answers.set('/large', new Uint8Array(5_000));
    const fetcher = newFetcher({ timeout: 300, maxCrlLength: 4_096 });
    const chain = await verifyChainOnline(optionsFor(leaf), { fetcher, mode: 'soft' });
    const { problems, crls } = await fetcher.fetch(chain);
    expect(crls).toEqual([]);
    expect(problems.map(String).join('\n')).toMatch(
      /no answer within 300 ms[\s\S]*malformed[\s\S]*more than 4096 bytes/,
    );
    await expect(verifyChainOnline(optionsFor(leaf), { fetcher, mode: 'hard' })).rejects.toMatchObject({
      code: 'REVOCATION_UNKNOWN',
    });
  });

  it('asks no one about a chain that does not hold', async () => {
    const stranger = Authority.root(nobleProvider, { subject: 'Stranger' });
    const leaf = stranger.leaf({ extensions: [crlAt(`${base}/crl`)] });
    const online = { fetcher: newFetcher(), mode: 'hard' } as const;
    await expect(verifyChainOnline(optionsFor(leaf), online)).rejects.toMatchObject({
      code: 'UNKNOWN_LEAF_ISSUER',
    });
    expect(asked).toEqual([]);
  });

  it('answers a handshake later', async () => {
    const leaf = root.leaf({ extensions: [crlAt(`${base}/crl`)] });
    answers.set('/crl', issueCrl(root));
    const { provider, anchors, time } = optionsFor(leaf);
    const hook = revocationHook({ provider, anchors }, { fetcher: newFetcher(), mode: 'hard' });
    const decision = new Decision<VerifyAnswer>('verify-chain');
    const chain = [Certificate.parse(leaf.certificate)];
    const stapled = { ocspResponses: [], timestamps: [] };
    expect(hook({ chain, peer: 'server', serverName: 'localhost', time, ...stapled }, decision)).toBe(later);
    await new Promise<void>((resolve) => decision.whenSettled(resolve));
    expect(decision.take()).toMatchObject({ path: [{}, {}] });
  });
});
