import { nobleProvider } from '@proj/crypto/noble';
import { extendedKeyUsage } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../../src/config-defaults.js';
import { clientConfig, serverConfig } from '../../src/config-defaults.js';
import { Connection } from '../../src/connection.js';
import { type ClientHello, readClientHello } from '../../src/wire/client-hello.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { type Change, ca, clientCredential, Duel, ecdsa, expectRefusal } from '../server/duel.js';
import { clientHello, extension, without } from '../server/edits.js';
import { testTime } from '../support/certificates.js';
import { handshakeBoth, transfer } from '../support/pump.js';

const weak = 'ECDHE-ECDSA-AES128-GCM-SHA256';
const strong = 'ECDHE-ECDSA-AES256-GCM-SHA384';
const gatedBy = (id: string) => ca.issue(nobleProvider, { extensions: [extendedKeyUsage(id)] });
const microsoft = gatedBy('1.3.6.1.4.1.311.10.3.3');
const netscape = gatedBy('2.16.840.1.113730.4.1');
const serverAuth = '1.3.6.1.5.5.7.3.1';
const serverAndGated = ca.issue(nobleProvider, {
  extensions: [extendedKeyUsage(serverAuth, '1.3.6.1.4.1.311.10.3.3')],
});

const common = { provider: nobleProvider, now: () => testTime, anchors: ca.anchors };
const stepping = {
  maxVersion: 'TLSv1.2',
  cipherSuites: [weak],
  stepUpCipherSuites: [strong],
} as const;

/** A client and a server whose handshake has come as far as it can. */
function pair(
  server: Partial<ServerOptions>,
  client: Partial<ClientOptions> = stepping,
): { readonly client: Connection; readonly server: Connection } {
  return {
    client: new Connection(clientConfig({ ...common, serverName: 'server.example', ...client })),
    server: new Connection(
      serverConfig({ ...common, credentials: [microsoft], serverGatedRestart: true, ...server }),
    ),
  };
}

/** A client that sends its first ClientHello again in the place of ClientKeyExchange, as often as told. */
function restarting(times: number, edit: (hello: ClientHello) => Partial<ClientHello> = () => ({})): Change {
  let hello: Uint8Array | undefined;
  let left = times;
  return (message, services) => {
    if (message.type === handshakeTypes.clientHello) hello ??= message.body;
    if (message.type !== handshakeTypes.clientKeyExchange || !hello || left === 0) return [message];
    const hellos = Array.from({ length: left }, () => hello ?? message.body);
    left = 0;
    return hellos.flatMap((body) => clientHello(edit)({ type: handshakeTypes.clientHello, body }, services));
  };
}

describe('a client with stepUpCipherSuites', () => {
  it.each([
    ["Microsoft's purpose", microsoft],
    ["Netscape's purpose", netscape],
    ['a purpose beside serverAuth', serverAndGated],
  ])('begins anew with them for a certificate of server-gated cryptography: %s', (_, credential) => {
    const { client, server } = pair({ credentials: [credential] });
    handshakeBoth(client, server);
    expect(client.negotiated.suite?.openssl).toBe(strong);
    expect([client.restarts, server.restarts]).toEqual([1, 1]);
    expect([client.renegotiations, server.renegotiations]).toEqual([0, 0]);
    client.write(Uint8Array.of(1, 2, 3));
    transfer(client, server);
    server.processRecord();
    expect(server.readable).toBe(3);
  });

  it('is then in an initial handshake as ever (RFC 5746, 3.4)', () => {
    const hellos: ClientHello[] = [];
    const { client, server } = pair({
      observer: {
        message: (direction, _version, type, bytes) => {
          if (direction === 'read' && type === 22 && bytes[0] === handshakeTypes.clientHello)
            hellos.push(readClientHello(bytes.slice(4)));
        },
      },
    });
    handshakeBoth(client, server);
    expect(hellos).toHaveLength(2);
    for (const { extensions } of hellos)
      expect(extensions.find(({ type }) => type === 0xff01)?.data).toEqual(Uint8Array.of(0));
    expect(client.negotiated.secureRenegotiation).toBe(true);
  });

  it('does not for another certificate', () => {
    const { client, server } = pair({ credentials: [ecdsa] });
    handshakeBoth(client, server);
    expect([client.negotiated.suite?.openssl, client.restarts]).toEqual([weak, 0]);
  });

  it('needs TLS 1.2', () => {
    const options = {
      ...stepping,
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
      cipherSuites: undefined,
    } as const;
    expect(() => pair({}, options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
  });
});

describe('a server with serverGatedRestart', () => {
  it('answers each hello with a flight of its own, and reports the restart between them', () => {
    const { client, server } = pair({});
    client.handshake();
    transfer(client, server);
    server.handshake();
    transfer(server, client);
    client.handshake();
    transfer(client, server);
    expect(server.restarts).toBe(0);
    server.handshake();
    expect([server.restarts, server.isHandshaking, server.bufferedInput]).toEqual([1, true, 0]);
    expect(server.output.pending).toBeGreaterThan(0);
    handshakeBoth(client, server);
  });

  it('lets a client begin anew where it was asked for a certificate', () => {
    const { client, server } = pair(
      { clientCertificate: 'require' },
      { ...stepping, credentials: [clientCredential] },
    );
    handshakeBoth(client, server);
    expect([server.restarts, server.negotiated.peerChain.length]).toEqual([1, clientCredential.chain.length]);
  });

  it('refuses a second restart (CVE-2011-4619)', () => {
    const duel = new Duel({ serverGatedRestart: true }, restarting(2), { maxVersion: 'TLSv1.2' });
    expect(() => duel.run()).toThrow(
      expect.objectContaining({ code: 'MULTIPLE_SGC_RESTARTS', alert: 'unexpected_message' }),
    );
    expect(duel.server.restarts).toBe(1);
  });

  it.each<[string, boolean, (hello: ClientHello) => Partial<ClientHello>]>([
    ['the empty extension', true, () => ({})],
    [
      'the signalling suite',
      true,
      ({ cipherSuites, extensions }) => ({
        cipherSuites: [...cipherSuites, 0xff],
        extensions: without(extensions, 0xff01),
      }),
    ],
    ['neither', false, ({ extensions }) => ({ extensions: without(extensions, 0xff01) })],
  ])('takes hellos with %s, as of an initial handshake (RFC 5746, 3.6)', (_, secure, edit) => {
    const client = { ...stepping, legacyServerConnect: true };
    const duel = new Duel(
      { serverGatedRestart: true, credentials: [microsoft] },
      clientHello(edit),
      client,
    ).run();
    expect(duel.server).toMatchObject({ restarts: 1, negotiated: { secureRenegotiation: secure } });
    expect(duel.client.isConnected).toBe(true);
  });

  it('refuses a second hello that says it renegotiates (RFC 5746, 3.6)', () => {
    const edit = ({ extensions }: ClientHello): Partial<ClientHello> => ({
      extensions: [...without(extensions, 0xff01), extension(0xff01, `0c${'00'.repeat(12)}`)],
    });
    const duel = new Duel({ serverGatedRestart: true }, restarting(1, edit), { maxVersion: 'TLSv1.2' });
    expectRefusal(duel, 'RENEGOTIATION_MISMATCH', 'handshake_failure');
  });
});

describe('a server without serverGatedRestart', () => {
  it.each(['none', 'require'] as const)(
    'refuses a second hello, client certificate: %s',
    (clientCertificate) => {
      const duel = new Duel(
        { credentials: [microsoft], clientCertificate },
        (message) => [message],
        stepping,
      );
      expectRefusal(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message');
    },
  );
});
