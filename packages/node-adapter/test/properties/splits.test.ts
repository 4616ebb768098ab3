import { Duplex } from 'node:stream';
import { Ssl, SslContext, sslErrors } from '@proj/bio';
import { legacyVersions } from '@proj/bio/legacy';
import { type CryptoProvider, versions as protocolVersions, TLS12 } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { Authority, keyUsage } from '@tooling/ca';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { poll, SocketBio } from '../../src/index.js';

const root = Authority.root(nobleProvider, { subject: 'Test Root' });
const leaf = root.leaf({ names: [{ dns: 'server.example' }] });
const now = Date.now();
const versions = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
/** SSL 3.0 has no curves: its keys are exchanged by RSA. */
const rsa = root.leaf({
  names: [{ dns: 'server.example' }],
  keyType: 'rsa',
  extensions: [keyUsage('digitalSignature', 'keyEncipherment')],
});

/** One end of a stream whose other end gets what is written in pieces of these sizes, over and over. */
class PieceStream extends Duplex {
  readonly sent: number[] = [];
  readonly #sizes: readonly number[];
  #at = 0;
  other: PieceStream | undefined;

  constructor(sizes: readonly number[]) {
    super({ allowHalfOpen: true });
    this.#sizes = sizes;
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.sent.push(...chunk);
    const send = (rest: Uint8Array): void => {
      if (rest.length === 0) {
        done();
        return;
      }
      const size = this.#sizes[this.#at++ % this.#sizes.length] ?? 1;
      this.other?.push(rest.slice(0, size));
      setImmediate(send, rest.subarray(size));
    };
    send(chunk);
  }
}

/** The same bytes each time; good enough for a test and for nothing else. */
function repeatable(seed: number): CryptoProvider {
  let state = seed;
  const random = (length: number): Uint8Array =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 24;
    });
  return { ...nobleProvider, random };
}

function end(role: 'client' | 'server', stream: Duplex, version: (typeof versions)[number]): Ssl {
  const { chainPem: certificate, keyPem: privateKey } = version === 'SSLv3' ? rsa : leaf;
  const context =
    role === 'client'
      ? new SslContext({ provider: repeatable(1), trust: root.pem })
      : new SslContext({ provider: repeatable(2), certificate, privateKey });
  if (protocolVersions[version] < TLS12) {
    context.legacy = legacyVersions();
    context.setCipherList('ALL:@SECLEVEL=0');
  }
  context.minVersion = protocolVersions[version];
  context.maxVersion = protocolVersions[version];
  context.now = () => now;
  const ssl = new Ssl(context);
  const bio = new SocketBio(stream);
  ssl.setBio(bio, bio);
  if (role === 'client') {
    ssl.serverName = 'server.example';
    ssl.setConnectState();
  } else ssl.setAcceptState();
  return ssl;
}

const data = {
  client: Uint8Array.from({ length: 100 }, (_, i) => i * 31),
  server: Uint8Array.from({ length: 150 }, (_, i) => i * 7),
};

/** Handshake, data both ways, and shutdown both ways; each call repeated when its BIO says so. */
async function talk(ssl: Ssl, role: 'client' | 'server'): Promise<string[]> {
  const results: string[] = [];
  const until = async (call: () => number): Promise<void> => {
    for (;;) {
      const ret = call();
      const error = ssl.getError(ret);
      const bio = ssl.readBio;
      if (ret < 0 && !(error === sslErrors.WANT_READ || error === sslErrors.WANT_WRITE))
        throw ssl.failure ?? new Error(`error ${error}`);
      if (ret < 0 && bio instanceof SocketBio) {
        const read = error === sslErrors.WANT_READ;
        await poll(bio, { read, write: !read, timeout: 10_000 });
      } else {
        results.push(`${ret} ${ssl.state.short} ${ssl.shutdownState}`);
        return;
      }
    }
  };
  const into = new Uint8Array(2000);
  const [mine, theirs] = role === 'client' ? [data.client, data.server] : [data.server, data.client];
  await until(() => ssl.doHandshake());
  if (role === 'server') await until(() => ssl.write(mine));
  // Old versions split what is written (CBC's IVs can be foreseen there).
  for (let got = 0; got < theirs.length; got += Number.parseInt(results.at(-1) ?? '', 10))
    await until(() => ssl.read(into.subarray(got)));
  expect(into.subarray(0, theirs.length)).toEqual(theirs);
  if (role === 'client') await until(() => ssl.write(mine));
  else await until(() => ssl.read(into));
  await until(() => ssl.shutdown());
  if (role === 'client') await until(() => ssl.shutdown());
  return results;
}

async function converse(
  version: (typeof versions)[number],
  client: readonly number[],
  server: readonly number[],
) {
  const [near, far] = [new PieceStream(client), new PieceStream(server)];
  near.other = far;
  far.other = near;
  const results = await Promise.all([
    talk(end('client', near, version), 'client'),
    talk(end('server', far, version), 'server'),
  ]);
  return { results, sent: [near.sent, far.sent].map((bytes) => Buffer.from(bytes).toString('hex')) };
}

describe.each(versions)('%s over a socket, however the bytes come', (version) => {
  const whole = (): ReturnType<typeof converse> => converse(version, [100_000], [100_000]);

  test('one at a time: the same results, and the same bytes', async () => {
    expect(await converse(version, [1], [1])).toEqual(await whole());
  });

  test('in any pieces: the same results, and the same bytes', async () => {
    const expected = await whole();
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2000 })), {
      minLength: 1,
      maxLength: 9,
    });
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (client, server) => {
        expect(await converse(version, client, server)).toEqual(expected);
      }),
      { numRuns: 3 },
    );
  });
});
