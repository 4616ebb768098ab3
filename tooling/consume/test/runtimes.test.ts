import { join } from 'node:path';
import { nobleProvider } from '@proj/crypto/noble';
import { Authority } from '@tooling/ca';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle, findChromium, runInChromium } from '../src/browser.ts';
import { succeed } from '../src/command.ts';
import { portablePackages } from '../src/packages.ts';
import { Project } from '../src/project.ts';
import { type Available, findRuntime, runtimes } from '../src/runtimes.ts';

const host = 'server.example';
const project = new Project();

/** What the programs need beside the packages: a throwaway authority, and a certificate of it. */
function material(): string {
  const root = Authority.root(nobleProvider);
  const leaf = root.leaf({ names: [{ dns: host }] });
  const values = { host, authority: root.pem, certificate: leaf.chainPem, key: leaf.keyPem };
  return Object.entries(values)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`)
    .join('');
}

beforeAll(async () => {
  await project.install(portablePackages);
  project.write('material.js', material());
  for (const program of ['handshake.js', 'print.js', 'page.js']) project.addProgram(program);
}, 150_000);
afterAll(() => project.remove());

const completed = { verified: 0, request: 'from the client', answer: 'from the server', closed: true };
const expected = [
  { version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/), ...completed },
  { version: 'TLSv1.2', cipher: expect.stringMatching(/^TLS_ECDHE_ECDSA_/), ...completed },
];

/** A test of this name, or a skipped one that says why. */
function where(name: string, available: Available, handshakes: (program: string) => Promise<string>): void {
  const title = `${name} completes TLS 1.3 and TLS 1.2 handshakes from the packed packages`;
  if ('missing' in available) {
    test.skip(`${title} (skipped: ${available.missing})`);
    return;
  }
  test(title, { timeout: 120_000 }, async () => {
    const output = await handshakes(available.program);
    expect(JSON.parse(output)).toEqual(expected);
  });
}

const [chromium, ...found] = await Promise.all([findChromium(), ...runtimes.map(findRuntime)]);

describe('the portable packages', () => {
  runtimes.forEach(({ name, parameters }, index) => {
    const available = found[index];
    if (!available) throw new Error(`${name} was not looked for`);
    where(name, available, (program) =>
      succeed(program, [...parameters, 'print.js'], { cwd: project.folder, timeLimit: 60_000 }),
    );
  });

  where('headless Chromium', chromium, async (program) => {
    const script = await bundle(join(project.folder, 'page.js'));
    return runInChromium(program, script);
  });
});
