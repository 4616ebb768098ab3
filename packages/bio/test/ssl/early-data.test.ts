import { describe, expect, test } from 'vitest';
import {
  createBioPair,
  earlyDataReads,
  earlyDataStatuses,
  errorString,
  infoEvents,
  type Ssl,
  type SslContext,
  sslErrors,
  sslModes,
} from '../../src/index.js';
import { type Duet, duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { clientContext, newClient, newServer, serverContext } from '../support/peers.js';

const { ERROR, FINISH, SUCCESS } = earlyDataReads;
const { ACCEPTED, NOT_SENT, REJECTED } = earlyDataStatuses;
const misused = 'error:0A0C0101:SSL routines::called a function you should not call';

function servers(maxEarlyData = 20): SslContext {
  const context = serverContext();
  context.maxEarlyData = maxEarlyData;
  return context;
}

/** A client with a session of this server, and that server anew. */
function resuming(context: SslContext = servers()): Duet {
  const first = duet(newClient(), newServer(context));
  shakeHands(first);
  const client = newClient();
  client.session = first.client.session;
  expect(client.session?.fields.maxEarlyData).toBe(context.maxEarlyData);
  return duet(client, newServer(context));
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const write = (ssl: Ssl, content: string): unknown[] => {
  const { ret, written } = ssl.writeEarlyData(text(content));
  return [ret, written, ssl.getError(ret)];
};
const wrote = (count: number): unknown[] => [1, count, sslErrors.NONE];
const into = new Uint8Array(99);
const read = (ssl: Ssl, size = 99): unknown[] => {
  const { ret, readbytes } = ssl.readEarlyData(into.subarray(0, size));
  return ret === SUCCESS
    ? [ret, new TextDecoder().decode(into.subarray(0, readbytes))]
    : [ret, readbytes, ssl.getError(ret)];
};
const finished = [FINISH, 0, sslErrors.NONE];
const blocked = [ERROR, 0, sslErrors.WANT_READ];
const shake = (ssl: Ssl): unknown[] => {
  const ret = ssl.doHandshake();
  return [ret, ssl.getError(ret)];
};
const done = [1, sslErrors.NONE];
const waits = [-1, sslErrors.WANT_READ];
const statuses = ({ client, server }: Duet): number[] => [client.earlyDataStatus, server.earlyDataStatus];
const lastError = (ssl: Ssl): string => errorString(ssl.context.errors.last?.code ?? 0);

describe('SSL_write_early_data(3), SSL_read_early_data(3)', () => {
  test('early data, its end, the handshake, and data', () => {
    const both = resuming();
    const { client, server, serverBio } = both;
    expect(write(client, 'hello')).toEqual(wrote(5));
    expect([client.inInit, client.isInitFinished, client.inBefore]).toEqual([false, false, false]);
    expect([client.state.short, client.earlyDataStatus]).toEqual(['TED', REJECTED]);
    expect(serverBio.pending).toBeGreaterThan(400);
    expect(write(client, 'there')).toEqual(wrote(5));
    expect(read(server)).toEqual([SUCCESS, 'hello']);
    expect(read(server, 3)).toEqual([SUCCESS, 'the']);
    expect(read(server)).toEqual([SUCCESS, 're']);
    expect([server.inInit, server.isInitFinished, server.state.short]).toEqual([false, false, 'TED']);
    expect(read(server)).toEqual(blocked);
    expect(shake(client)).toEqual(done);
    expect(statuses(both)).toEqual([ACCEPTED, ACCEPTED]);
    expect(read(server)).toEqual(finished);
    expect(shake(server)).toEqual(done);
    expect([client.sessionReused, server.sessionReused]).toEqual([true, true]);
    expect(transfer(client, server, pattern(100))).toEqual(pattern(100));
    expect(transfer(server, client, pattern(100))).toEqual(pattern(100));
  });

  test('nothing: 1, and the ClientHello is out', () => {
    const { client, server, serverBio } = resuming();
    expect(write(client, '')).toEqual(wrote(0));
    expect(serverBio.pending).toBeGreaterThan(400);
    expect(write(client, 'ab')).toEqual(wrote(2));
    expect(read(server)).toEqual([SUCCESS, 'ab']);
  });

  test('a server answers before the client’s Finished has come', () => {
    const { client, server } = resuming();
    write(client, 'hello');
    expect(read(server)).toEqual([SUCCESS, 'hello']);
    expect(write(server, '0.5')).toEqual(wrote(3));
    expect(shake(client)).toEqual(done);
    expect(read(server)).toEqual(finished);
    expect(write(server, 'more')).toEqual(wrote(4));
    expect(shake(server)).toEqual(done);
    expect([client.read(into), client.read(into)]).toEqual([3, 4]);
  });

  test('a server that wrote early answers a full handshake too', () => {
    const { client, server } = duet(newClient(), newServer(servers()));
    expect(shake(client)).toEqual(waits);
    expect(read(server)).toEqual(finished);
    expect(write(server, '0.5')).toEqual(wrote(3));
    expect(shake(client)).toEqual(done);
    expect(shake(server)).toEqual(done);
    expect(client.read(into)).toBe(3);
  });

  test('SSL_write(3) and SSL_read(3) go on with the handshake: no more early data after them', () => {
    const both = resuming();
    const { client, server } = both;
    write(client, 'hello');
    expect([client.write(text('norm')), client.getError(-1)]).toEqual(waits);
    expect([client.read(into), client.getError(-1)]).toEqual(waits);
    expect(write(client, 'late')).toEqual([0, 0, sslErrors.SSL]);
    expect(lastError(client)).toBe(misused);
    expect(read(server)).toEqual([SUCCESS, 'hello']);
    // Data that is not early can not come yet: what a read gave now could have been replayed.
    expect([server.read(into), server.getError(0), lastError(server)]).toEqual([0, sslErrors.SSL, misused]);
    expect([server.write(into), server.getError(0), lastError(server)]).toEqual([0, sslErrors.SSL, misused]);
    expect(client.write(text('norm'))).toBe(4);
    expect(read(server)).toEqual(finished);
    expect(server.read(into)).toBe(4);
    expect(statuses(both)).toEqual([ACCEPTED, ACCEPTED]);
  });

  test.each([1, 16, 600])('over %i bytes: WANT_WRITE and WANT_READ until it is through', (capacity) => {
    const { client, server } = resuming();
    // What the server answers must find room: a client that reads goes on with the handshake.
    const [clientBio, serverBio] = createBioPair(capacity, 0);
    client.setBio(clientBio, clientBio);
    server.setBio(serverBio, serverBio);
    client.setMode(sslModes.ENABLE_PARTIAL_WRITE | sslModes.ACCEPT_MOVING_WRITE_BUFFER);
    let got = '';
    const take = (): boolean => {
      const answer = read(server);
      if (answer[0] === SUCCESS) got += answer[1];
      else if (answer[0] === ERROR) expect([sslErrors.WANT_READ, sslErrors.WANT_WRITE]).toContain(answer[2]);
      return answer[0] === FINISH;
    };
    for (const part of ['hello', 'there']) {
      let answer = write(client, part);
      for (let i = 0; i < 3000 && answer[0] === 0; i += 1) {
        expect(answer[2]).toBe(sslErrors.WANT_WRITE);
        take();
        answer = write(client, part);
      }
      expect(answer).toEqual(wrote(5));
    }
    let calls = 0;
    for (let end = false; !end; end = take()) {
      client.doHandshake();
      calls += 1;
      expect(calls).toBeLessThan(3000);
    }
    for (let i = 0; i < 3000 && !(client.isInitFinished && server.isInitFinished); i += 1) {
      client.doHandshake();
      server.doHandshake();
      client.peek(into);
    }
    expect(got).toBe('hellothere');
    expect(transfer(client, server, pattern(100))).toEqual(pattern(100));
  });

  test('while a client’s early data waits for room, another write is a misuse', () => {
    const { client, clientBio, serverBio } = resuming();
    write(client, '');
    const fill = new Uint8Array(clientBio.writeGuarantee);
    clientBio.write(fill);
    const data = text('hello');
    expect([client.writeEarlyData(data).ret, client.getError(0)]).toEqual([0, sslErrors.WANT_WRITE]);
    expect([client.writeEarlyData(data.slice()).ret, client.getError(0)]).toEqual([0, sslErrors.WANT_WRITE]);
    expect(client.failure?.cause).toMatchObject({ reason: 'BAD_WRITE_RETRY' });
    expect(serverBio.pending).toBeGreaterThan(fill.length);
  });
});

describe('early data that is not taken', () => {
  test('a server that begins with SSL_do_handshake(3) rejects it', () => {
    const both = resuming();
    const { client, server } = both;
    write(client, 'hello');
    expect(shake(server)).toEqual(waits);
    expect(shake(client)).toEqual(done);
    expect(shake(server)).toEqual(done);
    expect(statuses(both)).toEqual([REJECTED, REJECTED]);
    expect([client.sessionReused, server.sessionReused]).toEqual([true, true]);
    expect(transfer(client, server, text('hello'))).toEqual(text('hello'));
  });

  test('SSL_CTX_set_allow_early_data_cb(3) rejects it: FINISH at once', () => {
    const context = servers();
    const both = resuming(context);
    let asked = 0;
    both.server.allowEarlyDataCallback = (ssl) => {
      asked += 1;
      expect(ssl).toBe(both.server);
      return false;
    };
    write(both.client, 'hello');
    expect(read(both.server)).toEqual(finished);
    expect(shake(both.client)).toEqual(done);
    expect(shake(both.server)).toEqual(done);
    expect([asked, ...statuses(both)]).toEqual([1, REJECTED, REJECTED]);
    expect(transfer(both.client, both.server, pattern(9))).toEqual(pattern(9));
  });

  test('a client that sends none, with a session and without: FINISH at once, NOT_SENT', () => {
    for (const both of [resuming(), duet(newClient(), newServer(servers()))]) {
      expect(shake(both.client)).toEqual(waits);
      expect(read(both.server)).toEqual(finished);
      expect(read(both.server)).toEqual([ERROR, 0, sslErrors.SSL]);
      expect(lastError(both.server)).toBe(misused);
      expect(shake(both.client)).toEqual(done);
      expect(shake(both.server)).toEqual(done);
      expect(statuses(both)).toEqual([NOT_SENT, NOT_SENT]);
    }
  });

  test('TLS 1.2 has none: SSL_read_early_data(3) completes the handshake and says FINISH', () => {
    const both = duet(newClient(clientContext({ maxVersion: 'TLSv1.2' })), newServer(servers()));
    expect(read(both.server)).toEqual(blocked);
    shake(both.client);
    expect(read(both.server)).toEqual(blocked);
    shake(both.client);
    expect(read(both.server)).toEqual(finished);
    expect(shake(both.client)).toEqual(done);
    expect([both.server.isInitFinished, both.server.earlyDataStatus]).toEqual([true, NOT_SENT]);
    expect(transfer(both.client, both.server, pattern(9))).toEqual(pattern(9));
  });

  test('a HelloRetryRequest rejects it', () => {
    const context = servers();
    const both = resuming(context);
    context.setGroups('P-384');
    const server = newServer(context);
    duet(both.client, server);
    write(both.client, 'hello');
    expect(read(server)).toEqual(finished);
    for (let i = 0; i < 3; i += 1) for (const ssl of [both.client, server]) ssl.doHandshake();
    expect([both.client.earlyDataStatus, server.earlyDataStatus]).toEqual([REJECTED, REJECTED]);
    expect(both.client.isInitFinished && server.isInitFinished).toBe(true);
  });
});

describe('refusals', () => {
  test('without a session that allows it, with the handshake begun, and after it', () => {
    const fresh = newClient();
    duet(fresh);
    expect([write(fresh, 'x'), lastError(fresh)]).toEqual([[0, 0, sslErrors.SSL], misused]);
    const begun = resuming().client;
    shake(begun);
    expect([write(begun, 'x'), lastError(begun)]).toEqual([[0, 0, sslErrors.SSL], misused]);
    const both = resuming();
    shakeHands(both);
    expect([write(both.client, 'x'), read(both.server)]).toEqual([
      [0, 0, sslErrors.SSL],
      [ERROR, 0, sslErrors.SSL],
    ]);
    expect(transfer(both.client, both.server, pattern(9))).toEqual(pattern(9));
  });

  test('a session that no longer fits the settings: the handshake goes on without', () => {
    const both = resuming();
    both.client.maxVersion = 0x0303;
    expect([write(both.client, 'x'), lastError(both.client)]).toEqual([[0, 0, sslErrors.SSL], misused]);
    shakeHands(both);
    expect([both.client.version, ...statuses(both)]).toEqual(['TLSv1.2', NOT_SENT, NOT_SENT]);
  });

  test('a server does not begin by writing, nor does a client read', () => {
    const { client, server } = resuming();
    expect([write(server, 'x'), lastError(server)]).toEqual([[0, 0, sslErrors.SSL], misused]);
    expect([read(client), lastError(client)]).toEqual([[ERROR, 0, sslErrors.SSL], misused]);
  });

  test('more than the session allows: refused, and what was sent stands', () => {
    const { client, server } = resuming();
    write(client, '0123456789');
    expect(write(client, '0123456789a')).toEqual([0, 0, sslErrors.SSL]);
    expect(lastError(client)).toBe('error:0A0000A4:SSL routines::too much early data');
    expect(write(client, '0123456789')).toEqual(wrote(10));
    expect([read(server)[0], read(server)[0]]).toEqual([SUCCESS, SUCCESS]);
  });

  test('SSL_CTX_set_recv_max_early_data(3): more than the server takes is a fatal error there', () => {
    const context = servers();
    context.maxReceivedEarlyData = 4;
    const { client, server } = resuming(context);
    write(client, 'abcdefgh');
    expect(read(server)).toEqual([ERROR, 0, sslErrors.SSL]);
    expect(lastError(server)).toBe('error:0A0000A4:SSL routines::too much early data');
    expect(read(server)).toEqual([ERROR, 0, sslErrors.SSL]);
  });

  test('SSL_do_handshake(3) with early data unread: unexpected record, and it can be read still', () => {
    const { client, server } = resuming();
    write(client, 'hello');
    write(client, 'there');
    expect(read(server)).toEqual([SUCCESS, 'hello']);
    expect([shake(server), lastError(server)]).toEqual([
      [-1, sslErrors.SSL],
      'error:0A0000F5:SSL routines::unexpected record',
    ]);
    expect(read(server)).toEqual([SUCCESS, 'there']);
  });

  test('what is replayed is not taken: a session is used but once (RFC 8446, 8.1)', () => {
    const context = servers();
    const { client, server, serverBio } = resuming(context);
    write(client, 'hello');
    const sent = new Uint8Array(serverBio.pending);
    serverBio.read(sent);
    const [replayer, other] = createBioPair();
    for (const [ssl, answer] of [
      [server, [SUCCESS, 'hello']],
      [newServer(context), finished],
    ] as const) {
      replayer.write(sent);
      ssl.setBio(other, other);
      expect(read(ssl)).toEqual(answer);
    }
  });
});

test('the info callback: a rest is told as a handshake of its own, as libssl tells it', () => {
  const names: Readonly<Record<number, string>> = {
    [infoEvents.HANDSHAKE_START]: 'START',
    [infoEvents.HANDSHAKE_DONE]: 'DONE',
    [infoEvents.CONNECT | infoEvents.LOOP]: 'loop',
    [infoEvents.ACCEPT | infoEvents.LOOP]: 'loop',
    [infoEvents.CONNECT | infoEvents.EXIT]: 'EXIT',
    [infoEvents.ACCEPT | infoEvents.EXIT]: 'EXIT',
  };
  const { client, server } = resuming();
  const told = new Map<Ssl, string[]>([client, server].map((ssl) => [ssl, []]));
  for (const [ssl, list] of told) {
    ssl.infoCallback = ({ state }, where, ret) => list.push(`${names[where]}=${ret} ${state.short}`);
  }
  const since = (ssl: Ssl): string => told.get(ssl)?.splice(0).join(', ') ?? '';
  write(client, 'hello');
  expect(since(client)).toBe(
    'START=1 PINIT, loop=1 PINIT, loop=1 TWCH, loop=1 TWCCS, DONE=1 TED, EXIT=1 TED',
  );
  read(server);
  expect(since(server)).toBe(
    'START=1 PINIT, loop=1 PINIT, loop=1 PINIT, loop=1 TRCH, loop=1 TWSH, loop=1 TWCCS, loop=1 TWEE, loop=1 TWFIN, DONE=1 TED, EXIT=1 TED',
  );
  client.doHandshake();
  expect(since(client)).toBe(
    'START=1 TED, loop=1 TED, loop=1 TED, loop=1 TRSH, loop=1 TREE, loop=1 TRFIN, loop=1 TWEOED, loop=1 TWFIN, DONE=1 SSLOK, EXIT=1 SSLOK',
  );
});
