import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { succeed } from '../src/command.ts';
import { packages } from '../src/packages.ts';
import { Project } from '../src/project.ts';

const repository = resolve(import.meta.dirname, '../../..');
const typescript = join(repository, 'node_modules/typescript-native/bin/tsc');

describe.each(packages)(
  '$name, packed and installed alone',
  { timeout: 90_000 },
  ({ name, below, entries, portable, ...one }) => {
    const project = new Project();
    const allowed = [...below.map((other) => other.name), name];

    beforeAll(() => project.install([{ name, below, entries, portable, ...one }]), 150_000);
    afterAll(() => project.remove());

    test('brings only the packages before it', () => {
      const installed = readdirSync(join(project.folder, 'node_modules/@proj')).map(
        (folder) => `@proj/${folder}`,
      );
      expect(installed.sort()).toEqual([...allowed].sort());
    });

    test(`loads from its installation alone${portable ? ', and nothing of Node' : ''}`, async () => {
      project.addProgram('loaded-modules.js');
      const output = await succeed(process.execPath, ['loaded-modules.js', ...entries], {
        cwd: project.folder,
        timeLimit: 60_000,
      });
      const urls: string[] = JSON.parse(output);
      const files = urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
      expect(files.length).toBeGreaterThan(entries.length);
      for (const file of files) expect(file).toContain(join(project.folder, 'node_modules'));
      const loaded = new Set(
        files.flatMap((file) => /\/node_modules\/(@proj\/[^/]+)\//.exec(file)?.[1] ?? []),
      );
      expect(allowed).toEqual(expect.arrayContaining([...loaded]));
      expect(loaded).toContain(name);
      const others = urls.filter((url) => !url.startsWith('file:'));
      if (portable) expect(others).toEqual([]);
      else for (const url of others) expect(url).toMatch(/^node:/);
    });

    test.each(['nodenext', 'bundler'])(
      'has types that hold under the strictest settings (%s)',
      async (resolution) => {
        const imports = entries.map((entry, index) => `export * as entry${index} from '${entry}';`);
        project.write('consumer.ts', `${imports.join('\n')}\n`);
        const config = {
          compilerOptions: {
            target: 'es2022',
            lib: ['es2022'],
            module: resolution === 'bundler' ? 'preserve' : resolution,
            moduleResolution: resolution,
            strict: true,
            exactOptionalPropertyTypes: true,
            noUncheckedIndexedAccess: true,
            skipLibCheck: false,
            noEmit: true,
            types: portable ? [] : ['node'],
            typeRoots: [join(repository, 'node_modules/@types')],
          },
          files: ['consumer.ts'],
        };
        project.write('tsconfig.json', JSON.stringify(config));
        await succeed(process.execPath, [typescript, '-p', '.'], { cwd: project.folder, timeLimit: 60_000 });
      },
    );
  },
);
