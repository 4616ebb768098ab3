import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Chain } from './compose.ts';
import type { Judge } from './variations.ts';

/** What a validator says of chains: `ok`, or its error. */
export type Verdicts = readonly string[];

const goProgram = fileURLToPath(new URL('../go/verify.go', import.meta.url));

/** Why a judge is not there; `undefined` when it is. */
export function absence(judge: Judge): string | undefined {
  const version = judge === 'go' ? ['go', 'version'] : ['openssl', 'version'];
  const { status, stdout } = spawnSync(version[0] ?? '', version.slice(1));
  if (status !== 0) return `${judge} is not installed`;
  if (judge === 'openssl' && !stdout.toString().startsWith('OpenSSL 3')) return 'openssl is not of version 3';
  return undefined;
}

/** Asks `openssl verify`, some chains at a time. */
export async function askOpenssl(chains: readonly Chain[], together = 2): Promise<Verdicts> {
  const directory = mkdtempSync(join(tmpdir(), 'differential-'));
  const verdicts: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < chains.length) {
      const i = next++;
      const chain = chains[i];
      if (chain) verdicts[i] = await askOpensslOnce(chain, join(directory, String(i)));
    }
  };
  try {
    await Promise.all(Array.from({ length: together }, work));
  } finally {
    rmSync(directory, { recursive: true });
  }
  return verdicts;
}

function askOpensslOnce(chain: Chain, prefix: string): Promise<string> {
  const file = (name: string, text: string): string => {
    writeFileSync(`${prefix}-${name}`, text);
    return `${prefix}-${name}`;
  };
  const untrusted = chain.intermediates.join('');
  const options = [
    'verify',
    ...['-no-CAfile', '-no-CApath', '-partial_chain', '-auth_level', '2', '-purpose', 'sslserver'],
    ...['-verify_hostname', chain.host, '-trusted', file('root.pem', chain.root)],
    ...(untrusted ? ['-untrusted', file('untrusted.pem', untrusted)] : []),
    file('leaf.pem', chain.leaf),
  ];
  return new Promise((resolve) => {
    execFile('openssl', options, (error, _, stderr) => {
      resolve(error ? (/error \d+ at .*/.exec(stderr)?.[0] ?? stderr.trim()) : 'ok');
    });
  });
}

/** Asks Go's crypto/x509, all chains at once. */
export function askGo(chains: readonly Chain[]): Verdicts {
  const output = execFileSync('go', ['run', goProgram], {
    input: JSON.stringify(chains),
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(output.toString()) as string[];
}
