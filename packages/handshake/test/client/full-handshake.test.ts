import { type CipherSuite, cipherSuites, type GroupName, groups, type KeyType, toHex } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import type { Signer } from '../../src/config.js';
import {
  type ClientOptions,
  clientConfig,
  type ServerOptions,
  serverConfig,
} from '../../src/config-defaults.js';
import { Connection } from '../../src/connection.js';
import { type Decision, type Later, later } from '../../src/decision.js';
import { readClientHello } from '../../src/wire/client-hello.js';
import { TestCa, testTime } from '../support/certificates.js';
import { handshakeBoth, transfer } from '../support/pump.js';

const ca = new TestCa();
const credentials = [ca.issue(nobleProvider), ca.issue(nobleProvider, { keyType: 'rsa' })];
const common = { provider: nobleProvider, now: () => testTime };

function clientOf(options: Partial<ClientOptions> = {}): Connection {
  return new Connection(
    clientConfig({ ...common, anchors: ca.anchors, serverName: 'server.example', ...options }),
  );
}

function serverOf(options: Partial<ServerOptions> = {}): Connection {
  return new Connection(serverConfig({ ...common, credentials, ...options }));
}

/** Data both ways. */
function expectTalk(client: Connection, server: Connection): void {
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    const data = Uint8Array.from({ length: 100 }, (_, i) => i);
    from.write(data);
    transfer(from, to);
    while (to.readable === 0) expect(to.processRecord().kind).toBe('done');
    const into = new Uint8Array(200);
    expect(into.subarray(0, to.read(into))).toEqual(data);
  }
}

describe('a client completes a handshake and talks', () => {
  const usable = cipherSuites.filter((suite) => nobleProvider.supportsSuite(suite));

  it.each(usable.map((suite) => [suite.openssl, suite] as const))(
    'with the suite %s',
    (_, suite: CipherSuite) => {
      const version = suite.tls13 ? 'TLSv1.3' : 'TLSv1.2';
      const options = { cipherSuites: [suite], minVersion: version, maxVersion: version } as const;
      const client = clientOf(options);
      const server = serverOf(options);
      handshakeBoth(client, server);
      expect(client.negotiated.suite).toBe(suite);
      expect(client.negotiated.encryptThenMac).toBe(suite.protection.kind === 'cbc');
      expectTalk(client, server);
    },
  );

  it('with a CBC suite and MAC-then-encrypt, where either end does not want the other (RFC 7366)', () => {
    const options = { cipherSuites: ['ECDHE-RSA-AES128-SHA'], maxVersion: 'TLSv1.2' } as const;
    for (const ours of [true, false]) {
      const client = clientOf({ ...options, encryptThenMac: ours });
      const server = serverOf({ ...options, encryptThenMac: !ours });
      handshakeBoth(client, server);
      expect(client.negotiated.encryptThenMac).toBe(false);
      expectTalk(client, server);
    }
  });

  it.each(groups.map(({ name }) => name).filter((name) => !/ffdhe(?:4|6|8)/.test(name)))(
    'with the group %s, sent at once or asked for',
    (name: GroupName) => {
      for (const keyShares of [[name], []]) {
        const options = { minVersion: 'TLSv1.3', groups: [name] } as const;
        const client = clientOf({ ...options, keyShares });
        const server = serverOf(options);
        handshakeBoth(client, server);
        expect(client.negotiated.group).toBe(name);
        expect(client.negotiated.helloRetryRequest).toBe(keyShares.length === 0);
        expectTalk(client, server);
      }
    },
  );

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('in %s, with bytes coming one by one', (version) => {
    const client = clientOf({ minVersion: version, maxVersion: version });
    const server = serverOf({ minVersion: version, maxVersion: version });
    const trickle = (from: Connection, to: Connection): number => {
      const bytes = from.output.peek().slice();
      from.output.consume(bytes.length);
      for (const byte of bytes) {
        to.receive(Uint8Array.of(byte));
        to.handshake();
      }
      return bytes.length;
    };
    client.handshake();
    while (trickle(client, server) + trickle(server, client) > 0);
    expect([client.isHandshaking, server.isHandshaking]).toEqual([false, false]);
    expectTalk(client, server);
  });

  it('without looking like TLS 1.2 to middleboxes (RFC 8446, D.4)', () => {
    const client = clientOf({ middleboxCompatibility: false });
    const server = serverOf();
    client.handshake();
    const record = client.output.peek();
    expect(readClientHello(record.subarray(9)).sessionId).toHaveLength(0);
    handshakeBoth(client, server);
    expectTalk(client, server);
  });
});

describe('what both ends have after a handshake', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is the same in %s: exported keys, key log, Finished',
    (version) => {
      const logs: Record<'client' | 'server', string[]> = { client: [], server: [] };
      const range = { minVersion: version, maxVersion: version };
      const client = clientOf({ ...range, observer: { keyLog: (line) => logs.client.push(line) } });
      const server = serverOf({ ...range, observer: { keyLog: (line) => logs.server.push(line) } });
      handshakeBoth(client, server);
      expect(logs.client).toEqual(logs.server);
      expect(logs.client.map((line) => line.split(' ')[0])).toEqual(
        version === 'TLSv1.2'
          ? ['CLIENT_RANDOM']
          : [
              'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
              'SERVER_HANDSHAKE_TRAFFIC_SECRET',
              'CLIENT_TRAFFIC_SECRET_0',
              'SERVER_TRAFFIC_SECRET_0',
              'EXPORTER_SECRET',
            ],
      );
      const exported = (from: Connection, context?: Uint8Array): string =>
        toHex(from.exportKeyingMaterial('EXPORTER-test', context, 40));
      for (const context of [undefined, new Uint8Array(0), Uint8Array.of(1, 2)]) {
        expect(exported(client, context)).toBe(exported(server, context));
      }
      const same = exported(client) === exported(client, new Uint8Array(0));
      // RFC 5705, 4: in TLS 1.2 no context and an empty one differ; in TLS 1.3 they do not (RFC 8446, 7.5).
      expect(same).toBe(version === 'TLSv1.3');
      const { clientVerifyData, serverVerifyData, extendedMasterSecret } = client.negotiated;
      expect(server.negotiated).toMatchObject({ clientVerifyData, serverVerifyData, extendedMasterSecret });
      expect(clientVerifyData).toHaveLength(version === 'TLSv1.2' ? 12 : 32);
      expect(client.negotiated.secureRenegotiation).toBe(version === 'TLSv1.2');
    },
  );

  it('logs the key of each KeyUpdate (RFC 9850, 2.1)', () => {
    const lines: string[] = [];
    const client = clientOf({ observer: { keyLog: (line) => lines.push(line) } });
    const server = serverOf();
    handshakeBoth(client, server);
    client.updateKeys(true);
    transfer(client, server);
    expect(server.processRecord().kind).toBe('done');
    expectTalk(client, server);
    const labels = lines.slice(5).map((line) => line.split(' ')[0]);
    expect(labels).toEqual(['CLIENT_TRAFFIC_SECRET_1', 'SERVER_TRAFFIC_SECRET_1']);
  });

  it.each([
    ['a host name', 'server.example', 'server.example'],
    ['a host name with a dot at its end (RFC 6066, 3)', 'Server.Example.', 'server.example'],
    ['no address (RFC 6066, 3)', '192.0.2.1', undefined],
    ['no address of IPv6 (RFC 6066, 3)', '[2001:db8::1]', undefined],
  ])('is the name in SNI: %s', (_, serverName, sent) => {
    const client = clientOf({ serverName, verifyChain: () => 'unverified' });
    const server = serverOf();
    handshakeBoth(client, server);
    expect(server.negotiated.serverName).toBe(sent);
    expect(client.negotiated.serverName).toBe(sent);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is the application protocol in %s (RFC 7301)', (version) => {
    const range = { minVersion: version, maxVersion: version };
    const client = clientOf({ ...range, alpn: ['http/1.1', 'h2'] });
    const server = serverOf({ ...range, alpn: ['h2', 'http/1.1'] });
    handshakeBoth(client, server);
    expect([client.negotiated.alpn, server.negotiated.alpn]).toEqual(['h2', 'h2']);
  });

  it('is the verified path, from the leaf to the anchor', () => {
    const client = clientOf();
    handshakeBoth(client, serverOf());
    expect(client.negotiated.verifiedChain?.path.length).toBe(2);
    const trusting = clientOf({ verifyChain: () => 'unverified' });
    handshakeBoth(trusting, serverOf());
    expect(trusting.negotiated.verifiedChain).toBeUndefined();
    expect(trusting.negotiated.peerChain.length).toBe(1);
  });
});

describe("a client's certificate", () => {
  const issue = (keyType: KeyType) =>
    ca.issue(nobleProvider, { keyType, purpose: 'client', names: ['client'] });
  const asks: Partial<ServerOptions> = { clientCertificate: 'require', anchors: ca.anchors };
  const keyTypes: readonly KeyType[] = ['p256', 'p384', 'p521', 'rsa', 'rsa-pss', 'ed25519', 'ed448'];

  it.each(keyTypes.flatMap((keyType) => [[keyType, 'TLSv1.2'] as const, [keyType, 'TLSv1.3'] as const]))(
    'of type %s is taken in %s',
    (keyType, version) => {
      const range = { minVersion: version, maxVersion: version };
      const client = clientOf({ ...range, credentials: [issue(keyType)] });
      const server = serverOf({ ...range, ...asks });
      handshakeBoth(client, server);
      expect(server.negotiated.verifiedChain?.path.length).toBe(2);
      expect(server.negotiated.peerSignatureScheme).toBe(client.negotiated.signatureScheme);
      expectTalk(client, server);
    },
  );

  it.each(['mldsa44', 'mldsa65', 'mldsa87'] as const)('with a %s key is taken in TLS 1.3', (scheme) => {
    const keyType = scheme.replace('mldsa', 'ml-dsa-') as KeyType;
    const client = clientOf({ credentials: [issue(keyType)] });
    const server = serverOf(asks);
    handshakeBoth(client, server);
    expect(server.negotiated.peerSignatureScheme).toBe(scheme);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is left out in %s where none fits', (version) => {
    const range = { minVersion: version, maxVersion: version };
    // The server takes ECDSA alone, for which the client has no key.
    const signatureSchemes = ['ecdsa_secp256r1_sha256'] as const;
    const client = clientOf({ ...range, credentials: [issue('ed25519')] });
    const server = serverOf({
      ...range,
      credentials: [ca.issue(nobleProvider)],
      signatureSchemes,
      clientCertificate: 'request',
      anchors: ca.anchors,
    });
    handshakeBoth(client, server);
    expect(client.negotiated.certificateRequested).toBe(true);
    expect(client.negotiated.localChain).toEqual([]);
    expect(server.negotiated.peerChain).toEqual([]);
    expectTalk(client, server);
  });

  it('is the one whose authority the server names (RFC 8446, 4.2.4)', () => {
    const other = new TestCa('Other CA').issue(nobleProvider, { purpose: 'client' });
    const named = issue('p256');
    const client = clientOf({ credentials: [other, named] });
    handshakeBoth(client, serverOf({ ...asks, clientAuthorities: [ca.name] }));
    expect(client.negotiated.localChain).toBe(named.chain);
  });

  it('may be chosen by a hook, which sees what the server wants', () => {
    const chosen = issue('p384');
    const seen: number[] = [];
    const client = clientOf({
      selectCredential: ({ authorities, signatureSchemes, version }) => {
        seen.push(version, authorities.length);
        expect(signatureSchemes.length).toBeGreaterThan(0);
        return chosen;
      },
    });
    handshakeBoth(client, serverOf({ ...asks, clientAuthorities: [ca.name] }));
    expect(seen).toEqual([0x0304, 1]);
    expect(client.negotiated.localChain).toBe(chosen.chain);
  });

  it('that a hook chooses and no one takes ends the connection, naming why', () => {
    const client = clientOf({ selectCredential: () => issue('ed25519') });
    const server = serverOf({
      credentials: [ca.issue(nobleProvider)],
      signatureSchemes: ['ecdsa_secp256r1_sha256'],
      ...asks,
    });
    expect(() => handshakeBoth(client, server)).toThrow(/a key of type ed25519/);
    expect(client.failure?.code).toBe('NO_SUITABLE_CERTIFICATE');
  });
});

describe('a client waits for decisions', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'of every kind in %s, and goes on with their answers',
    (version) => {
      const own = ca.issue(nobleProvider, { purpose: 'client' });
      const kinds: string[] = [];
      const range = { minVersion: version, maxVersion: version };
      const slow = <T>(decision: Decision<T>, answer: T): Later => {
        kinds.push(decision.kind);
        queue.push(() => decision.complete(answer));
        return later;
      };
      const queue: (() => void)[] = [];
      const signer = {
        ...own.signer,
        sign: (...[request, decision]: Parameters<Signer['sign']>): Uint8Array | Later => {
          const signature = own.signer.sign(request, decision);
          return signature === later ? later : slow(decision, signature);
        },
      };
      const client = clientOf({
        ...range,
        verifyChain: (_, decision) => slow(decision, 'unverified'),
        selectCredential: (_, decision) => slow(decision, { ...own, signer }),
      });
      const server = serverOf({ ...range, clientCertificate: 'require', anchors: ca.anchors });
      for (let i = 0; i < 20 && (client.isHandshaking || server.isHandshaking); i++) {
        const progress = client.handshake();
        if (progress.kind === 'waits-for') queue.shift()?.();
        server.handshake();
        transfer(client, server);
        transfer(server, client);
      }
      expect(kinds).toEqual(['verify-chain', 'select-credential', 'sign']);
      expectTalk(client, server);
    },
  );

  it('and ends the connection when one fails', () => {
    const client = clientOf({
      verifyChain: (_, decision) => {
        decision.fail(new Error('the store is away'));
        return later;
      },
    });
    expect(() => handshakeBoth(client, serverOf())).toThrow(/the store is away/);
    expect(client.failure).toMatchObject({ code: 'DECISION_FAILED', alert: 'internal_error' });
  });
});
