/**
 * `pnpm bench [NAME] [--json] [--quick] [--markdown] [--write]`: ours beside node:tls and beside bare ciphers, in one run.
 * NAME selects the scenarios whose name holds it. Prints a table, or with `--json` one object; with `--markdown` also the
 * tables of the documents, which `--write` puts into them.
 */
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), console);
