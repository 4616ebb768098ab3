import { TLS12, TLS13 } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { clientConfig, serverConfig } from '../../src/config-defaults.js';
import { Connection } from '../../src/connection.js';
import { TestCa, testTime } from '../support/certificates.js';
import { handshakeBoth, transfer } from '../support/pump.js';

const ca = new TestCa();
const credential = ca.issue(nobleProvider);

describe('a server and a client in memory', () => {
  it.each([TLS12, TLS13] as const)('complete a handshake and exchange data in version %i', (version) => {
    const common = { provider: nobleProvider, minVersion: version, maxVersion: version, now: () => testTime };
    const server = new Connection(serverConfig({ ...common, credentials: [credential] }));
    const client = new Connection(
      clientConfig({ ...common, anchors: ca.anchors, serverName: 'server.example' }),
    );
    handshakeBoth(client, server);
    client.write(Uint8Array.of(1, 2, 3));
    transfer(client, server);
    expect(server.processRecord().kind).toBe('done');
    const into = new Uint8Array(8);
    expect(server.read(into)).toBe(3);
    expect(server.negotiated).toMatchObject({ version, serverName: 'server.example' });
  });
});
