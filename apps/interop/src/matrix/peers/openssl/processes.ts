import type { Child } from '../../../peers/child.ts';
import { type Openssl, startClient, startServer } from '../../../peers/openssl.ts';
import type { Identities } from '../../certificates.ts';
import type { ClientSetup, PeerPipe, PeerServer, ServerSetup } from '../peer.ts';
import { clientArguments, serverArguments } from './arguments.ts';

/** Milliseconds that a server of a batch of cells may live. */
const batchLifetime = 30 * 60_000;

/** Milliseconds that one transfer may take. */
const pipeLifetime = 5 * 60_000;

/** `-rev` answers each line with its characters in reverse, to one client after the other. */
export async function startEchoServer(
  openssl: Openssl,
  setup: ServerSetup,
  identities: Identities,
): Promise<PeerServer> {
  const args = [...serverArguments(setup, (group) => identities.dhFile(group)), '-rev'];
  const { child, port } = await startServer(openssl, args, batchLifetime);
  return {
    command: child.command,
    port,
    answer: (line) => [...line].reverse().join(''),
    transcript: () => transcript(child),
    stop: () => child.stop(),
  };
}

/** A connection between a client and the standard streams, or some of them one after the other. */
export async function startPipeServer(
  openssl: Openssl,
  setup: ServerSetup,
  identities: Identities,
): Promise<PeerServer & PeerPipe> {
  const count = String(setup.connections ?? 1);
  const args = ['-naccept', count, ...serverArguments(setup, (group) => identities.dhFile(group))];
  const { child, port } = await startServer(openssl, args, pipeLifetime);
  return { ...pipe(child, 'r'), port, answer: (line) => line };
}

/**
 * One connection between a server and the standard streams. With commands, single letters at the start of its input are
 * such, and it prints its own words between what it receives.
 */
export function startPipeClient(openssl: Openssl, setup: ClientSetup, commands: boolean): PeerPipe {
  const args = [...(commands ? [] : ['-quiet']), ...clientArguments(setup)];
  return pipe(startClient(openssl, setup.port, args, pipeLifetime), 'R');
}

/** @param renegotiate The command for it: s_server's capital one asks for a certificate too. */
function pipe(child: Child, renegotiate: 'r' | 'R'): PeerPipe {
  return {
    command: child.command,
    transcript: () => transcript(child),
    printed: () => child.stdout.bytes(),
    waitForMore: (length, milliseconds) => child.stdout.waitForLength(length + 1, milliseconds),
    send: (data) => child.write(data),
    updateKeys: (request) => child.write(request ? 'K\n' : 'k\n'),
    renegotiate: () => child.write(`${renegotiate}\n`),
    ended: async (milliseconds) => {
      if (!(await child.stdout.waitForEnd(milliseconds))) return false;
      const { code } = await child.exited;
      return code === 0;
    },
    stop: () => child.stop(),
  };
}

/** What it printed, without binary data. */
function transcript({ stdout, stderr }: Child): string {
  return `${stdout.text()}\n${stderr.text()}`;
}
