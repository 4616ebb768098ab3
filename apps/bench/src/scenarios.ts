import { nobleProvider } from '@proj/crypto/noble';
import { nodeProvider } from '@proj/node-adapter';
import type { Contender, Transport } from './contender.ts';
import { bareHandshake, sealAndOpen } from './contenders/floor.ts';
import { nodeTls } from './contenders/node-tls.ts';
import { ours } from './contenders/ours.ts';
import type { Workload } from './measure.ts';
import { type Profile, tls12Profile, tls13Profile } from './profile.ts';

/** One thing to compare by. */
export interface Scenario {
  readonly name: string;
  /** What one repetition counts as. */
  readonly unit: string;
  /** How many units a repetition is. */
  readonly amount: number;
  /** Makes the contenders ready. `node:tls` is the one that the others are held against; `floor` is no TLS at all. */
  prepare(): Promise<Workload[]>;
}

const providers = [
  { name: 'native', provider: nodeProvider },
  { name: 'noble', provider: nobleProvider },
] as const;

const mebibyte = 1024 * 1024;
const transports: readonly Transport[] = ['memory', 'loopback'];

/** All scenarios; certificates are made once, when the first is prepared. */
export function allScenarios(): Scenario[] {
  const profile13 = once(tls13Profile);
  const profile12 = once(tls12Profile);
  return transports.flatMap((transport) => [
    handshakes('TLS 1.3 X25519 ECDSA P-256', profile13, transport),
    handshakes('TLS 1.2 ECDHE-RSA 2048', profile12, transport),
    bulk(16_384, profile13, transport),
    bulk(1024, profile13, transport),
    pingPong(profile13, transport),
  ]);
}

function handshakes(what: string, profile: () => Profile, transport: Transport): Scenario {
  return {
    name: `handshake ${what}, ${transport}`,
    unit: 'handshakes',
    amount: 1,
    prepare: async () => {
      const contenders = await everyone(profile(), transport);
      const [{ name, provider }] = providers;
      const remembering = { name: `${name}, chain remembered`, provider, profile: profile(), transport };
      contenders.push(await ours({ ...remembering, rememberChains: true }));
      const workloads: Workload[] = contenders.map((contender) => ({
        name: contender.name,
        run: async (count) => {
          for (let i = 0; i < count; i++) await contender.handshake();
        },
        close: () => contender.close(),
      }));
      workloads.push({ name: 'floor', run: bareHandshake(profile()), close: async () => {} });
      return workloads;
    },
  };
}

function bulk(size: number, profile: () => Profile, transport: Transport): Scenario {
  const writes = mebibyte / size;
  return {
    name: `bulk in writes of ${size >= 1024 ? `${size / 1024} KiB` : `${size} B`}, ${transport}`,
    unit: 'MiB',
    amount: 1,
    prepare: async () => {
      const contenders = await everyone(profile(), transport);
      contenders.push(await nodeTls(profile(), transport, 'one by one'));
      const workloads = await tunnels(contenders, (tunnel, count) => tunnel.send(size, writes * count));
      const bare = sealAndOpen(size);
      workloads.push({ name: 'floor', run: (count) => bare(writes * count), close: async () => {} });
      return workloads;
    },
  };
}

function pingPong(profile: () => Profile, transport: Transport): Scenario {
  return {
    name: `ping-pong of 1 byte, ${transport}`,
    unit: 'round trips',
    amount: 1,
    prepare: async () => {
      const contenders = await everyone(profile(), transport);
      const workloads = await tunnels(contenders, (tunnel, count) => tunnel.pingPong(count));
      const bare = sealAndOpen(1);
      workloads.push({ name: 'floor', run: (count) => bare(2 * count), close: async () => {} });
      return workloads;
    },
  };
}

type Tunnel = Awaited<ReturnType<Contender['connect']>>;

async function tunnels(
  contenders: readonly Contender[],
  run: (tunnel: Tunnel, count: number) => Promise<void>,
): Promise<Workload[]> {
  const workloads: Workload[] = [];
  for (const contender of contenders) {
    const tunnel = await contender.connect();
    workloads.push({
      name: contender.name,
      run: (count) => run(tunnel, count),
      close: async () => {
        await tunnel.close();
        await contender.close();
      },
    });
  }
  return workloads;
}

async function everyone(profile: Profile, transport: Transport): Promise<Contender[]> {
  const contenders: Contender[] = [];
  for (const { name, provider } of providers)
    contenders.push(await ours({ name, provider, profile, transport }));
  contenders.push(await nodeTls(profile, transport));
  return contenders;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
