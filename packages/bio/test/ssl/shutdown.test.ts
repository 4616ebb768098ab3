import { describe, expect, test } from 'vitest';
import { BufferBio, createBioPair, errorString, type Ssl, shutdownBits, sslErrors } from '../../src/index.js';
import { closeBoth, type Duet, duet, pattern, shakeHands } from '../support/drive.js';
import { clientContext, newClient, newServer } from '../support/peers.js';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;

function connected(version: (typeof versions)[number] = 'TLSv1.3', capacity = 0): Duet {
  const context = clientContext({ minVersion: version, maxVersion: version });
  const both = duet(newClient(context), newServer(), capacity);
  shakeHands(both);
  return both;
}

const lastError = (ssl: Ssl): string => errorString(ssl.context.errors.last?.code ?? 0);

describe('SSL_shutdown(3)', () => {
  test.each(versions)('%s: 0 when our close_notify is out, 1 when the peer’s has come too', (version) => {
    const { client, server } = connected(version);
    expect([client.shutdown(), client.shutdownState]).toEqual([0, shutdownBits.SENT]);
    expect([client.shutdown(), client.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
    expect([server.read(new Uint8Array(1)), server.getError(0)]).toEqual([0, sslErrors.ZERO_RETURN]);
    expect(server.shutdownState).toBe(shutdownBits.RECEIVED);
    expect([server.shutdown(), server.shutdownState]).toEqual([1, 3]);
    expect([client.shutdown(), client.shutdownState]).toEqual([1, 3]);
    expect([client.shutdown(), server.shutdown()]).toEqual([1, 1]);
  });

  test.each(['quiet shutdown', 'SSL_set_shutdown(3)'])('after %s, reading ends as at close_notify', (how) => {
    const { client } = connected();
    client.quietShutdown = how === 'quiet shutdown';
    if (client.quietShutdown) expect(client.shutdown()).toBe(1);
    else client.setShutdown(shutdownBits.RECEIVED);
    expect([client.read(new Uint8Array(1)), client.getError(0)]).toEqual([0, sslErrors.ZERO_RETURN]);
    expect([client.peek(new Uint8Array(1)), client.getError(0)]).toEqual([0, sslErrors.ZERO_RETURN]);
    expect(client.shutdown()).toBe(1);
  });

  test('both at once', () => {
    const { client, server } = connected();
    expect([client.shutdown(), server.shutdown()]).toEqual([0, 0]);
    expect([client.shutdown(), server.shutdown()]).toEqual([1, 1]);
  });

  test.each([1, 2, 5, 23])(
    'over %i bytes: −1 and WANT_WRITE until close_notify is out, then 0',
    (capacity) => {
      const { client, server } = connected('TLSv1.3', capacity);
      expect([client.shutdown(), client.getError(-1)]).toEqual([-1, sslErrors.WANT_WRITE]);
      expect(client.shutdownState).toBe(shutdownBits.SENT);
      server.read(new Uint8Array(1));
      closeBoth({ client, server });
    },
  );

  test('a buffering BIO that can not pass close_notify on: −1 and WANT_WRITE until it has, then 1', () => {
    const { client, server, clientBio, serverBio } = connected();
    serverBio.upRef();
    server.setBio(serverBio, new BufferBio().push(serverBio));
    client.shutdown();
    server.read(new Uint8Array(1));
    serverBio.write(new Uint8Array(serverBio.writeGuarantee));
    for (let i = 0; i < 2; i += 1)
      expect([server.shutdown(), server.getError(-1), server.writeBio?.writePending]).toEqual([
        -1,
        sslErrors.WANT_WRITE,
        24,
      ]);
    clientBio.read(new Uint8Array(20_000));
    expect([server.shutdown(), clientBio.pending]).toEqual([1, 24]);
  });

  test('half-closed: after our close_notify we still read; the peer still writes', () => {
    const { client, server } = connected();
    client.shutdown();
    expect(server.read(new Uint8Array(1))).toBe(0);
    expect(server.write(pattern(40))).toBe(40);
    expect(client.read(new Uint8Array(99))).toBe(40);
    expect(server.shutdown()).toBe(1);
    expect(client.shutdown()).toBe(1);
  });

  test('data where the peer’s close_notify was awaited is a failure: read it with SSL_read(3) first', () => {
    const { client, server } = connected();
    client.shutdown();
    server.write(pattern(5));
    expect([client.shutdown(), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A000123:SSL routines::application data after close notify');
    expect([client.shutdown(), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
  });

  test('in the middle of a handshake: refused, and the handshake goes on', () => {
    const both = duet();
    both.client.doHandshake();
    expect([both.client.shutdown(), both.client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(both.client)).toBe('error:0A000197:SSL routines::shutdown while in init');
    shakeHands(both);
  });

  test('SSL_set_quiet_shutdown(3): both directions count as closed, and nothing is sent', () => {
    const { client, serverBio } = connected();
    client.quietShutdown = true;
    expect([client.shutdown(), client.shutdownState, serverBio.pending]).toEqual([1, 3, 0]);
  });

  test('the transport ends without close_notify: −1, reason 294', () => {
    const { client, serverBio } = connected();
    client.shutdown();
    serverBio.shutdownWrite();
    expect([client.shutdown(), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A000126:SSL routines::unexpected eof while reading');
  });

  test('SSL_free(3) frees the BIOs, once where both are the same', () => {
    const { client } = connected();
    const [one] = createBioPair();
    let freed = 0;
    one.callback = (_, operation) => {
      if (operation === 'free') freed += 1;
      return 1;
    };
    client.setBio(one, one);
    client.free();
    expect([freed, client.readBio]).toEqual([1, undefined]);
  });
});
