/** The shim that BoringSSL's runner starts once for each of its tests. */
import { writeSync } from 'node:fs';
import type { Session } from '@proj/handshake';
import { describe, runConnection } from './connection.ts';
import { parseFlags } from './flags.ts';
import { exitCodes, Unimplemented } from './outcome.ts';
import { Shared } from './shared.ts';

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('-is-handshaker-supported')) {
    writeSync(1, 'No\n');
    return exitCodes.ok;
  }
  try {
    const flags = parseFlags(args);
    const shared = new Shared();
    let session: Session | undefined;
    for (let count = 0; count <= flags.initial.resumeCount; count += 1) {
      session = await runConnection(flags, shared, count > 0, session);
      shared.advance((count > 0 ? flags.resume : flags.initial).resumptionDelay);
    }
    return exitCodes.ok;
  } catch (error) {
    writeSync(2, `${describe(error)}\n`);
    return error instanceof Unimplemented ? exitCodes.unimplemented : exitCodes.failed;
  }
}

process.exit(await main(process.argv.slice(2)));
