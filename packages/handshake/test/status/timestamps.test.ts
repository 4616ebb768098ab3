import { createHash } from 'node:crypto';
import { Writer } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { TransparencyLogs } from '@proj/crypto/x509';
import { der, extension, generateKey } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../../src/config-defaults.js';
import { serverHello } from '../client/edits.js';
import { Duel, expectFailure } from '../client/hostile-server.js';
import { ca, clientCredential, credential, Pair, serverOptions } from '../resumption/pair.js';
import { testTime } from '../support/certificates.js';

const log = generateKey(nobleProvider, 'p256');
const logs = new TransparencyLogs(nobleProvider, [{ name: 'One', spki: log.privateKey.spki }]);
const transparency = { logs, policy: { timestamps: 1, logs: 1 } };

/** A timestamp for a certificate as it is, from RFC 6962, 3.2. */
function timestamp(certificate: Uint8Array, at = testTime): Uint8Array {
  const time = new Writer()
    .u32(Math.floor(at / 2 ** 32))
    .u32(at % 2 ** 32)
    .finish();
  const signed = new Writer().u8(0).u8(0).bytes(time).u16(0).vector24(certificate).u16(0).finish();
  const signature = log.privateKey.sign({ kind: 'ecdsa', hash: 'SHA-256' }, signed, nobleProvider.random);
  const id = new Uint8Array(createHash('sha256').update(log.privateKey.spki).digest());
  return new Writer().u8(0).bytes(id).bytes(time).u16(0).u16(0x0403).vector16(signature).finish();
}

const [leaf = new Uint8Array(0)] = credential.chain;
const right = timestamp(leaf);
const [clientLeaf = new Uint8Array(0)] = clientCredential.chain;
const run = (client: Partial<ClientOptions>, server: Partial<ServerOptions>): Pair =>
  new Pair(client, serverOptions(server)).run();
const missing = expect.objectContaining({ code: 'CERTIFICATE_UNKNOWN', alert: 'certificate_unknown' });

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('certificate timestamps in %s (RFC 6962, 3.3)', (version) => {
  const ask = { minVersion: version, maxVersion: version, transparency } as const;

  it('come in the TLS extension, and are verified', () => {
    const pair = run(ask, { credentials: [{ ...credential, timestamps: [right] }] });
    expect(pair.client.negotiated.peerTimestamps).toEqual([right]);
    expect(pair.exchange('hello')).toBe('hello');
  });

  it('come in an OCSP response', () => {
    const list = new Writer().vector16((items) => items.vector16(right)).finish();
    const singleExtensions = [extension('1.3.6.1.4.1.11129.2.4.5', der.octets(list))];
    const ocspResponses = [ca.respond(leaf, { singleExtensions })];
    const pair = run({ ...ask, requestStatus: 'leaf' }, { credentials: [{ ...credential, ocspResponses }] });
    expect(pair.client.negotiated.peerTimestamps).toEqual([]);
    expect(pair.exchange('hello')).toBe('hello');
  });

  it.each([
    ['are missing', []],
    ['are for another certificate', [timestamp(clientLeaf)]],
    ['are from the future', [timestamp(leaf, testTime + 1)]],
  ])('that %s are a certificate_unknown', (_, timestamps) => {
    expect(() => run(ask, { credentials: [{ ...credential, timestamps }] })).toThrow(missing);
  });

  it('are not sent to a client that does not ask', () => {
    const range = { minVersion: version, maxVersion: version } as const;
    const pair = run(range, { credentials: [{ ...credential, timestamps: [right] }] });
    expect(pair.client.negotiated.peerTimestamps).toEqual([]);
  });
});

describe('certificate timestamps of clients (RFC 8446, 4.4.2.1)', () => {
  it('are asked for in CertificateRequest, and verified', () => {
    const server = { clientCertificate: 'require', transparency } as const;
    const own = timestamp(clientLeaf);
    const pair = run({ credentials: [{ ...clientCredential, timestamps: [own] }] }, server);
    expect(pair.server.negotiated.peerTimestamps).toEqual([own]);
    expect(() => run({ credentials: [clientCredential] }, server)).toThrow(missing);
  });
});

describe('a list of timestamps that is wrong', () => {
  it('is a decode_error when it is empty (RFC 6962, 3.3)', () => {
    const data = Uint8Array.of(0, 0);
    const duel = new Duel(
      { maxVersion: 'TLSv1.2', requestTimestamps: true },
      {},
      serverHello(({ extensions }) => ({ extensions: [...extensions, { type: 18, data }] })),
    );
    expectFailure(duel, 'DECODE_ERROR', 'decode_error');
  });
});
