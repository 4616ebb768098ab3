import { describe, expect, test } from 'vitest';
import {
  errorString,
  infoEvents,
  type Ssl,
  type SslContextOptions,
  sslErrors,
  sslModes,
  sslOptions,
  verifyModes,
} from '../../src/index.js';
import { type Duet, duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { ca, clientContext, clientLeaf, newClient, newServer, serverContext } from '../support/peers.js';

const { ALLOW_CLIENT_RENEGOTIATION, NO_RENEGOTIATION } = sslOptions;

interface Setting {
  readonly client?: bigint;
  readonly server?: bigint;
  readonly capacity?: number;
  readonly clientOptions?: Partial<SslContextOptions>;
  readonly serverOptions?: Partial<SslContextOptions>;
}

/** A connection of TLS 1.2 that may be negotiated anew, unless an option says otherwise. */
function connected(setting: Setting = {}): Duet {
  const client = newClient(clientContext({ maxVersion: 'TLSv1.2', ...setting.clientOptions }));
  const server = newServer(serverContext({ trust: ca.root.pem, ...setting.serverOptions }));
  for (const ssl of [client, server]) ssl.clearOptions(NO_RENEGOTIATION);
  client.setOptions(setting.client ?? 0n);
  server.setOptions(setting.server ?? 0n);
  const both = duet(client, server, setting.capacity);
  shakeHands(both);
  return both;
}

const lastError = (ssl: Ssl): string => errorString(ssl.context.errors.last?.code ?? 0);
const counts = ({ client, server }: Duet): number[] => [client.numRenegotiations, server.numRenegotiations];
const pending = ({ client, server }: Duet): boolean[] => [
  client.renegotiatePending,
  server.renegotiatePending,
];

const noData = [-1, sslErrors.WANT_READ];
const nothing = new Uint8Array(64);
const readNothing = (ssl: Ssl): unknown[] => [ssl.read(nothing), ssl.getError(-1)];

/** Both ends read until neither is handshaking or pending any more. */
function settle(both: Duet, turns = 20): void {
  const { client, server } = both;
  for (let i = 0; i < turns && (client.renegotiatePending || server.renegotiatePending); i += 1) {
    client.read(nothing);
    server.read(nothing);
  }
  expect([...pending(both), client.failure, server.failure]).toEqual([false, false, undefined, undefined]);
}

function checkData({ client, server }: Duet): void {
  expect(transfer(client, server, pattern(40))).toEqual(pattern(40));
  expect(transfer(server, client, pattern(41))).toEqual(pattern(41));
}

describe('SSL_renegotiate(3) on a client', () => {
  test('does no I/O: SSL_do_handshake(3) begins and completes it, while the server reads', () => {
    const both = connected({ server: ALLOW_CLIENT_RENEGOTIATION });
    const { client, server, clientBio } = both;
    const before = client.exportKeyingMaterial('EXPORTER-test', 16);
    expect([client.renegotiate(), client.renegotiatePending, clientBio.writePending]).toEqual([1, true, 0]);
    expect([client.inInit, client.numRenegotiations]).toEqual([false, 0]);
    expect([client.doHandshake(), client.getError(-1), client.inInit]).toEqual([
      -1,
      sslErrors.WANT_READ,
      true,
    ]);
    expect(readNothing(server)).toEqual(noData);
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
    expect(readNothing(server)).toEqual(noData);
    expect([client.doHandshake(), ...pending(both)]).toEqual([1, false, false]);
    expect(client.doHandshake()).toBe(1);
    expect(client.exportKeyingMaterial('EXPORTER-test', 16)).not.toEqual(before);
    expect(counts(both)).toEqual([1, 1]);
    checkData(both);
  });

  test('SSL_write(3) drives it too, and so does SSL_read(3)', () => {
    const both = connected({ server: ALLOW_CLIENT_RENEGOTIATION });
    both.client.renegotiate();
    checkData(both);
    expect(counts(both)).toEqual([1, 1]);
    both.client.renegotiate();
    settle(both);
    expect(counts(both)).toEqual([2, 2]);
    checkData(both);
  });

  test('the server is asked for the same session again: abbreviated; or for another one: full', () => {
    const both = connected({ server: ALLOW_CLIENT_RENEGOTIATION });
    expect(both.client.renegotiateAbbreviated()).toBe(1);
    settle(both);
    expect([both.client.sessionReused, both.server.sessionReused]).toEqual([true, true]);
    both.client.renegotiate();
    settle(both);
    expect([both.client.sessionReused, both.server.sessionReused]).toEqual([false, false]);
    checkData(both);
  });

  test.each([
    ['server', [false, false]],
    ['client', [true, true]],
  ] as const)(
    'NO_SESSION_RESUMPTION_ON_RENEGOTIATION on the %s: resumed by client and server %j',
    (role, resumed) => {
      const option = sslOptions.NO_SESSION_RESUMPTION_ON_RENEGOTIATION;
      const both = connected({
        server: ALLOW_CLIENT_RENEGOTIATION,
        [role]: ALLOW_CLIENT_RENEGOTIATION | option,
      });
      both.client.renegotiateAbbreviated();
      settle(both);
      expect([both.client.sessionReused, both.server.sessionReused]).toEqual(resumed);
      checkData(both);
    },
  );

  test.each([1, 17, 512])('over a pair of %i bytes, both reading', (capacity) => {
    const both = connected({ server: ALLOW_CLIENT_RENEGOTIATION, capacity });
    both.client.renegotiate();
    settle(both, 20_000);
    expect(counts(both)).toEqual([1, 1]);
    checkData(both);
  });

  test.each([1, 17, 512])(
    'over a pair of %i bytes, each called only when what it waits for is there',
    (capacity) => {
      const both = connected({ server: ALLOW_CLIENT_RENEGOTIATION, capacity });
      const { client, server, clientBio, serverBio } = both;
      client.renegotiate();
      const ends = [
        { call: () => client.doHandshake(), ssl: client, bio: clientBio, error: 0 },
        { call: () => server.read(nothing), ssl: server, bio: serverBio, error: 0 },
      ];
      ends[0]?.call();
      for (let moved = true; moved && pending(both).includes(true); ) {
        moved = false;
        for (const end of ends) {
          if (end.error === sslErrors.WANT_READ && end.bio.pending === 0) continue;
          if (end.error === sslErrors.WANT_WRITE && end.bio.writeGuarantee === 0) continue;
          end.error = end.ssl.getError(end.call());
          moved = true;
        }
      }
      expect(pending(both)).toEqual([false, false]);
      expect(client.doHandshake()).toBe(1);
      checkData(both);
    },
  );

  test('refused by the server by default: the warning no_renegotiation, which is fatal to the client', () => {
    const both = connected();
    const { client, server } = both;
    client.renegotiate();
    client.doHandshake();
    expect(readNothing(server)).toEqual(noData);
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A000153:SSL routines::no renegotiation');
    expect([server.read(nothing), server.getError(0)]).toEqual([0, sslErrors.SSL]);
    expect(lastError(server)).toBe('error:0A000410:SSL routines::sslv3 alert handshake failure');
    expect(counts(both)).toEqual([1, 0]);
  });
});

describe('SSL_renegotiate(3) on a server', () => {
  test('SSL_do_handshake(3) sends HelloRequest and returns 1; pending until the client’s handshake is read', () => {
    const both = connected();
    const { client, server, serverBio } = both;
    expect([server.renegotiate(), server.renegotiatePending, serverBio.writePending]).toEqual([1, true, 0]);
    expect(server.doHandshake()).toBe(1);
    const sent = serverBio.writePending;
    expect(sent).toBeGreaterThan(0);
    expect([server.doHandshake(), server.renegotiatePending, serverBio.writePending]).toEqual([
      1,
      true,
      sent,
    ]);
    settle(both);
    expect(counts(both)).toEqual([1, 1]);
    checkData(both);
    expect([client.clearNumRenegotiations(), client.numRenegotiations, client.totalRenegotiations]).toEqual([
      1, 0, 1,
    ]);
  });

  test('asks for a certificate that it did not ask for before', () => {
    const identity = { certificate: clientLeaf.chainPem, privateKey: clientLeaf.keyPem };
    const both = connected({ clientOptions: identity });
    const { server } = both;
    expect(server.peerCertificate).toBeUndefined();
    server.verifyMode = verifyModes.PEER | verifyModes.FAIL_IF_NO_PEER_CERT;
    server.renegotiate();
    settle(both);
    expect([server.peerCertificate?.der, server.verifyResult]).toEqual([clientLeaf.certificate, 0]);
    checkData(both);
  });

  test('refused by the client: the warning no_renegotiation is fatal to the server', () => {
    const { client, server } = connected({ client: NO_RENEGOTIATION });
    server.renegotiate();
    server.doHandshake();
    expect(readNothing(client)).toEqual(noData);
    expect([server.read(nothing), server.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(server)).toBe('error:0A000153:SSL routines::no renegotiation');
    expect([client.read(nothing), client.getError(0)]).toEqual([0, sslErrors.SSL]);
  });

  test('without AUTO_RETRY a read returns when it is complete, and all of it is out', () => {
    const both = connected();
    both.client.clearMode(sslModes.AUTO_RETRY);
    both.server.clearMode(sslModes.AUTO_RETRY);
    both.server.renegotiate();
    settle(both);
    checkData(both);
  });
});

test('a renegotiation that a server does while reading ends in the state OK, and its end is told', () => {
  const both = connected({ server: ALLOW_CLIENT_RENEGOTIATION });
  const { client, server } = both;
  const exits: number[] = [];
  server.infoCallback = (_ssl, where, ret) => {
    if ((where & infoEvents.EXIT) !== 0) exits.push(ret);
  };
  expect(client.renegotiate()).toBe(1);
  expect([client.doHandshake(), ...readNothing(server), client.doHandshake()]).toEqual([-1, ...noData, -1]);
  expect([exits.at(-1), server.inInit]).toEqual([-1, true]);
  expect([...readNothing(server), client.doHandshake()]).toEqual([...noData, 1]);
  expect([exits.at(-1), server.inInit]).toEqual([1, false]);
  expect(server.state.long).toBe('SSL negotiation finished successfully');
});

describe('application data in flight', () => {
  test('SSL_read(3) gives data that the server sent before it knew', () => {
    const both = connected({ server: ALLOW_CLIENT_RENEGOTIATION });
    const { client, server } = both;
    client.renegotiate();
    expect(readNothing(client)).toEqual(noData);
    server.write(pattern(20));
    const into = new Uint8Array(30);
    expect([client.read(into), client.inInit]).toEqual([20, true]);
    expect(into.subarray(0, 20)).toEqual(pattern(20));
    settle(both);
    checkData(both);
  });

  test('within SSL_do_handshake(3) it is a failure: unexpected record', () => {
    const { client, server } = connected({ server: ALLOW_CLIENT_RENEGOTIATION });
    client.renegotiate();
    client.doHandshake();
    server.write(pattern(20));
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A0000F5:SSL routines::unexpected record');
  });

  test('a server reads what the client sent before HelloRequest reached it', () => {
    const both = connected();
    const { client, server } = both;
    server.renegotiate();
    server.doHandshake();
    client.write(pattern(9));
    const into = new Uint8Array(30);
    expect([server.read(into), server.renegotiatePending]).toEqual([9, true]);
    settle(both);
    expect(counts(both)).toEqual([1, 1]);
  });

  test('begins only when what has come is read', () => {
    const both = connected({ server: ALLOW_CLIENT_RENEGOTIATION });
    const { client, server, clientBio } = both;
    server.write(pattern(9));
    expect(client.peek(nothing)).toBe(9);
    client.renegotiate();
    expect([client.doHandshake(), clientBio.writePending, client.numRenegotiations]).toEqual([1, 0, 0]);
    expect(client.read(nothing)).toBe(9);
    expect([client.doHandshake(), client.numRenegotiations]).toEqual([-1, 1]);
    settle(both);
    checkData(both);
  });
});

describe('SSL_renegotiate(3) is refused: 0, and the queue says why', () => {
  test.each([
    ['renegotiate', 'TLSv1.3', 0n, 'error:0A00010A:SSL routines::wrong ssl version'],
    ['renegotiateAbbreviated', 'TLSv1.3', 0n, 'error:0A00010A:SSL routines::wrong ssl version'],
    ['renegotiate', 'TLSv1.2', NO_RENEGOTIATION, 'error:0A000153:SSL routines::no renegotiation'],
    ['renegotiateAbbreviated', 'TLSv1.2', NO_RENEGOTIATION, 'error:0A000153:SSL routines::no renegotiation'],
  ] as const)('%s, %s, options %i', (call, maxVersion, client, error) => {
    const both = connected({ client, server: client, clientOptions: { maxVersion } });
    for (const ssl of [both.client, both.server]) {
      expect([ssl[call](), lastError(ssl), ssl.renegotiatePending]).toEqual([0, error, false]);
    }
    checkData(both);
  });

  test('by default', () => {
    expect([newClient().renegotiate(), newServer().renegotiate()]).toEqual([0, 0]);
  });

  test('before the first handshake, and after SSL_shutdown(3)', () => {
    const fresh = newClient();
    fresh.clearOptions(NO_RENEGOTIATION);
    expect([fresh.renegotiate(), lastError(fresh)]).toEqual([
      0,
      'error:0A000079:SSL routines::still in init',
    ]);
    const { client } = connected();
    client.shutdown();
    expect([client.renegotiate(), lastError(client)]).toEqual([
      0,
      'error:0A0000CF:SSL routines::protocol is shutdown',
    ]);
  });
});

test.each([
  ['TLSv1.2', true],
  ['TLSv1.3', false],
] as const)('SSL_get_secure_renegotiation_support(3), %s: %s', (maxVersion, support) => {
  const { client, server } = connected({ clientOptions: { maxVersion } });
  expect([client.secureRenegotiationSupport, server.secureRenegotiationSupport]).toEqual([support, support]);
  expect(newClient().secureRenegotiationSupport).toBe(false);
});
