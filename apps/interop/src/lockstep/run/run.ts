import type { CryptoProvider } from '@proj/crypto';
import type { TemporaryDirectory } from '../../certificates/temporary-directory.ts';
import { type Comparison, compare } from '../compare/compare.ts';
import { Libssl } from '../ends/libssl.ts';
import { LineProgram } from '../ends/line-program.ts';
import { Ours } from '../ends/ours.ts';
import type { Scenario, Setting } from '../model/scenario.ts';
import { type Identity, makeIdentity } from './identities.ts';
import { play } from './play.ts';
import { openTarget } from './targets.ts';

/** Which ends this library played: both, beside libssl with itself; or one, against libssl. */
export type Part = 'both' | 'client' | 'server';

/** What came of one scenario with one libssl. */
export interface Result {
  readonly scenario: Scenario;
  readonly plays: readonly { readonly part: Part; readonly comparison: Comparison }[];
}

/** What came of all scenarios with one libssl. */
export interface Run {
  /** The name that `--libssl` has for it. */
  readonly name: string;
  /** Such as `OpenSSL 3.0.19 27 Jan 2026`; `undefined` when it can not be had. */
  readonly banner?: string;
  /** Why it can not be had. */
  readonly why?: string;
  readonly results: readonly Result[];
  /** Scenarios that this version can not play, and why. */
  readonly lacking: readonly { readonly scenario: Scenario; readonly why: string }[];
}

/** Endpoints at once: most of the time goes by between a question and its answer. */
const endpoints = 4;

/** Plays all scenarios with one libssl: itself with itself, ours with ours, and each against the other. */
export async function runAll(
  name: string,
  scenarios: readonly Scenario[],
  { provider, directory }: { readonly provider: CryptoProvider; readonly directory: TemporaryDirectory },
): Promise<Run> {
  const target = await openTarget(name, directory);
  if ('why' in target) return { name, why: target.why, results: [], lacking: [] };
  const identities = {
    ed25519: makeIdentity(provider, directory, 'ed25519', name),
    rsa: makeIdentity(provider, directory, 'rsa', name),
  };
  const libraries = await Promise.all(
    Array.from({ length: endpoints }, () => Libssl.of(new LineProgram(target.argv))),
  );
  try {
    const banner = libraries[0]?.name ?? '';
    const version = versionOf(banner);
    const lacking = scenarios.flatMap((scenario) => {
      const why = scenario.lacking?.[version];
      return why === undefined ? [] : [{ scenario, why }];
    });
    const playable = scenarios.filter(({ lacking: without }) => without?.[version] === undefined);
    const results = new Map<Scenario, Result>();
    const waiting = [...playable];
    const work = async (libssl: Libssl): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        results.set(next, await playAll(next, identities, new Ours(provider), libssl));
      }
    };
    await Promise.all(libraries.map(work));
    return { name, banner, results: playable.flatMap((one) => results.get(one) ?? []), lacking };
  } finally {
    await Promise.all(libraries.map((library) => library.close()));
  }
}

/** By the type of their keys: Ed25519 is for TLS 1.2 and above. */
interface Identities {
  readonly ed25519: Identity;
  readonly rsa: Identity;
}

/** The two numbers that name an era, such as `3.5`; all three before 3.0. */
export function versionOf(banner: string): string {
  const [, version = ''] = /(1\.\d+\.\d+|\d+\.\d+)/.exec(banner) ?? [];
  return version;
}

async function playAll(
  scenario: Scenario,
  identities: Identities,
  ours: Ours,
  libssl: Libssl,
): Promise<Result> {
  const ready = withFiles(scenario, scenario.version === '1.1' ? identities.rsa : identities.ed25519);
  const reference = await play(ready, { client: libssl, server: libssl });
  const casts = [
    ['both', { client: ours, server: ours }],
    ['client', { client: ours, server: libssl }],
    ['server', { client: libssl, server: ours }],
  ] as const;
  const plays: { part: Part; comparison: Comparison }[] = [];
  for (const [part, cast] of casts) {
    const comparison = compare(await play(ready, cast), reference, scenario, versionOf(libssl.name));
    plays.push({ part, comparison });
  }
  return { scenario, plays };
}

/** A scenario whose settings name real files. */
function withFiles(scenario: Scenario, { chainFile, keyFile, rootFile }: Identity): Scenario {
  const files: Readonly<Record<string, string>> = { $chain: chainFile, $key: keyFile, $root: rootFile };
  const fill = ([name, ...values]: Setting): Setting => [
    name,
    ...values.map((value) => files[value] ?? value),
  ];
  return { ...scenario, client: scenario.client.map(fill), server: scenario.server.map(fill) };
}
