import {
  type CipherSuite,
  cipherSuites,
  type Group,
  groups,
  type KeyType,
  type NegotiatedSignatureScheme,
  schemeFitsKey,
  signatureSchemes,
  TLS12,
  TLS13,
} from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { Connection, type Credential, clientConfig, serverConfig } from '../src/index.ts';
import { TestCa, testTime } from './support/certificates.js';
import { handshakeBoth, transfer } from './support/pump.js';

type Version = typeof TLS12 | typeof TLS13;

/** One handshake: what both ends are allowed to use. */
interface Cell {
  readonly version: Version;
  readonly suite: CipherSuite;
  readonly group: Group;
  readonly scheme: NegotiatedSignatureScheme;
  readonly keyType: KeyType;
}

const ca = new TestCa();
const credentials = new Map<KeyType, Credential>();

/** A certificate for a kind of key, made once. */
function credentialOf(keyType: KeyType): Credential {
  const known = credentials.get(keyType) ?? ca.issue(nobleProvider, { keyType });
  credentials.set(keyType, known);
  return known;
}

const curves: readonly KeyType[] = ['p256', 'p384', 'p521'];

/** Whether these go together (RFC 5246, 7.4.3; RFC 8422, 2 and 5.1; RFC 8446, B.3.1.3). */
function fits({ version, suite, group, scheme, keyType }: Cell): boolean {
  if (suite.tls13 !== (version === TLS13) || !nobleProvider.supportsSuite(suite)) return false;
  if (!schemeFitsKey(scheme, keyType, version)) return false;
  if (version === TLS13) return true;
  const isRsa = keyType.startsWith('rsa');
  return (
    group.tls12 &&
    (suite.keyExchange === 'dhe') === (group.kind === 'ffdh') &&
    (suite.authentication === 'rsa') === isRsa &&
    !keyType.startsWith('ml-dsa')
  );
}

/** All combinations that go together. */
function allCells(version: Version): Cell[] {
  return groups
    .flatMap((group) =>
      signatureSchemes.flatMap((scheme) =>
        keyTypesOf(scheme).flatMap((keyType) =>
          cipherSuites.map((suite) => ({ version, suite, group, scheme, keyType })),
        ),
      ),
    )
    .filter(fits);
}

/** A TLS 1.2 server may use an ECDSA scheme with any curve (RFC 8446, 4.2.3). */
function keyTypesOf({ algorithm, keyTypes }: NegotiatedSignatureScheme): readonly KeyType[] {
  return algorithm.kind === 'ecdsa' ? curves : keyTypes;
}

const pairsOf = ({ suite, group, scheme, keyType }: Cell): string[] => [
  `${suite.name} ${group.name}`,
  `${suite.name} ${scheme.name} ${keyType}`,
  `${group.name} ${scheme.name} ${keyType}`,
];

/** Cells that hold every pair of suite, group and signature which any cell holds. */
function everyPair(cells: readonly Cell[]): Cell[] {
  const missing = new Set(cells.flatMap(pairsOf));
  const chosen: Cell[] = [];
  for (const wanted of [3, 2, 1]) {
    for (const cell of cells) {
      const fresh = pairsOf(cell).filter((pair) => missing.has(pair));
      if (fresh.length < wanted) continue;
      chosen.push(cell);
      for (const pair of fresh) missing.delete(pair);
    }
  }
  return chosen;
}

/** A client that takes anything, and a server that is bound to the cell. */
function pair({ version, suite, group, scheme, keyType }: Cell): { client: Connection; server: Connection } {
  const common = {
    provider: nobleProvider,
    now: () => testTime,
    minVersion: version,
    maxVersion: version,
    cipherSuites: [suite],
  };
  const server = serverConfig({
    ...common,
    groups: [group.name],
    signatureSchemes: [scheme.name],
    credentials: [credentialOf(keyType)],
    ...(group.kind === 'ffdh' && { dhGroup: group.name }),
  });
  const client = clientConfig({
    ...common,
    groups: groups.map(({ name }) => name),
    keyShares: [group.name],
    signatureSchemes: signatureSchemes.map(({ name }) => name),
    anchors: ca.anchors,
    serverName: 'server.example',
  });
  return { client: new Connection(client), server: new Connection(server) };
}

/** One record of data, longer than one of AES's blocks and no multiple of it. */
const data = Uint8Array.from({ length: 77 }, (_, i) => i);

function echo(from: Connection, to: Connection): Uint8Array {
  from.write(data);
  transfer(from, to);
  while (to.readable === 0) to.processRecord();
  const into = new Uint8Array(2 * data.length);
  return into.subarray(0, to.read(into));
}

/** Milliseconds for one suite's handshakes, on a machine with other things to do. */
const timeout = 60_000;

describe.each([
  ['TLS 1.2', TLS12],
  ['TLS 1.3', TLS13],
] as const)('%s, every pair of suite, group and signature', (_, version) => {
  const cells = everyPair(allCells(version));
  const suites = [...new Set(cells.map(({ suite }) => suite))];

  it.each(suites.map((suite) => [suite.openssl, suite] as const))('with %s', { timeout }, (_name, suite) => {
    for (const cell of cells.filter((one) => one.suite === suite)) {
      const { client, server } = pair(cell);
      handshakeBoth(client, server);
      const { group, scheme } = cell;
      expect(server.negotiated).toMatchObject({ version, suite, group: group.name });
      expect(client.negotiated).toMatchObject({ version, suite });
      // What a TLS 1.2 client sees of a finite field is its prime.
      if (version === TLS13 || group.kind !== 'ffdh') expect(client.negotiated.group).toBe(group.name);
      expect(server.negotiated.signatureScheme).toBe(scheme.name);
      expect(client.negotiated.peerSignatureScheme).toBe(scheme.name);
      expect(echo(client, server)).toEqual(data);
      expect(echo(server, client)).toEqual(data);
    }
  });
});
