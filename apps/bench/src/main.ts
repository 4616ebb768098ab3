/**
 * `pnpm bench [NAME] [--json] [--quick]`: ours beside node:tls and beside bare ciphers, in one run. NAME selects the
 * scenarios whose name holds it. Prints a table, or with `--json` one object.
 */
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), console);
