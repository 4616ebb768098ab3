import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const packagesFolder = resolve(import.meta.dirname, '../../../packages');

/** The packages in their one order: each may use only those before it. */
const folders = ['crypto', 'record', 'handshake', 'bio', 'node-adapter'] as const;

/** One of the packages, as it would be published. */
export interface Packed {
  readonly name: string;
  /** What `pnpm pack` made of it. */
  readonly tarball: string;
  /** The packages that it may use. */
  readonly below: readonly Packed[];
  /** What is imported: `@proj/crypto`, `@proj/crypto/noble` and so on. */
  readonly entries: readonly string[];
  /** It uses nothing that only Node has. */
  readonly portable: boolean;
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

function packed(folder: string, below: readonly Packed[]): Packed {
  const { name, exports }: Manifest = JSON.parse(
    readFileSync(join(packagesFolder, folder, 'package.json'), 'utf8'),
  );
  const tarball = join(packagesFolder, folder, 'reports/package.tgz');
  if (!existsSync(tarball)) throw new Error(`${tarball} is missing: \`pnpm check:packages\` makes it`);
  const entries = Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1));
  return { name, tarball, below, entries, portable: folder !== 'node-adapter' };
}

function packAll(): readonly Packed[] {
  const all: Packed[] = [];
  for (const folder of folders) all.push(packed(folder, all.slice()));
  return all;
}

/** All packages, each after those that it may use. */
export const packages: readonly Packed[] = packAll();

/** Those that need no Node. */
export const portablePackages: readonly Packed[] = packages.filter(({ portable }) => portable);
