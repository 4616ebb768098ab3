import { describe, expect, test } from 'vitest';
import { errorString, keyUpdateTypes, Ssl, sslErrors, sslModes } from '../../src/index.js';
import { BlockingBio, type Duet, duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { clientContext, newClient, newServer } from '../support/peers.js';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const of = (version: (typeof versions)[number]) => ({ minVersion: version, maxVersion: version });

function connected(version: (typeof versions)[number] = 'TLSv1.3', capacity = 0): Duet {
  const both = duet(newClient(clientContext(of(version))), newServer(), capacity);
  shakeHands(both);
  return both;
}

const lastError = (ssl: Ssl): string => errorString(ssl.context.errors.last?.code ?? 0);

describe('SSL_read(3), SSL_peek(3)', () => {
  test.each(versions)('%s: one record at most, and what is left of it comes first', (version) => {
    const { client, server } = connected(version);
    client.write(pattern(10));
    client.write(pattern(20));
    const into = new Uint8Array(100);
    expect(server.read(into.subarray(0, 4))).toBe(4);
    expect(server.pending).toBe(6);
    expect(server.peek(into)).toBe(6);
    expect(server.read(into)).toBe(6);
    expect(into.subarray(0, 6)).toEqual(pattern(10).subarray(4));
    expect(server.pending).toBe(0);
    expect([server.read(into), server.read(into)]).toEqual([20, -1]);
    expect(server.getError(-1)).toBe(sslErrors.WANT_READ);
  });

  test('a first read completes the handshake', () => {
    const { client, server } = duet();
    const into = new Uint8Array(9);
    for (let i = 0; i < 5; i += 1) {
      expect([client.read(into), client.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
      expect([server.read(into), server.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
    }
    expect([client.isInitFinished, server.isInitFinished]).toEqual([true, true]);
  });

  test('without a role: uninitialized', () => {
    const ssl = new Ssl(clientContext());
    expect([ssl.read(new Uint8Array(1)), ssl.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(ssl)).toBe('error:0A000114:SSL routines::uninitialized');
    expect([ssl.write(new Uint8Array(1)), ssl.shutdown()]).toEqual([-1, -1]);
  });

  test('SSL_read_ex(3): 1 or 0, never negative', () => {
    const { client, server } = connected();
    expect(server.readEx(new Uint8Array(5))).toEqual({ ret: 0, readbytes: 0 });
    expect(server.getError(0)).toBe(sslErrors.WANT_READ);
    expect(client.writeEx(pattern(3))).toEqual({ ret: 1, written: 3 });
    expect(server.peekEx(new Uint8Array(5))).toEqual({ ret: 1, readbytes: 3 });
    expect(server.readEx(new Uint8Array(5))).toEqual({ ret: 1, readbytes: 3 });
  });

  test('without AUTO_RETRY a read returns after a record without data, even over a blocking BIO', () => {
    const { client, server, clientBio } = connected();
    client.clearMode(sslModes.AUTO_RETRY);
    server.keyUpdate(keyUpdateTypes.NOT_REQUESTED);
    server.doHandshake();
    const bio = new BlockingBio(clientBio, () => server.write(pattern(7)));
    client.setBio(bio, bio);
    expect([client.read(new Uint8Array(9)), client.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
    expect(client.read(new Uint8Array(9))).toBe(7);
  });

  test('with AUTO_RETRY, the default, it goes on by itself', () => {
    const { client, server, clientBio } = connected();
    server.keyUpdate(keyUpdateTypes.NOT_REQUESTED);
    server.doHandshake();
    const bio = new BlockingBio(clientBio, () => server.write(pattern(7)));
    client.setBio(bio, bio);
    expect(client.read(new Uint8Array(9))).toBe(7);
  });

  test('what was read before a failure can still be read', () => {
    const { client, server, clientBio } = connected();
    server.write(pattern(9));
    expect(client.read(new Uint8Array(2))).toBe(2);
    clientBio.peer?.write(Uint8Array.of(23, 3, 3, 0, 17, ...pattern(17)));
    expect(client.read(new Uint8Array(20))).toBe(7);
    expect([client.read(new Uint8Array(20)), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A000119:SSL routines::decryption failed or bad record mac');
    expect([server.read(new Uint8Array(1)), server.getError(0)]).toEqual([0, sslErrors.SSL]);
    expect(lastError(server)).toBe('error:0A0003FC:SSL routines::sslv3 alert bad record mac');
  });
});

describe('SSL_write(3)', () => {
  test('nothing: 0, SSL_ERROR_SYSCALL, no record; SSL_write_ex(3) counts it as done', () => {
    const { client, serverBio } = connected();
    expect([client.write(new Uint8Array(0)), client.getError(0)]).toEqual([0, sslErrors.SYSCALL]);
    expect(client.writeEx(new Uint8Array(0))).toEqual({ ret: 1, written: 0 });
    expect(serverBio.pending).toBe(0);
  });

  test('all of it by default: −1 and WANT_WRITE until the last record is out', () => {
    const { client, server, serverBio } = connected();
    const data = pattern(60_000);
    expect([client.write(data), client.getError(-1)]).toEqual([-1, sslErrors.WANT_WRITE]);
    expect(serverBio.pending).toBe(17 * 1024);
    expect(transfer(client, server, data)).toEqual(data);
  });

  test('ENABLE_PARTIAL_WRITE: at least one record', () => {
    const { client } = connected();
    client.setMode(sslModes.ENABLE_PARTIAL_WRITE);
    expect(client.write(pattern(60_000))).toBe(16_384);
    expect([client.write(pattern(60_000)), client.getError(-1)]).toEqual([-1, sslErrors.WANT_WRITE]);
  });

  test('repeated from another place: fatal, with an alert, unless ACCEPT_MOVING_WRITE_BUFFER', () => {
    const data = pattern(60_000);
    const allowed = connected();
    allowed.client.setMode(sslModes.ACCEPT_MOVING_WRITE_BUFFER);
    allowed.client.write(data);
    expect(transfer(allowed.client, allowed.server, data.slice())).toEqual(data);

    const { client, serverBio } = connected();
    client.write(data);
    for (let bytes = serverBio.nread(9999); typeof bytes !== 'number'; bytes = serverBio.nread(9999));
    expect([client.write(data.slice()), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A00007F:SSL routines::bad write retry');
    expect([client.write(data), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
  });

  test('repeated with less than is on its way: fatal', () => {
    const { client, serverBio } = connected();
    const data = pattern(60_000);
    client.write(data);
    serverBio.nread(9999);
    expect([client.write(data.subarray(0, 9)), client.getError(-1)]).toEqual([-1, sslErrors.WANT_WRITE]);
    expect(client.failure?.code).toBe('INTERNAL_ERROR');
    for (let i = 0; i < 3; i += 1) serverBio.nread(99_999);
    expect([client.write(data), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A00010F:SSL routines::bad length');
  });

  test('after our close_notify: protocol is shutdown', () => {
    const { client } = connected();
    client.shutdown();
    expect([client.write(pattern(1)), client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A0000CF:SSL routines::protocol is shutdown');
  });

  test('SSL_set_max_send_fragment(3): records get no larger', () => {
    const client = newClient();
    client.maxSendFragment = 512;
    const both = duet(client);
    shakeHands(both);
    client.write(pattern(1000));
    expect([both.server.read(new Uint8Array(2000)), both.server.read(new Uint8Array(2000))]).toEqual([
      512, 488,
    ]);
  });
});

describe('SSL_key_update(3)', () => {
  test('is sent by the next call, and answered with the peer’s next write', () => {
    const { client, server, serverBio } = connected();
    expect(client.keyUpdate(keyUpdateTypes.REQUESTED)).toBe(1);
    expect([client.inInit, client.state.long]).toEqual([true, 'SSL negotiation finished successfully']);
    expect([serverBio.pending, client.inInit]).toEqual([0, true]);
    expect(client.doHandshake()).toBe(1);
    expect([serverBio.pending, client.inInit]).toEqual([27, false]);
    expect(server.doHandshake()).toBe(1);
    expect(serverBio.pending).toBe(27);
    expect([server.read(new Uint8Array(1)), server.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
    expect(serverBio.writePending).toBe(0);
    expect(transfer(server, client, pattern(9))).toEqual(pattern(9));
    expect(transfer(client, server, pattern(9))).toEqual(pattern(9));
  });

  test('refusals: TLS 1.2, unknown types, before the handshake is complete, while a write is to be repeated', () => {
    const old = connected('TLSv1.2').client;
    expect([old.keyUpdate(0), lastError(old)]).toEqual([0, 'error:0A00010A:SSL routines::wrong ssl version']);
    const { client } = connected();
    expect([client.keyUpdate(2), lastError(client)]).toEqual([
      0,
      'error:0A000078:SSL routines::invalid key update type',
    ]);
    client.write(pattern(60_000));
    expect([client.keyUpdate(0), lastError(client)]).toEqual([
      0,
      'error:0A00007F:SSL routines::bad write retry',
    ]);
    const twice = connected().client;
    expect([twice.keyUpdate(0), twice.keyUpdate(0), lastError(twice)]).toEqual([
      1,
      0,
      'error:0A000079:SSL routines::still in init',
    ]);
  });
});

describe('SSL_export_keying_material(3)', () => {
  test.each(versions)('%s: both ends get the same', (version) => {
    const { client, server } = connected(version);
    const context = Uint8Array.of(1, 2);
    const ours = client.exportKeyingMaterial('EXPORTER-test', 40, context);
    expect(ours).toHaveLength(40);
    expect(server.exportKeyingMaterial('EXPORTER-test', 40, context)).toEqual(ours);
    expect(server.exportKeyingMaterial('EXPORTER-test', 40)).not.toEqual(ours);
  });

  test('not before the keys are agreed', () => {
    expect(() => newClient().exportKeyingMaterial('EXPORTER-test', 1)).toThrow('complete the handshake');
  });
});

describe('both ends write at once, over a BIO that is full', () => {
  test('reading goes on while a write waits', () => {
    const { client, server } = connected('TLSv1.3', 100);
    const data = pattern(5000);
    const into = new Uint8Array(8000);
    expect([client.write(data), server.write(data)]).toEqual([-1, -1]);
    let got = 0;
    let written = 0;
    for (let i = 0; i < 1000 && got <= 0; i += 1) {
      got = client.read(into);
      if (got <= 0) expect(client.getError(got)).toBe(sslErrors.WANT_READ);
      if (written <= 0) written = server.write(data);
    }
    expect(into.subarray(0, got)).toEqual(data);
  });
});
