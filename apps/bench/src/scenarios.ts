import { nobleProvider } from '@proj/crypto/noble';
import { nodeProvider } from '@proj/node-adapter';
import { chainWorkloads } from './chains.ts';
import type { Contender, Kind, Transport, Tunnel } from './contender.ts';
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
  /**
   * Makes the contenders ready. `node:tls`, or Node's `X509Certificate`, is the one that the others are held against;
   * `floor` is no TLS at all.
   */
  prepare(): Promise<Workload[]>;
}

/** Makes a profile when it is asked for first. */
type LazyProfile = () => Profile;

const native = { name: 'native', provider: nodeProvider } as const;
const noble = { name: 'noble', provider: nobleProvider } as const;

const mebibyte = 1024 * 1024;
const transports: readonly Transport[] = ['memory', 'loopback'];

/** Bytes of a request: a large header block. */
const requestSize = 1024;

/** All scenarios; certificates are made once, when the first is prepared. */
export function allScenarios(): Scenario[] {
  const profile13 = once(tls13Profile);
  const profile12 = once(tls12Profile);
  return [
    ...transports.flatMap((transport) => [
      fullHandshakes('TLS 1.3 X25519 ECDSA P-256', profile13, transport),
      fullHandshakes('TLS 1.2 ECDHE-RSA 2048', profile12, transport),
      resumedHandshakes('TLS 1.3', profile13, transport),
      resumedHandshakes('TLS 1.2', profile12, transport),
      ...(transport === 'memory' ? [requests(profile13)] : []),
      bulk(16_384, profile13, transport),
      bulk(1024, profile13, transport),
      pingPong(profile13, transport),
    ]),
    {
      name: 'chain of three ECDSA P-256 certificates',
      unit: 'chains',
      prepare: async () => chainWorkloads(),
    },
  ];
}

function fullHandshakes(what: string, profile: LazyProfile, transport: Transport): Scenario {
  return {
    name: `handshake ${what}, ${transport}`,
    unit: 'handshakes',
    prepare: async () => {
      const remembering = { ...native, name: 'native, chain remembered', rememberChains: true };
      const contenders = [
        ...(await everyone(profile(), transport, 'full')),
        await ours({ ...remembering, profile: profile(), transport }),
      ];
      const floor = { name: 'floor', run: bareHandshake(profile()), close: async () => {} };
      return [...contenders.map((one) => repeated(one, () => one.handshake())), floor];
    },
  };
}

function resumedHandshakes(version: string, profile: LazyProfile, transport: Transport): Scenario {
  return {
    name: `resumed handshake ${version}, ${transport}`,
    unit: 'handshakes',
    prepare: async () => {
      const contenders = await everyone(profile(), transport, 'resumed');
      return contenders.map((one) => repeated(one, () => one.handshake()));
    },
  };
}

/** `node:tls` has no early data: it sends what it has when the handshake is done. */
function requests(profile: LazyProfile): Scenario {
  return {
    name: 'resumed TLS 1.3 and 1 KiB to the server, memory',
    unit: 'requests',
    prepare: async () => {
      const common = { profile: profile(), transport: 'memory', kind: 'resumed' } as const;
      const contenders = [
        await ours({ ...native, ...common }),
        await ours({ ...native, ...common, name: 'native, early data', earlyData: true }),
        await nodeTls(common),
      ];
      return contenders.map((one) => repeated(one, () => one.request(requestSize)));
    },
  };
}

function bulk(size: number, profile: LazyProfile, transport: Transport): Scenario {
  const writes = mebibyte / size;
  return {
    name: `bulk in writes of ${size / 1024} KiB, ${transport}`,
    unit: 'MiB',
    prepare: async () => {
      const common = { profile: profile(), transport };
      const contenders = await everyone(profile(), transport, 'full');
      contenders.push(await nodeTls({ ...common, writing: 'one by one' }));
      if (size < 16_384)
        contenders.push(await ours({ ...native, ...common, name: 'native, buffered', buffered: true }));
      const workloads = await tunnels(contenders, (tunnel, count) => tunnel.send(size, writes * count));
      const bare = sealAndOpen(size);
      workloads.push({ name: 'floor', run: (count) => bare(writes * count), close: async () => {} });
      return workloads;
    },
  };
}

function pingPong(profile: LazyProfile, transport: Transport): Scenario {
  return {
    name: `ping-pong of 1 byte, ${transport}`,
    unit: 'round trips',
    prepare: async () => {
      const contenders = await everyone(profile(), transport, 'full');
      const workloads = await tunnels(contenders, (tunnel, count) => tunnel.pingPong(count));
      const bare = sealAndOpen(1);
      workloads.push({ name: 'floor', run: (count) => bare(2 * count), close: async () => {} });
      return workloads;
    },
  };
}

function repeated(contender: Contender, once: () => Promise<void>): Workload {
  return {
    name: contender.name,
    run: async (count) => {
      for (let i = 0; i < count; i++) await once();
    },
    close: () => contender.close(),
  };
}

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

async function everyone(profile: Profile, transport: Transport, kind: Kind): Promise<Contender[]> {
  const common = { profile, transport, kind };
  return [await ours({ ...native, ...common }), await ours({ ...noble, ...common }), await nodeTls(common)];
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
