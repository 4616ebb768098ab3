import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Tests run on the sources of every package: no build comes before them, and none can be stale. */
const conditions = ['@proj/source'];

/** Milliseconds for one test: many do public-key cryptography in portable code, on machines that do other work too. */
const testTimeout = 30_000;

/**
 * The configuration of one package's tests. It serves both as a project of the root's `vitest.config.ts` and on
 * its own, where it also leaves the results in `reports/vitest.json` for `tooling/check` to count.
 *
 * @param name - The package's name, shown in front of each test file.
 */
export function project(name: string): ViteUserConfig {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      name,
      environment: 'node',
      include: ['test/**/*.test.ts'],
      testTimeout,
      hookTimeout: testTimeout,
      reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
    },
  });
}
