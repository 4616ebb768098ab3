/**
 * `pnpm start`: SSL_do_handshake() with a real peer, call by call. `pnpm start -help` lists the options.
 *
 * @packageDocumentation
 */
import { run } from './start/run.ts';

process.exitCode = await run(process.argv.slice(2), process);
