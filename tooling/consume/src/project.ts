import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { succeed } from './command.ts';
import type { Packed } from './packages.ts';

const programs = resolve(import.meta.dirname, '../programs');

/** An empty project elsewhere on the disk, with nothing of this repository above it. */
export class Project {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'consume-'));

  /** Installs packages from their tarballs with npm, and what they depend on from the registry. */
  async install(wanted: readonly Packed[]): Promise<void> {
    const below = new Map(wanted.flatMap(({ below }) => below).map((one) => [one.name, one]));
    for (const { name } of wanted) below.delete(name);
    const files = (list: Iterable<Packed>) =>
      Object.fromEntries([...list].map(({ name, tarball }) => [name, `file:${tarball}`]));
    const manifest = {
      name: 'consumer',
      private: true,
      type: 'module',
      dependencies: files(wanted),
      // What is not published yet cannot come from the registry.
      overrides: files([...wanted, ...below.values()]),
    };
    this.write('package.json', JSON.stringify(manifest, null, 2));
    await succeed('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: this.folder,
      timeLimit: 120_000,
    });
  }

  /** Puts a file into the project. */
  write(name: string, contents: string): void {
    writeFileSync(join(this.folder, name), contents);
  }

  /** Copies one of the programs here. */
  addProgram(name: string): void {
    cpSync(join(programs, name), join(this.folder, name));
  }

  /** Removes it from the disk. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
