import { afterAll, describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../../src/config-defaults.js';
import { Duel as ClientDuel, ca as serverCa } from '../client/hostile-server.js';
import { ca as clientCa, clientCredential, Duel as ServerDuel } from '../server/duel.js';
import { type Mutation, mutationsOf, type Sent } from './mutations.js';
import { type Outcome, outcomeOf } from './outcome.js';

/** How many are tried per role and version; all with HOSTILE=all, which takes minutes: `pnpm --filter @tooling/nightly hostile`. */
const sample = process.env['HOSTILE'] === 'all' ? Number.POSITIVE_INFINITY : 150;
/** Of all mutations, those that must end in an error; the issue of the rest is as good. */
const wanted = 5000;
/** Milliseconds that one handshake may take, on a machine that does other work too. */
const mostTime = 5000;

/** Plenty of extensions, so that there are many fields; groups of elliptic curves, so that it is quick. */
const client: Partial<ClientOptions> = {
  groups: ['x25519', 'secp256r1'],
  alpn: ['h2', 'http/1.1'],
  requestTimestamps: true,
  requestStatus: 'chain',
  recordSizeLimit: 16_000,
};
const server: Partial<ServerOptions> = {
  groups: ['x25519', 'secp256r1'],
  alpn: ['h2'],
  clientCertificate: 'require',
  clientAuthorities: [clientCa.name],
};

type Run = (change: (sent: Sent, index: number) => readonly Sent[], changed: number) => Outcome;

/** Runs a handshake in which the peer's messages go through `change`; what became of our end. */
function running(role: 'client' | 'server', range: Partial<ClientOptions & ServerOptions>): Run {
  return (change, changed) => {
    let index = -1;
    const mutate = (sent: Sent): readonly Sent[] => {
      index += 1;
      return change(sent, index);
    };
    if (role === 'client') {
      const options = { ...client, ...range, credentials: [clientCredential], anchors: serverCa.anchors };
      const duel = new ClientDuel(options, { ...server, ...range, anchors: clientCa.anchors }, mutate);
      const thrown = attempt(() => duel.runOn());
      return outcomeOf(duel.client, changed, thrown, duel.server.isConnected);
    }
    const options = { ...client, ...range, credentials: [clientCredential] };
    const duel = new ServerDuel({ ...server, ...range }, mutate, options);
    const thrown = attempt(() => duel.run());
    return outcomeOf(duel.server, changed, thrown, duel.client.isConnected);
  };
}

function attempt(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Every n-th, the last one included, so that all messages take part. */
function sampled(mutations: readonly Mutation[]): Mutation[] {
  const step = Math.max(1, Math.floor(mutations.length / sample));
  return mutations.filter((_, index) => index % step === 0);
}

const counts: Record<string, Record<string, number>> = {};
afterAll(() => {
  if (sample === Number.POSITIVE_INFINITY) console.log(JSON.stringify(counts));
});

describe.each(['client', 'server'] as const)('a %s whose peer changes one field of one message', (role) => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'ends a %s handshake with an alert that the RFC allows, in bounded memory and time',
    (version) => {
      const run = running(role, { minVersion: version, maxVersion: version });
      const flow: Sent[] = [];
      const right = run((sent) => {
        flow.push(sent);
        return [sent];
      }, -1);
      expect(right).toEqual({ kind: 'accepted' });
      const all = mutationsOf(flow);
      const tried = sampled(all);
      const count: Record<Outcome['kind'], number> = { refused: 0, accepted: 0, abandoned: 0, waiting: 0 };
      for (const { name, message, apply } of tried) {
        const before = performance.now();
        const type = flow[message]?.type ?? -1;
        const outcome = run((sent, index) => (index === message ? apply(sent) : [sent]), type);
        expect(performance.now() - before, name).toBeLessThan(mostTime);
        count[outcome.kind] += 1;
      }
      counts[`${role} ${version}`] = count;
      expect(count.refused).toBeGreaterThanOrEqual(Math.min(wanted, Math.floor(tried.length / 2)));
    },
    3_600_000,
  );
});
