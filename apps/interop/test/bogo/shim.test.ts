import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePem } from '@proj/crypto';
import { Connection, clientConfig, keySigner, serverConfig } from '@proj/handshake';
import { nodeProvider } from '@proj/node-adapter';
import { Authority } from '@tooling/ca';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleShim } from '../../src/bogo/run/bundle.ts';

const root = Authority.root(nodeProvider, {});
const { chain, key } = root.leaf({ names: [{ dns: 'test' }] });
const own = { chain, signer: keySigner(key.privateKey, nodeProvider.random) };
const verifyChain = () => 'unverified' as const;
const data = new TextEncoder().encode('hello, shim');

/** What the shim came to. */
interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** The other end of the shim's connection, as the runner is. */
class Peer {
  readonly #connection: Connection;
  readonly #socket: Socket;
  #id: Uint8Array = new Uint8Array(0);
  #hasSpoken = false;
  readonly heard: number[] = [];

  constructor(connection: Connection, socket: Socket) {
    this.#connection = connection;
    this.#socket = socket;
    socket.on('data', (bytes: Uint8Array) => this.#take(bytes)).on('error', () => {});
    socket.on('end', () => socket.end());
  }

  get id(): bigint {
    return new DataView(this.#id.buffer).getBigUint64(0, true);
  }

  #take(bytes: Uint8Array): void {
    const missing = 8 - this.#id.length;
    if (missing > 0) this.#id = Uint8Array.of(...this.#id, ...bytes.subarray(0, missing));
    this.#connection.receive(bytes.subarray(Math.max(missing, 0)));
    try {
      this.#go();
    } catch {
      // The alert is in the output.
    }
    const { output } = this.#connection;
    this.#socket.write(output.peek().slice());
    output.consume(output.pending);
  }

  #go(): void {
    const connection = this.#connection;
    connection.handshake();
    if (connection.isHandshaking) return;
    if (!this.#hasSpoken) connection.write(data);
    this.#hasSpoken = true;
    const into = new Uint8Array(100);
    for (let kind = ''; kind !== 'needs-input' && kind !== 'closed'; ) {
      this.heard.push(...into.subarray(0, connection.read(into)));
      kind = connection.processRecord().kind;
    }
    if (this.heard.length === data.length) connection.close();
  }
}

describe('the shim', { timeout: 60_000 }, () => {
  let shim: string;
  let folder: string;
  let listener: Server;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shim-'));
    shim = await bundleShim(folder);
    writeFileSync(join(folder, 'cert.pem'), chain.map((der) => encodePem('CERTIFICATE', der)).join(''));
    writeFileSync(join(folder, 'key.pem'), encodePem('PRIVATE KEY', key.pkcs8));
    listener = createServer({ allowHalfOpen: true });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    listener.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs it against a connection of ours. */
  async function run(
    peer: Connection,
    ...flags: string[]
  ): Promise<Ended & { readonly peer: Peer | undefined }> {
    let met: Peer | undefined;
    listener.removeAllListeners('connection');
    listener.once('connection', (socket) => {
      met = new Peer(peer, socket);
    });
    const { port } = listener.address() as AddressInfo;
    const args = ['-port', String(port), '-shim-id', '258', ...flags];
    const ended = await new Promise<Ended>((resolve) => {
      const child = execFile(shim, args, (_error, _stdout, stderr) =>
        resolve({ code: child.exitCode, stderr }),
      );
    });
    return { ...ended, peer: met };
  }

  const server = () => new Connection(serverConfig({ provider: nodeProvider, credentials: [own] }));
  const client = () => new Connection(clientConfig({ provider: nodeProvider, verifyChain }));
  const asServer = () => [
    '-server',
    '-cert-file',
    join(folder, 'cert.pem'),
    '-key-file',
    join(folder, 'key.pem'),
  ];

  it('has no second process for handshakes', () => {
    expect(execFileSync(shim, ['-is-handshaker-supported'], { encoding: 'utf8' })).toBe('No\n');
  });

  it('ends with 89 for what is not built', async () => {
    const { code, stderr } = await run(server(), '-no-such-flag');
    expect(code).toBe(89);
    expect(stderr).toContain('-no-such-flag');
  });

  it.each(['1.3', '1.2'])(
    'as a client of TLS %s says its id, and echoes with all bits turned',
    async (version) => {
      const max = version === '1.2' ? ['-max-version', '771'] : [];
      const { code, stderr, peer } = await run(server(), '-check-close-notify', ...max);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(peer?.id).toBe(258n);
      expect(peer?.heard).toEqual([...data].map((byte) => byte ^ 0xff));
    },
  );

  it('does the same as a server', async () => {
    const { code, stderr, peer } = await run(client(), '-check-close-notify', ...asServer());
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(peer?.heard).toEqual([...data].map((byte) => byte ^ 0xff));
  });

  it.each(['a client', 'a server'])(
    'does the same as %s that stops at every byte and decision',
    async (who) => {
      const isServer = who === 'a server';
      const flags = isServer ? [...asServer(), '-use-early-callback'] : ['-use-custom-verify-callback'];
      const { code, stderr, peer } = await run(isServer ? client() : server(), '-async', ...flags);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(peer?.heard).toEqual([...data].map((byte) => byte ^ 0xff));
    },
  );

  it('fails, by name, when something is not as it is expected to be', async () => {
    const { code, stderr } = await run(server(), '-expect-version', '769');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Unexpected: the version is/);
  });

  it('tells an error by its code', async () => {
    const old = new Connection(
      serverConfig({ provider: nodeProvider, credentials: [own], maxVersion: 'TLSv1.2' }),
    );
    const { code, stderr } = await run(old, '-min-version', '772');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^:ALERT_RECEIVED: protocol_version/);
  });
});
