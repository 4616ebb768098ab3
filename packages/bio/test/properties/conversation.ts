import { type CryptoProvider, type VersionName, versions } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { legacyVersions } from '@proj/handshake/legacy';
import { keyUsage } from '@tooling/ca';
import { expect } from 'vitest';
import { type Bio, type Ssl, type SslContext, sslErrors } from '../../src/index.js';
import { pattern } from '../support/drive.js';
import { ca, clientContext, newClient, newServer, serverContext } from '../support/peers.js';
import type { End, Splits, Transport } from './transports.js';

/** What a conversation came to: what each call did in the end, and all bytes that each end sent. */
export interface Outcome {
  readonly client: readonly string[];
  readonly server: readonly string[];
  readonly clientBytes: string;
  readonly serverBytes: string;
}

/** The same bytes each time; a generator of Marsaglia's, good enough for a test and for nothing else. */
function repeatable(seed: number): CryptoProvider['random'] {
  let state = seed;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes[i] = state;
    }
    return bytes;
  };
}

/** No time passes in a conversation, nor between two. */
const now = Date.now();
/** SSL 3.0 has no curves: its keys are exchanged by RSA. */
const rsa = ca.issue({ keyType: 'rsa', extensions: [keyUsage('digitalSignature', 'keyEncipherment')] });

function prepared(context: SslContext, version: VersionName): SslContext {
  if (versions[version] < versions['TLSv1.2']) {
    context.legacy = legacyVersions();
    context.setCipherList('ALL:@SECLEVEL=0');
  }
  context.minVersion = versions[version];
  context.maxVersion = versions[version];
  context.now = () => now;
  return context;
}

const data = { client: pattern(3000), server: pattern(2500) };

/** The calls of each end, in order. Each waits for the other's reading only where that is reading. */
function plan({ ssl, ...end }: End, role: 'client' | 'server'): (() => number)[] {
  const into = new Uint8Array(4000);
  const [mine, theirs] = role === 'client' ? [data.client, data.server] : [data.server, data.client];
  let got = 0;
  const readAll = (): number => {
    while (got < theirs.length) {
      const ret = end.read(into.subarray(got));
      if (ret <= 0) return ret;
      got += ret;
    }
    expect(into.subarray(0, got)).toEqual(theirs);
    return got;
  };
  const write = (): number => end.write(mine);
  const flush = (): number => ssl.writeBio?.flush() ?? -1;
  const shutdown = (): number => ssl.shutdown();
  const handshake = (): number => end.doHandshake();
  // BIO_f_ssl(3) too answers 0 at close_notify.
  const readEnd = (): number => end.read(into);
  return role === 'client'
    ? [handshake, readAll, write, flush, shutdown, shutdown]
    : [handshake, write, flush, readAll, readEnd, shutdown];
}

/** Whether a call is to be repeated. */
function waits(ssl: Ssl, ret: number): boolean {
  if (ret >= 0) return false;
  const error = ssl.getError(ret);
  const isFlush = ssl.writeBio?.shouldRetry === true;
  return error === sslErrors.WANT_READ || error === sslErrors.WANT_WRITE || isFlush;
}

/** A whole connection: handshake, data both ways, shutdown both ways. */
export function converse(
  version: VersionName,
  splits: Splits,
  transportOf: (splits: Splits) => Transport,
  endOf: (ssl: Ssl, bio: Bio) => End,
): Outcome {
  const contexts = {
    client: clientContext({ provider: { ...nobleProvider, random: repeatable(1) } }),
    server: serverContext({
      provider: { ...nobleProvider, random: repeatable(2) },
      ...(version === 'SSLv3' && { certificate: rsa.chainPem, privateKey: rsa.keyPem }),
    }),
  };
  const transport = transportOf(splits);
  const client = newClient(prepared(contexts.client, version));
  const server = newServer(prepared(contexts.server, version));
  const ends = {
    client: endOf(client, transport.client),
    server: endOf(server, transport.server),
  };
  const done = { client: [] as string[], server: [] as string[] };
  const left = { client: plan(ends.client, 'client'), server: plan(ends.server, 'server') };
  for (let turns = 0; left.client.length + left.server.length > 0; turns += 1) {
    if (turns > 200_000)
      throw new Error(`stuck: ${left.client.length} and ${left.server.length} calls are left`);
    for (const role of ['client', 'server'] as const) {
      const [call] = left[role];
      if (!call) continue;
      const { ssl } = ends[role];
      const ret = call();
      if (waits(ssl, ret)) continue;
      if (ret < 0) throw ssl.failure ?? new Error(`the ${role}'s call failed: ${ssl.getError(ret)}`);
      left[role].shift();
      done[role].push(`${ret} ${ssl.state.short} ${ssl.shutdownState}`);
    }
    transport.pump();
  }
  const hex = (bytes: readonly number[]): string => Buffer.from(bytes).toString('hex');
  return { ...done, clientBytes: hex(transport.tap.client), serverBytes: hex(transport.tap.server) };
}
