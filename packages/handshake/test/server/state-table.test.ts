import { deflateSync, inflateSync } from 'node:zlib';
import { nobleProvider } from '@proj/crypto/noble';
import { contentTypes } from '@proj/record';
import { extendedKeyUsage } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { CertificateCompression } from '../../src/certificate-compression.js';
import type { ClientOptions, ServerOptions } from '../../src/config-defaults.js';
import { MemorySessionStore } from '../../src/resumption/session-store.js';
import { type MessageName, type StateName, stateTable } from '../../src/states/table.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { writeKeyUpdate } from '../../src/wire/key-update.js';
import { Pair, serverOptions, sessionFrom } from '../resumption/pair.js';
import { testTime } from '../support/certificates.js';
import { ca, clientCredential, Duel, unchanged } from './duel.js';

/** A message that a state took, and the state after it. */
type Step = readonly [from: StateName, message: MessageName, to: StateName];

/** Runs a duel and more; the server's steps. */
function steps(
  server: Partial<ServerOptions>,
  client: Partial<ClientOptions>,
  more?: (duel: Duel) => void,
): Step[] {
  const taken: { readonly from: StateName; readonly message: MessageName }[] = [];
  const duel: Duel = new Duel(
    {
      ...server,
      observer: {
        transition: (direction, message) => {
          const from = duel.server.stateName;
          if (direction === 'read' && from !== 'idle') taken.push({ from, message });
        },
      },
    },
    unchanged,
    client,
  );
  duel.run();
  more?.(duel);
  const last = duel.server.stateName;
  if (last === 'idle') throw new Error('the server never began');
  return taken.map(({ from, message }, i) => [from, message, taken[i + 1]?.from ?? last]);
}

/** Resumes a session; the server's steps. */
function resumingSteps(
  server: Partial<ServerOptions>,
  client: Partial<ClientOptions>,
  early: boolean,
): Step[] {
  const taken: { readonly from: StateName; readonly message: MessageName }[] = [];
  const options = serverOptions(server);
  const session = sessionFrom(options, client);
  const pair: Pair = new Pair(
    { ...client, session },
    {
      ...options,
      observer: {
        transition: (direction, message) => {
          const from = pair.server.stateName;
          if (direction === 'read' && from !== 'idle') taken.push({ from, message });
        },
      },
    },
  );
  if (early) pair.client.writeEarlyData(Uint8Array.of(1));
  pair.runWithEarlyData();
  const last = pair.server.stateName;
  if (last === 'idle') throw new Error('the server never began');
  return taken.map(({ from, message }, i) => [from, message, taken[i + 1]?.from ?? last]);
}

const withEarlyData = { maxEarlyData: 100, sessionStore: new MemorySessionStore({ now: () => testTime }) };
const only12 = { maxVersion: 'TLSv1.2' } as const;
const credentials = [clientCredential];
const zlib: CertificateCompression = {
  id: 1,
  compress: (data) => new Uint8Array(deflateSync(data)),
  decompress: (data, maxOutputLength) => new Uint8Array(inflateSync(data, { maxOutputLength })),
};
const compressing = { certificateCompression: [zlib] };
/** A chain that there is something to compress in. */
const long = [
  {
    ...clientCredential,
    chain: [...clientCredential.chain, ...clientCredential.chain, ...clientCredential.chain],
  },
];
const request = { clientCertificate: 'request' } as const;
const retried = { groups: ['secp256r1'] } as const;
const retrying = { groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] } as const;

const renegotiation = { refuse: false, allowClientRenegotiation: true } as const;
const again = (duel: Duel): void => {
  duel.client.renegotiate();
  duel.runOn();
};

const willing = { postHandshakeAuth: true } as const;
const askLater = (duel: Duel): void => {
  duel.server.requestClientCertificate(false);
  duel.flushServer();
  duel.runOn();
};

/** The steps of a server whose client steps up. */
function gatedSteps(server: Partial<ServerOptions>): Step[] {
  const gated = ca.issue(nobleProvider, {
    extensions: [extendedKeyUsage('1.3.6.1.4.1.311.10.3.3')],
  });
  const stepUpCipherSuites = ['ECDHE-ECDSA-AES256-GCM-SHA384'];
  return steps({ ...server, credentials: [gated] }, { ...only12, stepUpCipherSuites });
}

const observed: readonly Step[] = [
  ...steps({}, {}, (duel) => {
    const keyUpdate = writeKeyUpdate({ updateRequested: false });
    duel.client.sendRecord(
      contentTypes.handshake,
      Uint8Array.of(handshakeTypes.keyUpdate, 0, 0, keyUpdate.length, ...keyUpdate),
    );
    duel.client.services.trafficSecrets?.updateWriteKey();
    duel.runOn();
  }),
  ...steps(request, {}),
  ...steps(request, { credentials }),
  ...steps({}, willing, askLater),
  ...steps({}, { ...willing, credentials }, askLater),
  ...steps({ ...request, ...compressing }, { ...compressing, credentials: long }),
  ...steps(compressing, { ...willing, ...compressing, credentials: long }, askLater),
  ...steps(retried, retrying),
  ...steps({ ...request, ...retried }, retrying),
  ...steps({}, only12, (duel) => {
    duel.client.sendRecord(contentTypes.handshake, Uint8Array.of(handshakeTypes.clientHello, 0, 0, 0));
    duel.runOn();
  }),
  ...resumingSteps({}, only12, false),
  ...resumingSteps(withEarlyData, { earlyData: true }, true),
  ...steps({ renegotiation }, only12, again),
  ...gatedSteps({ serverGatedRestart: true }),
  ...gatedSteps({ serverGatedRestart: true, ...request }),
  ...steps({ ...request, renegotiation }, only12, again),
  ...steps(request, only12),
  ...steps(request, { ...only12, credentials }),
];

const written: readonly Step[] = (Object.entries(stateTable) as [StateName, (typeof stateTable)[StateName]][])
  .filter(([, { role }]) => role === 'server')
  .flatMap(([from, { accepts }]) =>
    (Object.entries(accepts) as [MessageName, readonly StateName[]][]).flatMap(([message, next]) =>
      next.map((to): Step => [from, message, to]),
    ),
  );

const text = (all: readonly Step[]): string[] =>
  [...new Set(all.map(([from, message, to]) => `${from} -- ${message} --> ${to}`))].sort();

describe("the server's part of the state table", () => {
  it('holds every step that a server takes, and no other', () => {
    expect(text(observed)).toEqual(text(written));
  });
});
