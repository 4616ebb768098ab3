/**
 * `pnpm start`: SSL_do_handshake() with a real peer, call by call. `pnpm start -help` lists the options.
 *
 * @packageDocumentation
 */
import { run } from './start/run.ts';

// Whoever reads our output may have enough of it, as `head` has: that is the end, and no error to tell.
process.stdout.once('error', () => process.exit());

process.exitCode = await run(process.argv.slice(2), process);
