import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { GroupName } from '@proj/crypto';
import { Child } from '../../../peers/child.ts';
import { PeerError } from '../../../peers/peer-error.ts';
import type { ClientSetup, PeerPipe, PeerServer, ServerSetup } from '../peer.ts';
import { priorityOf } from './priority.ts';

/** Milliseconds that a process may live, and that a server may take to listen. */
const lifetime = 30 * 60_000;
const patience = 60_000;

/** Another program may take a port between its choice and its use. */
const attempts = 5;

/** Starts gnutls-serv, which says back what it hears, to any number of clients. */
export async function startGnutlsServer(
  setup: ServerSetup,
  dhFile: (group: GroupName) => string,
): Promise<PeerServer> {
  let complaint = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = await freePort();
    const child = new Child(
      ['gnutls-serv', '--port', String(port), ...serverArguments(setup, dhFile)],
      lifetime,
    );
    if (await child.stderr.waitFor(/^Echo Server listening on IPv4 .*\.\.\.done$/m, patience)) {
      return {
        command: child.command,
        port,
        answer: (line) => line,
        transcript: () => transcript(child),
        stop: () => child.stop(),
      };
    }
    complaint = `"${child.command}" did not listen: ${child.stderr.text().slice(0, 300)}`;
    await child.stop();
  }
  throw new PeerError('failed', complaint);
}

/** It is told its port, and has no way to say which it got. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address && typeof address === 'object' ? address.port : 0;
}

function serverArguments(setup: ServerSetup, dhFile: (group: GroupName) => string): string[] {
  const { identity, other, clientCertificate, alpn = [], dhGroup, without } = setup;
  const pair = ({ chainFile, keyFile }: ServerSetup['identity']): string[] => [
    ...['--x509certfile', chainFile, '--x509keyfile', keyFile],
  ];
  return [
    '--echo',
    ...pair(identity),
    ...(other ? [...pair(other.identity), '--sni-hostname', other.name, '--sni-hostname-fatal'] : []),
    ...(clientCertificate
      ? [
          ...(clientCertificate.required ? ['--require-client-cert'] : []),
          ...['--verify-client-cert', '--x509cafile', clientCertificate.rootFile],
        ]
      : ['--disable-client-cert']),
    ...alpn.flatMap((name) => ['--alpn', name]),
    ...(alpn.length > 0 ? ['--alpn-fatal'] : []),
    ...(dhGroup ? ['--dhparams', dhFile(dhGroup)] : []),
    ...(without === 'session-tickets' ? ['--noticket'] : []),
    ...['--priority', priorityOf(setup)],
  ];
}

/** A gnutls-cli that runs: what it receives is all that it prints on its standard output. */
export interface GnutlsClient {
  readonly child: Child;
  /** What it has said of the connection. */
  transcript(): string;
}

let clients = 0;

/** Starts gnutls-cli, with its log in a directory. */
export function startGnutlsClient(setup: ClientSetup, directory: string): GnutlsClient {
  const { port, rootFile, serverName, identity, alpn = [] } = setup;
  clients += 1;
  const log = `${directory}/gnutls-${process.pid}-${clients}.log`;
  const argv = [
    ...['gnutls-cli', '--port', String(port), '127.0.0.1', `--logfile=${log}`],
    ...['--x509cafile', rootFile, '--sni-hostname', serverName, '--verify-hostname', serverName],
    ...(identity ? ['--x509certfile', identity.chainFile, '--x509keyfile', identity.keyFile] : []),
    ...alpn.flatMap((name) => ['--alpn', name]),
    ...['--single-key-share', '--priority', priorityOf(setup)],
  ];
  const child = new Child(argv, lifetime);
  const said = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  return { child, transcript: () => `${said()}\n${transcript(child)}` };
}

function transcript({ stdout, stderr }: Child): string {
  return `${stdout.text()}\n${stderr.text()}`;
}

/** A client as an end that can be made to speak. */
export function gnutlsPipe({ child, transcript: told }: GnutlsClient): PeerPipe {
  return {
    command: child.command,
    transcript: told,
    printed: () => child.stdout.bytes(),
    waitForMore: (length, milliseconds) => child.stdout.waitForLength(length + 1, milliseconds),
    send: (data) => child.write(data),
    ended: async (milliseconds) => {
      if (!(await child.stdout.waitForEnd(milliseconds))) return false;
      const { code } = await child.exited;
      return code === 0;
    },
    stop: () => child.stop(),
  };
}
