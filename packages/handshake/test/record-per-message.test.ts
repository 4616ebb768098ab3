import { TLS12, TLS13 } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { clientConfig, serverConfig } from '../src/config-defaults.js';
import { Connection } from '../src/connection.js';
import { TestCa, testTime } from './support/certificates.js';
import { handshakeBoth, transfer } from './support/pump.js';

const ca = new TestCa();
const credential = ca.issue(nobleProvider);

/** How many records the server's first flight takes. */
function serverFlight(version: typeof TLS12 | typeof TLS13, recordPerMessage: boolean): number {
  const common = {
    provider: nobleProvider,
    now: () => testTime,
    minVersion: version,
    maxVersion: version,
  } as const;
  const client = new Connection(
    clientConfig({ ...common, anchors: ca.anchors, serverName: 'server.example' }),
  );
  const server = new Connection(serverConfig({ ...common, credentials: [credential], recordPerMessage }));
  client.handshake();
  transfer(client, server);
  server.handshake();
  const records = countRecords(server.output.peek());
  transfer(server, client);
  handshakeBoth(client, server);
  return records;
}

function countRecords(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; count += 1)
    at += 5 + (((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0));
  return count;
}

describe('handshake messages and records (RFC 8446, 5.1)', () => {
  it.each([
    ['TLS 1.2', TLS12, 1, 4],
    ['TLS 1.3', TLS13, 3, 6],
  ] as const)(
    'the messages of a flight of %s share records, or have one each where that is wanted',
    (_name, version, shared, each) => {
      expect(serverFlight(version, false)).toBe(shared);
      expect(serverFlight(version, true)).toBe(each);
    },
  );
});
