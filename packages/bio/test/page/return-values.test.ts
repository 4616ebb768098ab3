import { describe, expect, test } from 'vitest';
import { Bio, errorString, type Ssl, shutdownBits, sslErrors } from '../../src/index.js';
import { closeBoth, type Duet, duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { clientContext, newClient, newServer } from '../support/peers.js';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const roles = ['client', 'server'] as const;
const { NONE, SSL, SYSCALL, WANT_READ, ZERO_RETURN } = sslErrors;

const call = (ssl: Ssl): readonly [ret: number, error: number] => {
  const ret = ssl.doHandshake();
  return [ret, ssl.getError(ret)];
};
const lastError = (ssl: Ssl): string => errorString(ssl.context.errors.last?.code ?? 0);
const closeNotify = Uint8Array.of(21, 3, 3, 0, 2, 1, 0);
const handshakeFailure = Uint8Array.of(21, 3, 3, 0, 2, 2, 40);

/** One end that waits for the other's first answer, and the BIO that this would come through. */
function waiting(role: (typeof roles)[number]): {
  readonly both: Duet;
  readonly ssl: Ssl;
  readonly far: Bio;
} {
  const both = duet();
  const ssl = both[role];
  expect(call(ssl)).toEqual([-1, WANT_READ]);
  return { both, ssl, far: role === 'client' ? both.serverBio : both.clientBio };
}

/** A BIO whose transport is gone. */
class ResetBio extends Bio {
  protected override readBytes(): number {
    return this.fail(Object.assign(new Error('connection reset by peer'), { errno: -104 }));
  }

  protected override writeBytes(data: Uint8Array): number {
    return data.length;
  }
}

describe('SSL_do_handshake(3), RETURN VALUES', () => {
  test.each(versions)(
    '13. 1: %s: the handshake was completed, and a connection is established',
    (version) => {
      const both = duet(newClient(clientContext({ maxVersion: version })));
      shakeHands(both);
      const { client, server } = both;
      expect([call(client), call(server)]).toEqual([
        [1, NONE],
        [1, NONE],
      ]);
      expect([client.version, server.version, client.verifyResult]).toEqual([version, version, 0]);
      expect(transfer(client, server, pattern(30))).toEqual(pattern(30));
      expect(transfer(server, client, pattern(30))).toEqual(pattern(30));
      closeBoth(both);
    },
  );

  test.each(roles)('14. 0: not successful, but shut down by the rules, with close_notify: the %s', (role) => {
    const { far, ssl } = waiting(role);
    far.write(closeNotify);
    expect(ssl.doHandshake()).toBe(0);
    expect([ssl.shutdownState, ssl.isInitFinished]).toEqual([shutdownBits.RECEIVED, false]);
  });

  test.each(roles)(
    '14. 0: not successful, but shut down by the rules, with a fatal alert: the %s',
    (role) => {
      const { far, ssl } = waiting(role);
      far.write(handshakeFailure);
      expect(ssl.doHandshake()).toBe(0);
      expect([ssl.failure?.alert, ssl.isInitFinished]).toEqual(['handshake_failure', false]);
    },
  );

  test.each(roles)(
    '15. 0: SSL_get_error(3) tells why: ZERO_RETURN, or SSL with the alert: the %s',
    (role) => {
      const closed = waiting(role);
      closed.far.write(closeNotify);
      expect(call(closed.ssl)).toEqual([0, ZERO_RETURN]);
      expect(closed.ssl.context.errors.length).toBe(0);
      const failed = waiting(role);
      failed.far.write(handshakeFailure);
      expect(call(failed.ssl)).toEqual([0, SSL]);
      expect(lastError(failed.ssl)).toBe('error:0A000410:SSL routines::sslv3 alert handshake failure');
    },
  );

  test.each(roles)('16. below 0: a fatal error occurred at the protocol level: the %s', (role) => {
    const { far, ssl } = waiting(role);
    far.write(Uint8Array.of(22, 3, 3, 0, 4, 20, 0, 0, 0));
    expect(call(ssl)).toEqual([-1, SSL]);
    expect(lastError(ssl)).toBe('error:0A0000F4:SSL routines::unexpected message');
    const alert = new Uint8Array(far.pending);
    far.read(alert);
    expect([...alert].slice(-2)).toEqual([2, 10]);
    expect(call(ssl)).toEqual([-1, SSL]);
  });

  test.each(roles)('17. below 0: or a connection failure occurred: the %s', (role) => {
    const { ssl } = waiting(role);
    const bio = new ResetBio();
    ssl.setBio(bio, bio);
    expect(call(ssl)).toEqual([-1, SYSCALL]);
    expect(ssl.context.errors.last).toMatchObject({
      code: 0x8000_0000 + 104,
      data: 'connection reset by peer',
    });
  });

  test.each(roles)('18. below 0: the shutdown was not clean: the %s', (role) => {
    const { both, ssl } = waiting(role);
    (role === 'client' ? both.serverBio : both.clientBio).shutdownWrite();
    expect(call(ssl)).toEqual([-1, SSL]);
    expect(lastError(ssl)).toBe('error:0A000126:SSL routines::unexpected eof while reading');
    expect(ssl.shutdownState).toBe(0);
  });

  test.each(roles)(
    '19. below 0: also when action is needed to go on, over non-blocking BIOs: the %s',
    (role) => {
      const { both, ssl } = waiting(role);
      expect([ssl.failure, ssl.context.errors.length]).toEqual([undefined, 0]);
      shakeHands(both);
      expect(call(ssl)).toEqual([1, NONE]);
    },
  );

  test('20. below 0: SSL_get_error(3) tells these apart, whatever else went wrong elsewhere', () => {
    const { ssl } = waiting('client');
    const other = newServer(ssl.context);
    other.doHandshake();
    ssl.context.errors.push({ code: 0x0a00_0152, data: '', cause: undefined });
    expect(ssl.getError(-1)).toBe(WANT_READ);
  });
});
