/**
 * `pnpm test`: everything that must hold before a change lands, as one cached turbo graph; then the count of
 * tests, from vitest's own reports. Arguments go to turbo (`--force` ignores the cache).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environmentDigest } from './environment.ts';
import { closingLine, countReport, type Results, sumResults, type VitestReport } from './results.ts';

const summaryFile = 'reports/summary.txt';

const tasks = [
  'build',
  'typecheck',
  'typecheck:tooling',
  'lint',
  'check:dependencies',
  'check:unused',
  'check:package',
  'check:size',
  'docs',
  'test',
];

/** The folders of all packages that have tests to run. */
function testedPackages(): string[] {
  return globSync('{packages,apps,tooling}/*/package.json')
    .filter((path) => readFileSync(path, 'utf8').includes('"test": "vitest run"'))
    .map((path) => dirname(path))
    .sort();
}

/** What a package's report says; a package that left none did not get as far as its tests. */
function packageResults(folder: string): Results {
  const path = join(folder, 'reports/vitest.json');
  if (!existsSync(path)) return { passed: 0, failed: [`${folder}: its tests did not run`], skipped: [] };
  const report: VitestReport = JSON.parse(readFileSync(path, 'utf8'));
  return countReport(report);
}

const folders = testedPackages();
for (const path of [summaryFile, ...folders.map((folder) => join(folder, 'reports/vitest.json'))]) {
  rmSync(path, { force: true });
}

const turbo = spawnSync(
  'turbo',
  [
    'run',
    ...tasks,
    '--continue=dependencies-successful',
    '--log-order=grouped',
    '--output-logs=new-only',
    ...process.argv.slice(2),
  ],
  {
    stdio: 'inherit',
    env: { TURBO_TELEMETRY_DISABLED: '1', ...process.env, TEST_ENVIRONMENT: environmentDigest() },
    // On Windows the command is a script, which only a shell finds.
    shell: process.platform === 'win32',
  },
);
if (turbo.error) console.error(`turbo did not start: ${turbo.error.message}. Run this as \`pnpm test\`.`);

const results = sumResults(folders.map(packageResults));
for (const name of results.skipped) console.log(`skipped: ${name}`);
for (const name of results.failed) console.log(`failed: ${name}`);
const line = closingLine(results);
mkdirSync(dirname(summaryFile), { recursive: true });
writeFileSync(summaryFile, `${line}\n`);
console.log(line);
process.exitCode = turbo.status === 0 && results.failed.length === 0 ? 0 : 1;
