import { createHash } from 'node:crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../src/config-defaults.js';
import { rawPublicKeyCredential } from '../src/raw-public-key.js';
import { ca, credential, Pair, serverOptions, sessionFrom } from './resumption/pair.js';

const run = (client: Partial<ClientOptions>, server: Partial<ServerOptions> = {}): Pair =>
  new Pair(client, serverOptions(server)).run();
const notReady = expect.objectContaining({ code: 'NOT_READY' });
const tls12 = { maxVersion: 'TLSv1.2' } as const;
const extendedMasterSecret = 23;

describe('channel bindings', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'tls-exporter is the same at both ends of %s (RFC 9266, 4.1)',
    (maxVersion) => {
      const { client, server } = run({ maxVersion });
      const binding = client.channelBinding('tls-exporter');
      expect(binding).toHaveLength(32);
      expect(server.channelBinding('tls-exporter')).toEqual(binding);
      const exported = client.exportKeyingMaterial('EXPORTER-Channel-Binding', new Uint8Array(0), 32);
      expect(binding).toEqual(exported);
      expect(run({ maxVersion }).client.channelBinding('tls-exporter')).not.toEqual(binding);
    },
  );

  it("tls-unique is the client's Finished, or the server's where a session is resumed (RFC 5929, 3.1)", () => {
    const { client, server } = run(tls12);
    expect(client.channelBinding('tls-unique')).toEqual(client.negotiated.clientVerifyData);
    expect(server.channelBinding('tls-unique')).toEqual(client.channelBinding('tls-unique'));
    const options = serverOptions();
    const resumed = new Pair({ ...tls12, session: sessionFrom(options, tls12) }, options).run();
    expect(resumed.client.channelBinding('tls-unique')).toEqual(resumed.server.negotiated.serverVerifyData);
    expect(resumed.server.channelBinding('tls-unique')).toEqual(resumed.client.channelBinding('tls-unique'));
  });

  it('tls-unique is not there in TLS 1.3 (RFC 9266, 3)', () => {
    expect(() => run({}).client.channelBinding('tls-unique')).toThrow(notReady);
  });

  it('are refused without an extended master secret (RFC 7627, 1; RFC 9266, 4.2)', () => {
    const { client, server } = run({ ...tls12, clientHelloShape: { without: [extendedMasterSecret] } });
    for (const end of [client, server]) {
      expect(() => end.channelBinding('tls-unique')).toThrow(notReady);
      expect(() => end.channelBinding('tls-exporter')).toThrow(notReady);
    }
  });

  it.each([
    ['p256', 'sha256'],
    ['rsa', 'sha256'],
  ] as const)(
    'tls-server-end-point hashes the certificate, here of a %s key (RFC 5929, 4.1)',
    (keyType, hash) => {
      const issued = ca.issue(nobleProvider, { keyType });
      const { client, server } = run({}, { credentials: [issued] });
      const digest = new Uint8Array(
        createHash(hash)
          .update(issued.chain[0] ?? '')
          .digest(),
      );
      expect(client.channelBinding('tls-server-end-point')).toEqual(digest);
      expect(server.channelBinding('tls-server-end-point')).toEqual(digest);
    },
  );

  it('tls-server-end-point needs a certificate', () => {
    const credentials = [rawPublicKeyCredential(credential.signer)];
    const verifyPublicKey = () => true;
    const { client, server } = run(
      { peerCertificateTypes: ['rawPublicKey'], verifyPublicKey },
      { credentials },
    );
    for (const end of [client, server]) {
      expect(() => end.channelBinding('tls-server-end-point')).toThrow(notReady);
    }
  });

  it('need a handshake', () => {
    const { client } = new Pair({}, serverOptions());
    expect(() => client.channelBinding('tls-exporter')).toThrow(notReady);
  });
});
