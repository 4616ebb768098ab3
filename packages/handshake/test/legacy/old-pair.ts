import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type Cbc, type CryptoProvider, createProvider, type VersionName } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { legacyVersions } from '@proj/handshake/legacy';
import { keyUsage } from '@tooling/ca';
import { expect } from 'vitest';
import type { ClientOptions, ServerOptions } from '../../src/config-defaults.js';
import type { Connection } from '../../src/connection.js';
import { ca, Pair } from '../resumption/pair.js';
import { testTime } from '../support/certificates.js';
import { transfer } from '../support/pump.js';

/** Triple DES by node:crypto, as a provider that has it would bring it. */
const tripleDes: Cbc = {
  name: '3DES-EDE-CBC',
  keyLength: 24,
  blockLength: 8,
  key: (bytes) => {
    const key = Buffer.from(bytes);
    return {
      encrypt: (iv, blocks) =>
        blocks.set(createCipheriv('des-ede3-cbc', key, iv).setAutoPadding(false).update(blocks)),
      decrypt: (iv, blocks) =>
        blocks.set(createDecipheriv('des-ede3-cbc', key, iv).setAutoPadding(false).update(blocks)),
      destroy: () => key.fill(0),
    };
  },
};

/** The portable provider with Triple DES. */
export const provider: CryptoProvider = createProvider({
  ...nobleProvider,
  cbcs: [...nobleProvider.cbcs, tripleDes],
});

/** A certificate whose RSA key may sign and decrypt. */
export const rsa = ca.issue(provider, {
  keyType: 'rsa',
  extensions: [keyUsage('digitalSignature', 'keyEncipherment')],
});
export const ecdsa = ca.issue(provider);
export const legacy = legacyVersions();

export const oldVersions = ['SSLv3', 'TLSv1', 'TLSv1.1'] as const satisfies readonly VersionName[];

const common = { provider, legacy, groups: ['x25519', 'secp256r1'] } as const;

/** Both ends of ours, in one version with one suite unless told otherwise. */
export function oldPair(
  version: VersionName,
  suite: string,
  client: Partial<ClientOptions> = {},
  server: Partial<ServerOptions> = {},
): Pair {
  const both = { ...common, minVersion: version, maxVersion: version, cipherSuites: [suite] };
  return new Pair(
    { ...both, ...client },
    {
      ...both,
      now: () => testTime,
      anchors: ca.anchors,
      credentials: version === 'SSLv3' ? [rsa] : [rsa, ecdsa],
      ...server,
    },
  );
}

/** What one end reads of what the other writes, all of it, in however many records. */
function carry(from: Connection, to: Connection, text: string): string {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; ) at += from.write(bytes.subarray(at));
  transfer(from, to);
  const heard = new Uint8Array(bytes.length);
  let length = 0;
  while (length < bytes.length && ['done', 'has-data'].includes(to.processRecord().kind))
    length += to.read(heard.subarray(length));
  return new TextDecoder().decode(heard.subarray(0, length));
}

/** Carries text both ways, twice. */
export function expectData({ client, server }: Pair): void {
  for (const text of ['old wine', 'in old bottles']) {
    expect(carry(client, server, text)).toBe(text);
    expect(carry(server, client, text)).toBe(text);
  }
}
