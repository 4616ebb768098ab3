/**
 * A TLS server or client of the runtime that runs this file: it uses `node:tls`, which Bun lays over BoringSSL and Deno
 * over rustls. The first argument says what to be, the second how, as JSON.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  type ConnectionOptions,
  connect,
  createSecureContext,
  createServer,
  type SecureContextOptions,
  type TLSSocket,
} from 'node:tls';
import type { ProgramClient, ProgramReport, ProgramServer } from './protocol.ts';

const [part = '', settings = '{}'] = process.argv.slice(2);

/** Says something about a connection, for people. */
function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** What the runtime tells of a connection. */
function viewOf(socket: TLSSocket): Record<string, string> {
  const { alpnProtocol } = socket;
  return {
    version: socket.getProtocol() ?? '',
    suite: socket.getCipher()?.name ?? '',
    ...(typeof alpnProtocol === 'string' && { alpn: alpnProtocol }),
  };
}

/** Options for one version only. */
function only(version: ProgramClient['version']): Pick<SecureContextOptions, 'minVersion' | 'maxVersion'> {
  return version === undefined ? {} : { minVersion: version, maxVersion: version };
}

/** Joins a connection with the standard streams. */
function joinStreams(socket: TLSSocket, finished: () => void): void {
  socket.on('data', (chunk: Buffer) => process.stdout.write(chunk));
  process.stdin.on('data', (chunk: Buffer) => socket.write(chunk));
  socket.on('end', () => socket.end());
  socket.on('close', finished);
}

/** Says everything back. */
function echo(socket: TLSSocket): void {
  socket.on('data', (chunk: Buffer) => socket.write(chunk));
  socket.on('end', () => socket.end());
}

function serve(setup: ProgramServer): void {
  const { identity, other, alpn, clientCertificate } = setup;
  const otherContext =
    other && createSecureContext({ cert: readFileSync(other.chainFile), key: readFileSync(other.keyFile) });
  const server = createServer(
    {
      cert: readFileSync(identity.chainFile),
      key: readFileSync(identity.keyFile),
      allowHalfOpen: true,
      ...(alpn && { ALPNProtocols: [...alpn] }),
      ...(setup.suites && { ciphers: setup.suites.join(':') }),
      ...only(setup.version),
      ...(otherContext && {
        SNICallback: (name, done) => done(null, name === other?.name ? otherContext : undefined),
      }),
      ...(clientCertificate && {
        ca: readFileSync(clientCertificate.rootFile),
        requestCert: true,
        rejectUnauthorized: clientCertificate.required,
      }),
    },
    (socket) => {
      note(`connected: ${JSON.stringify(viewOf(socket))}`);
      socket.on('error', (error) => note(`connection: ${error.message}`));
      if (setup.conversation === 'echo') echo(socket);
      else joinStreams(socket, () => process.exit());
    },
  );
  server.on('tlsClientError', (error) => note(`handshake: ${error.message}`));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address && typeof address === 'object') process.stdout.write(`ACCEPT 127.0.0.1:${address.port}\n`);
  });
}

/** The session that a client was told to keep. */
let kept: Buffer | undefined;

function open(setup: ProgramClient, connected: (socket: TLSSocket) => void): TLSSocket {
  const { port, serverName, rootFile, identity, alpn } = setup;
  // `connect` reads `allowHalfOpen` too, which its types do not know.
  const options: ConnectionOptions & { allowHalfOpen: boolean } = {
    host: '127.0.0.1',
    port,
    servername: serverName,
    ca: readFileSync(rootFile),
    allowHalfOpen: true,
    ...(identity && { cert: readFileSync(identity.chainFile), key: readFileSync(identity.keyFile) }),
    ...(alpn && { ALPNProtocols: [...alpn] }),
    ...(setup.suites && { ciphers: setup.suites.join(':') }),
    ...(setup.session === 'offer' && kept && { session: kept }),
    ...only(setup.version),
  };
  const socket = connect(options, () => connected(socket));
  if (setup.session === 'keep') {
    socket.on('session', (session) => {
      kept = session;
    });
  }
  return socket;
}

/** One connection with a line to say. */
function talk(setup: ProgramClient): Promise<ProgramReport> {
  return new Promise((resolve) => {
    let received = '';
    let view: Record<string, string> = {};
    let error: string | undefined;
    const socket = open(setup, () => {
      view = viewOf(socket);
      if (setup.closeFirst) socket.end(`${setup.say}\n`);
      else socket.write(`${setup.say}\n`);
    });
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
    });
    socket.on('end', () => socket.end());
    socket.on('error', (reason) => {
      error ??= reason.message;
    });
    socket.on('close', () => resolve({ received, view, ...(error !== undefined && { error }) }));
  });
}

async function takeOrders(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await talk(JSON.parse(line)))}\n`);
  }
}

if (part === 'serve') serve(JSON.parse(settings));
if (part === 'clients') await takeOrders();
if (part === 'pipe') {
  const socket = open(JSON.parse(settings), () => joinStreams(socket, () => process.exit()));
  socket.on('error', (error) => {
    note(`connection: ${error.message}`);
    process.exitCode = 1;
  });
}
