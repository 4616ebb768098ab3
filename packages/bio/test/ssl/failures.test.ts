import { describe, expect, test } from 'vitest';
import { Bio, createBioPair, errorString, type Ssl, sslErrors, sslOptions } from '../../src/index.js';
import { duet, pattern, shakeHands } from '../support/drive.js';
import { ca, clientContext, newClient, newServer, serverContext } from '../support/peers.js';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const of = (version: (typeof versions)[number]) => ({ minVersion: version, maxVersion: version });
const lastError = (ssl: Ssl): string => errorString(ssl.context.errors.last?.code ?? 0);

/** Records in the clear. */
const closeNotify = Uint8Array.of(21, 3, 3, 0, 2, 1, 0);
const fatalAlert = (description: number): Uint8Array => Uint8Array.of(21, 3, 3, 0, 2, 2, description);

/** A BIO that fails for good as it is told to. */
class BrokenBio extends Bio {
  readonly #read: number;
  readonly #write: number;

  constructor({ read = 0, write = 0 }: { read?: number; write?: number }) {
    super();
    this.#read = read;
    this.#write = write;
  }

  protected override readBytes(): number {
    if (this.#read < 0) this.fail(Object.assign(new Error('connection reset by peer'), { errno: -104 }));
    return this.#read;
  }

  protected override writeBytes(data: Uint8Array): number {
    if (this.#write < 0) return this.fail(Object.assign(new Error('broken pipe'), { errno: -32 }));
    return data.length;
  }
}

describe('SSL_do_handshake(3) that does not succeed', () => {
  test('0: the peer shut down by the rules with close_notify; SSL_ERROR_ZERO_RETURN', () => {
    const { client, clientBio, serverBio } = duet();
    client.doHandshake();
    serverBio.write(closeNotify);
    expect(client.doHandshake()).toBe(0);
    expect(client.getError(0)).toBe(sslErrors.ZERO_RETURN);
    expect(client.shutdownState).toBe(2);
    expect(client.context.errors.length).toBe(0);
    // What may still come is ignored (RFC 8446, 6.1): there is nothing that could help.
    serverBio.write(pattern(40));
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
    expect(clientBio.pending).toBe(0);
    serverBio.shutdownWrite();
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A000126:SSL routines::unexpected eof while reading');
  });

  test('0: the peer shut down by the rules with a fatal alert; SSL_ERROR_SSL, and −1 from then on', () => {
    const { client, serverBio } = duet();
    client.doHandshake();
    serverBio.write(fatalAlert(40));
    expect(client.doHandshake()).toBe(0);
    expect(client.getError(0)).toBe(sslErrors.SSL);
    expect(lastError(client)).toBe('error:0A000410:SSL routines::sslv3 alert handshake failure');
    expect(client.context.errors.last?.data).toBe('SSL alert number 40');
    expect([client.state.short, client.state.long, client.inInit]).toEqual(['SSLERR', 'error', true]);
    client.context.errors.clear();
    for (const call of [
      () => client.doHandshake(),
      () => client.read(new Uint8Array(1)),
      () => client.write(new Uint8Array(1)),
      () => client.shutdown(),
    ]) {
      expect([call(), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    }
    expect(client.context.errors.length).toBe(0);
  });

  test('0, alerts without a name of their own: the reason is 1000 and the number', () => {
    const { client, serverBio } = duet();
    client.doHandshake();
    serverBio.write(fatalAlert(199));
    expect(client.doHandshake()).toBe(0);
    expect(lastError(client)).toBe('error:0A0004AF:SSL routines::reason(1199)');
  });

  test('−1: the transport ended without a close_notify; reason 294', () => {
    const { client, clientBio, serverBio } = duet();
    client.doHandshake();
    clientBio.reset();
    serverBio.shutdownWrite();
    expect(client.doHandshake()).toBe(-1);
    expect(client.getError(-1)).toBe(sslErrors.SSL);
    expect(lastError(client)).toBe('error:0A000126:SSL routines::unexpected eof while reading');
    expect(clientBio.writePending).toBe(7);
    expect(serverBio.nread(7)).toEqual(Uint8Array.of(21, 3, 1, 0, 2, 2, 50));
  });

  test('SSL_OP_IGNORE_UNEXPECTED_EOF: the end of the transport counts as close_notify, and nothing is sent', () => {
    const context = clientContext({ options: sslOptions.IGNORE_UNEXPECTED_EOF });
    const { client, clientBio, serverBio } = duet(newClient(context));
    client.doHandshake();
    clientBio.reset();
    serverBio.shutdownWrite();
    const ret = client.doHandshake();
    expect([ret, client.getError(ret), client.shutdownState]).toEqual([0, sslErrors.ZERO_RETURN, 2]);
    const again = client.doHandshake();
    expect([again, client.getError(again), client.shutdownState]).toEqual([0, sslErrors.ZERO_RETURN, 2]);
    expect(serverBio.pending).toBe(0);
  });

  test('−1, SSL_ERROR_SYSCALL: the BIO failed to read; the cause is in the queue; then the connection is dead', () => {
    const client = newClient();
    const bio = new BrokenBio({ read: -1 });
    client.setBio(bio, bio);
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.SYSCALL]);
    expect(client.context.errors.last?.data).toBe('connection reset by peer');
    expect(client.context.errors.last?.code).toBe(0x8000_0000 + 104);
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
  });

  test('−1, SSL_ERROR_SYSCALL: the BIO failed to write; the call can be repeated', () => {
    const client = newClient();
    const bio = new BrokenBio({ write: -1 });
    client.setBio(bio, bio);
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.SYSCALL]);
    expect(client.context.errors.last?.code).toBe(0x8000_0000 + 32);
    const [half, far] = createBioPair();
    client.setBio(half, half);
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
    expect(far.pending).toBeGreaterThan(100);
  });

  test('reading 0 without a retry is the end of the transport', () => {
    const client = newClient();
    const bio = new BrokenBio({ read: 0 });
    client.setBio(bio, bio);
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(client.failure?.code).toBe('UNEXPECTED_EOF');
  });

  test('a peer that does not speak TLS is found out by its first five bytes', () => {
    const { client, serverBio } = duet();
    client.doHandshake();
    serverBio.write(new TextEncoder().encode('SSH-2.0-Open'));
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A00010B:SSL routines::wrong version number');
  });

  test('an HTTP request to a server has a reason of its own', () => {
    const { server, clientBio } = duet();
    clientBio.write(new TextEncoder().encode('GET / HTTP/1.1\r\n'));
    expect([server.doHandshake(), server.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(server)).toBe('error:0A00009C:SSL routines::http request');
  });

  test.each(versions)('%s: a certificate of unknown origin fails with its alert sent', (version) => {
    const stranger = serverContext(of(version));
    const { client, server } = duet(newClient(clientContext({ trust: undefined })), newServer(stranger));
    let [mine, theirs] = [client.doHandshake(), server.doHandshake()];
    mine = client.doHandshake();
    expect([mine, client.getError(mine)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A000086:SSL routines::certificate verify failed');
    expect(client.verifyResult).toBe(20);
    theirs = server.doHandshake();
    expect([theirs, server.getError(theirs)]).toEqual([0, sslErrors.SSL]);
    expect(lastError(server)).toBe('error:0A000418:SSL routines::tlsv1 alert unknown ca');
  });

  test.each(versions)('%s: a certificate for another name fails', (version) => {
    const leaf = ca.issue({ names: [{ dns: 'other.example' }] });
    const context = serverContext({ ...of(version), certificate: leaf.chainPem, privateKey: leaf.keyPem });
    const { client, server } = duet(newClient(), newServer(context));
    client.doHandshake();
    server.doHandshake();
    expect(client.doHandshake()).toBe(-1);
    expect([client.failure?.code, client.verifyResult]).toEqual(['CERTIFICATE_NAME_MISMATCH', 62]);
  });

  test.each([1, 2, 7])(
    'a local failure delivers its alert first: WANT_WRITE until it is out, %i bytes at a time',
    (capacity) => {
      const { client, serverBio, clientBio } = duet(newClient(), newServer(), capacity);
      const sent: number[] = [];
      const drain = (): void => {
        const bytes = new Uint8Array(capacity);
        const got = serverBio.read(bytes);
        if (got > 0) sent.push(...bytes.subarray(0, got));
      };
      while (client.doHandshake() === -1 && client.getError(-1) === sslErrors.WANT_WRITE) drain();
      const hello = sent.length + clientBio.writePending;
      const garbage = new TextEncoder().encode('HTTP/1.1 400');
      let calls = 0;
      let at = 0;
      for (;;) {
        const ret = client.doHandshake();
        expect(ret).toBe(-1);
        const error = client.getError(ret);
        if (error === sslErrors.SSL) break;
        if (error === sslErrors.WANT_READ) at += Math.max(0, serverBio.write(garbage.subarray(at)));
        else {
          expect([error, client.failure?.code]).toEqual([sslErrors.WANT_WRITE, 'NOT_TLS']);
          expect(client.context.errors.length).toBe(0);
          calls += 1;
          drain();
        }
      }
      while (serverBio.pending > 0) drain();
      expect(calls).toBeGreaterThan(7 / capacity - 1);
      expect(sent.slice(hello)).toEqual([21, 3, 1, 0, 2, 2, 70]);
    },
  );

  test('a stale error elsewhere never changes SSL_get_error', () => {
    const context = clientContext();
    const failing = newClient(context);
    failing.setBio(new BrokenBio({ read: 0 }), new BrokenBio({}));
    failing.doHandshake();
    const both = duet(newClient(context));
    shakeHands(both);
    failing.doHandshake();
    context.errors.push({ code: 0x0a00_0152, data: '', cause: undefined });
    expect([both.client.read(new Uint8Array(1)), both.client.getError(-1)]).toEqual([
      -1,
      sslErrors.WANT_READ,
    ]);
    expect(context.errors.length).toBeGreaterThan(0);
  });
});
