import { nobleProvider } from '@proj/crypto/noble';
import { Authority } from '@tooling/ca';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed } from '../src/command.ts';
import { packages } from '../src/packages.ts';
import { Project } from '../src/project.ts';
import { findRuntime, runtimes } from '../src/runtimes.ts';

const project = new Project();

beforeAll(async () => {
  await project.install(packages);
  const root = Authority.root(nobleProvider);
  const leaf = root.leaf({ names: [{ dns: 'server.example' }] });
  const values = {
    host: 'server.example',
    authority: root.pem,
    certificate: leaf.chainPem,
    key: leaf.keyPem,
  };
  const lines = Object.entries(values).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`,
  );
  project.write('material.js', lines.join(''));
  project.addProgram('blocking.js');
}, 150_000);
afterAll(() => project.remove());

const nodes = runtimes.filter(({ name }) => name.startsWith('Node'));
const found = await Promise.all(nodes.map(findRuntime));

nodes.forEach(({ name }, index) => {
  const available = found[index];
  const title = `${name} stands still over sockets from the packed packages: the worker is found, and ends with the process`;
  if (!available || 'missing' in available) {
    test.skip(`${title} (skipped: ${available?.missing ?? 'not looked for'})`);
    return;
  }
  test(title, { timeout: 120_000 }, async () => {
    const output = await succeed(available.program, ['blocking.js'], {
      cwd: project.folder,
      timeLimit: 100_000,
    });
    expect(JSON.parse(output)).toEqual({
      accepted: 1,
      version: 'TLSv1.3',
      request: 'from the client',
      end: 0,
      cause: 'undefined',
    });
  });
});
