import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { nobleProvider } from '@proj/crypto/noble';
import { Authority, type LeafTemplate } from '@tooling/ca';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { certificateArguments, ThrowawayAuthority } from '../../src/certificates/throwaway.ts';
import { type OpensslServer, startServer } from '../../src/peers/openssl.ts';
import { openssl, whyNot } from '../peers/available.ts';
import { type StartRun, start } from './start-process.ts';

const directory = new TemporaryDirectory();
const authority = new ThrowawayAuthority(nobleProvider, directory);
const day = 86_400_000;
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => directory.remove());

/** One line that says `message`, and an exit that is not 0. */
function expectOneLine({ code, stderr }: StartRun, message: string | RegExp, expectedCode = 1): void {
  expect(stderr).toMatch(/^start: [^\n]+\n$/);
  if (typeof message === 'string') expect(stderr).toBe(`start: ${message}\n`);
  else expect(stderr).toMatch(message);
  expect(code).toBe(expectedCode);
}

/** A plain TCP server; `greet` is called for each connection. */
async function plainServer(greet: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function tlsServer(template: LeafTemplate, args: readonly string[] = []): Promise<OpensslServer> {
  const files = certificateArguments(authority.issue('server', template));
  const server = await startServer(openssl(), [...files, ...args]);
  closing.push(() => server.child.stop());
  return server;
}

describe('what is not there', () => {
  it('a refused connection is called one', async () => {
    const port = await plainServer(() => {});
    for (const close of closing.splice(0)) await close();
    const run = await start([`127.0.0.1:${port}`]);
    expectOneLine(
      run,
      `127.0.0.1:${port} refused the connection: nothing listens on that port; check host and port`,
    );
  });

  it('an unknown host is called one', async () => {
    // RFC 6761, 6.4: "invalid" never resolves; a machine without a name server says that instead.
    const run = await start(['no-such-host.invalid:443']);
    expectOneLine(run, /unknown host "no-such-host\.invalid"|can not be looked up now/);
  });

  it('a missing openssl is named, with what to do, and --json says the same', async () => {
    const missing =
      '"/nonexistent/openssl" was not found: install OpenSSL 1.1.1 or later, or set OPENSSL to the path of its program';
    const environment = { OPENSSL: '/nonexistent/openssl' };
    expectOneLine(await start([], '', environment), missing);
    const run = await start(['--json'], '', environment);
    expectOneLine(run, missing);
    expect(JSON.parse(run.stdout)).toEqual({ handshakes: [], error: missing });
  });

  it('an unknown option, and a file that can not be read, are usage errors', async () => {
    expectOneLine(
      await start(['-starttls']),
      'unknown option "-starttls": -help lists those that there are',
      2,
    );
    expectOneLine(
      await start(['localhost:1', '-CAfile', '/nonexistent.pem']),
      '-CAfile /nonexistent.pem can not be read: no such file or directory',
      2,
    );
    const empty = directory.write('empty.pem', 'no certificate\n');
    expectOneLine(
      await start(['localhost:1', '-CAfile', empty]),
      `-CAfile ${empty}: nothing to trust: the PEM text has no "BEGIN CERTIFICATE" block`,
      2,
    );
    expectOneLine(
      await start(['localhost:1', '-CApath', directory.path]),
      `-CApath ${directory.path} has no certificates under hashed names: run "openssl rehash ${directory.path}"`,
      2,
    );
    expectOneLine(
      await start(['localhost:1', '-keylogfile', '/nonexistent/keys']),
      '-keylogfile /nonexistent/keys can not be written: no such file or directory',
      2,
    );
    expectOneLine(await start(['localhost:1', '-groups', 'nope']), /-groups: "nope" is no group/, 2);
  });
});

describe('peers that do not speak TLS', () => {
  it.each([
    [
      'HTTP',
      'HTTP/1.0 400 Bad Request\r\n\r\n',
      'the server answered in plain HTTP; check that the port is its TLS port, mostly 443',
    ],
    [
      'SMTP',
      '220 mail.example ESMTP\r\n',
      'the server greeted as SMTP or FTP does; say STARTTLS or AUTH TLS first, or use its TLS port',
    ],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'the peer speaks SSH; check the port'],
  ])('%s is recognised', async (_name, greeting, message) => {
    const port = await plainServer((socket) => socket.write(greeting));
    expectOneLine(await start([`127.0.0.1:${port}`]), `127.0.0.1:${port}: ${message}`);
  });

  it('one that closes without a word is told', async () => {
    const port = await plainServer((socket) => socket.once('data', () => socket.end()));
    expectOneLine(
      await start([`127.0.0.1:${port}`]),
      `127.0.0.1:${port} closed the connection in the middle of the handshake: it may not speak TLS on that port`,
    );
  });

  it('one that resets the connection is told', async () => {
    const port = await plainServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expectOneLine(
      await start([`127.0.0.1:${port}`]),
      /reset the connection in the middle of the handshake: it may not speak TLS/,
    );
  });
});

describe.skipIf(whyNot)(`certificates that are not accepted${whyNot ?? ''}`, () => {
  const trust = ['-CAfile', authority.rootFile];

  it('an expired one', async () => {
    const { port } = await tlsServer({ notBefore: Date.now() - 2 * day, notAfter: Date.now() - day });
    const run = await start([`localhost:${port}`, '-4', ...trust]);
    expectOneLine(
      run,
      /the certificate is not accepted: a certificate that expired at .*\(X509_V_ERR_CERT_HAS_EXPIRED\)/,
    );
  });

  it('one for another name', async () => {
    const { port } = await tlsServer({ names: [{ dns: 'other.example' }] });
    const run = await start([`localhost:${port}`, '-4', ...trust]);
    expectOneLine(run, /the host name localhost is not in the certificate.*-servername.*HOSTNAME_MISMATCH/);
  });

  it('one of an unknown authority, which the server is told by an alert', async () => {
    const server = await tlsServer({});
    const other = directory.write(
      'other.pem',
      Authority.root(nobleProvider, { subject: 'Another Root' }).pem,
    );
    const run = await start([`localhost:${server.port}`, '-4', '-CAfile', other]);
    expectOneLine(run, /give it with -CAfile \(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY\)/);
    expect(await server.child.stderr.waitFor(/tlsv1 alert unknown ca/, 10_000)).toBeDefined();
  });

  it('any of them is gone on with after -noverify, and the reason is told', async () => {
    const { port } = await tlsServer({ names: [{ dns: 'other.example' }] });
    const run = await start([`localhost:${port}`, '-4', ...trust, '-noverify']);
    expect(run.stdout).toMatch(
      /chain +NOT verified \(62\): the host name localhost is not in the certificate/,
    );
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  it('our own, when the server wants one: its alert is told, with what to do', async () => {
    const { port } = await tlsServer({}, ['-Verify', '1', '-CAfile', authority.rootFile]);
    const run = await start([`localhost:${port}`, '-4', ...trust]);
    expectOneLine(
      run,
      /the alert certificate_required: it wants a certificate of ours; give one with -cert and -key/,
    );
  });

  it('a version that the server does not speak is told', async () => {
    const { port } = await tlsServer({}, ['-tls1_3']);
    const run = await start([`localhost:${port}`, '-4', ...trust, '-tls1_2', '--json']);
    expectOneLine(run, /the alert protocol_version: it does not speak the versions that were offered/);
    const { handshakes } = JSON.parse(run.stdout);
    expect(handshakes).toMatchObject([{ ok: false, role: 'client', version: 'unknown' }]);
    expect(handshakes[0].error).toContain('protocol_version');
    expect(handshakes[0].calls.at(-1)).toMatchObject({
      call: 'SSL_do_handshake',
      ret: 0,
      error: 'SSL_ERROR_SSL',
    });
  });
});
