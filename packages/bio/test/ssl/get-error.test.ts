import { nobleProvider } from '@proj/crypto/noble';
import { later, type Signer } from '@proj/handshake';
import { describe, expect, test } from 'vitest';
import {
  AsyncJobs,
  Bio,
  MemoryBio,
  type RetryReason,
  type Ssl,
  sslErrors,
  sslModes,
  verifyModes,
  wants,
} from '../../src/index.js';
import { duet, pattern, shakeHands } from '../support/drive.js';
import { clientContext, newClient, newServer, serverContext, serverLeaf } from '../support/peers.js';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const of = (version: (typeof versions)[number]) => ({ minVersion: version, maxVersion: version });

/** A BIO that waits for something special. */
class SpecialBio extends Bio {
  readonly #reason: RetryReason;

  constructor(reason: RetryReason) {
    super();
    this.#reason = reason;
  }

  protected override readBytes(): number {
    return this.retrySpecial(this.#reason);
  }

  protected override writeBytes(data: Uint8Array): number {
    return data.length;
  }
}

/** A read BIO that must be written to first, as a proxy's may. */
class ContraryBio extends SpecialBio {
  protected override readBytes(): number {
    return this.retryWrite();
  }
}

/** A signer that is elsewhere: it signs when it is told to. */
function remoteSigner(): { readonly signer: Signer; readonly finish: () => void } {
  const key = nobleProvider.importPrivateKey(serverLeaf.key.pkcs8);
  let sign: (() => void) | undefined;
  const signer: Signer = {
    keyType: key.type,
    sign: ({ scheme, message }, decision) => {
      const copy = message.slice();
      sign = () => decision.complete(key.sign(scheme.algorithm, copy, nobleProvider.random));
      return later;
    },
  };
  return { signer, finish: () => sign?.() };
}

const attempt = (ssl: Ssl, call: () => number) => {
  const ret = call();
  return [ret, ssl.getError(ret)];
};
const shake = (ssl: Ssl) => attempt(ssl, () => ssl.doHandshake());

/** Drives both until neither gets on. */
function settle(...all: Ssl[]): void {
  for (let i = 0; i < 10; i += 1) for (const ssl of all) ssl.doHandshake();
}

describe('SSL_get_error(3)', () => {
  test('NONE (0): the call did what it was asked', () => {
    const both = duet();
    shakeHands(both);
    expect(shake(both.client)).toEqual([1, sslErrors.NONE]);
    expect(attempt(both.client, () => both.client.write(pattern(3)))).toEqual([3, sslErrors.NONE]);
  });

  test('SSL (1): a fatal error of the protocol, and a call that is used wrongly', () => {
    const { server, clientBio } = duet();
    clientBio.write(pattern(5));
    expect(shake(server)).toEqual([-1, sslErrors.SSL]);
    const { client } = duet();
    expect(attempt(client, () => client.shutdown())).toEqual([-1, sslErrors.SSL]);
    expect(shake(client)).toEqual([-1, sslErrors.WANT_READ]);
  });

  test('WANT_READ (2) and WANT_WRITE (3): the BIO has to wait', () => {
    const { client, serverBio } = duet(newClient(), newServer(), 32);
    expect(shake(client)).toEqual([-1, sslErrors.WANT_WRITE]);
    expect(client.want).toBe(wants.WRITING);
    while (shake(client)[1] === sslErrors.WANT_WRITE) serverBio.nread(32);
    expect(client.want).toBe(wants.READING);
    expect(shake(client)).toEqual([-1, sslErrors.WANT_READ]);
  });

  test('WANT_WRITE while reading: the BIO says what it waits for', () => {
    const { client } = duet();
    const bio = new ContraryBio('none');
    client.setBio(bio, bio);
    expect(shake(client)).toEqual([-1, sslErrors.WANT_WRITE]);
    expect(client.want).toBe(wants.READING);
  });

  test.each(versions)(
    'WANT_X509_LOOKUP (4): the %s client’s certificate callback is not ready',
    (version) => {
      const client = newClient(clientContext(of(version)));
      const server = newServer(serverContext({ verifyMode: verifyModes.PEER }));
      let calls = 0;
      client.certificateCallback = () => (++calls < 3 ? 'retry' : 'ok');
      duet(client, server);
      settle(client, server);
      expect(calls).toBe(3);
      expect([client.isInitFinished, server.isInitFinished]).toEqual([true, true]);
      const again = newClient(clientContext(of(version)));
      again.certificateCallback = () => 'retry';
      const other = newServer(serverContext({ verifyMode: verifyModes.PEER }));
      duet(again, other);
      settle(again, other);
      expect(shake(again)).toEqual([-1, sslErrors.WANT_X509_LOOKUP]);
      expect(again.want).toBe(wants.X509_LOOKUP);
    },
  );

  test.each(versions)(
    'WANT_X509_LOOKUP (4): the %s server’s certificate callback, which sets one later',
    (version) => {
      const context = serverContext({ ...of(version), certificate: undefined, privateKey: undefined });
      const { client, server } = duet(newClient(), newServer(context));
      let ready = false;
      server.certificateCallback = (ssl) => {
        if (!ready) return 'retry';
        ssl.useCertificate(serverLeaf.chainPem);
        ssl.usePrivateKey(serverLeaf.keyPem);
        return 'ok';
      };
      client.doHandshake();
      expect(shake(server)).toEqual([-1, sslErrors.WANT_X509_LOOKUP]);
      expect(shake(server)).toEqual([-1, sslErrors.WANT_X509_LOOKUP]);
      ready = true;
      settle(client, server);
      expect([client.isInitFinished, server.isInitFinished]).toEqual([true, true]);
    },
  );

  test('a certificate callback that fails ends the handshake', () => {
    const { client, server } = duet();
    server.certificateCallback = () => 'fail';
    client.doHandshake();
    expect(shake(server)).toEqual([-1, sslErrors.SSL]);
    expect(shake(client)).toEqual([0, sslErrors.SSL]);
  });

  test('SYSCALL (5): a BIO failed for good', () => {
    const { client } = duet();
    client.setBio(new MemoryBio(), new MemoryBio(new Uint8Array(1)));
    expect(shake(client)).toEqual([-1, sslErrors.SYSCALL]);
    expect(client.context.errors.last?.code).toBe(32 * 0x80_0000 + 126);
  });

  test('ZERO_RETURN (6): the peer said close_notify', () => {
    const both = duet();
    shakeHands(both);
    both.server.shutdown();
    expect(attempt(both.client, () => both.client.read(new Uint8Array(1)))).toEqual([
      0,
      sslErrors.ZERO_RETURN,
    ]);
    expect(attempt(both.client, () => both.client.peek(new Uint8Array(1)))).toEqual([
      0,
      sslErrors.ZERO_RETURN,
    ]);
  });

  test('WANT_CONNECT (7) and WANT_ACCEPT (8): the BIO waits for its own beginning', () => {
    const client = newClient();
    const connecting = new SpecialBio('connect');
    client.setBio(connecting, connecting);
    expect(shake(client)).toEqual([-1, sslErrors.WANT_CONNECT]);
    const server = newServer();
    const accepting = new SpecialBio('accept');
    server.setBio(accepting, accepting);
    expect(shake(server)).toEqual([-1, sslErrors.WANT_ACCEPT]);
  });

  test.each(versions)('WANT_ASYNC (9): a %s signature is made elsewhere', (version) => {
    const { signer, finish } = remoteSigner();
    const { client, server } = duet(
      newClient(),
      newServer(serverContext({ ...of(version), privateKey: signer })),
    );
    client.doHandshake();
    expect(shake(server)).toEqual([-1, sslErrors.WANT_ASYNC]);
    expect(shake(server)).toEqual([-1, sslErrors.WANT_ASYNC]);
    expect([server.want, server.openDecision?.kind]).toEqual([wants.ASYNC_PAUSED, 'sign']);
    let woken = 0;
    server.openDecision?.whenSettled(() => {
      woken += 1;
    });
    finish();
    expect(woken).toBe(1);
    settle(client, server);
    expect([client.isInitFinished, server.isInitFinished]).toEqual([true, true]);
  });

  test.each(versions)(
    'WANT_ASYNC_JOB (10): as many %s calls as may stand still for others’ decisions',
    (version) => {
      const asyncJobs = new AsyncJobs(1);
      const waiting = [0, 1].map(() => {
        const { signer, finish } = remoteSigner();
        const context = serverContext({ ...of(version), privateKey: signer });
        context.setMode(sslModes.ASYNC);
        context.asyncJobs = asyncJobs;
        return { ...duet(newClient(), newServer(context)), finish };
      });
      const [first, second] = waiting;
      if (!first || !second) throw new Error('two are needed');
      for (const { client } of waiting) client.doHandshake();
      expect(shake(first.server)).toEqual([-1, sslErrors.WANT_ASYNC]);
      expect(asyncJobs.running).toBe(1);
      expect(shake(second.server)).toEqual([-1, sslErrors.WANT_ASYNC_JOB]);
      expect([second.server.want, second.server.inBefore]).toEqual([wants.ASYNC_NO_JOBS, false]);
      expect(shake(first.server)).toEqual([-1, sslErrors.WANT_ASYNC]);
      first.finish();
      settle(first.client, first.server);
      expect([asyncJobs.running, first.server.isInitFinished]).toEqual([0, true]);
      expect(shake(second.server)).toEqual([-1, sslErrors.WANT_ASYNC]);
      expect(asyncJobs.running).toBe(1);
      second.server.clear();
      expect(asyncJobs.running).toBe(0);
    },
  );

  test.each(versions)(
    'WANT_CLIENT_HELLO_CB (11): the %s server looks at the ClientHello, later',
    (version) => {
      const { client, server } = duet(newClient(), newServer(serverContext(of(version))));
      let ready = false;
      server.clientHelloCallback = (_, { extensions }) => {
        expect(extensions.serverName).toBe('server.example');
        return ready ? 'ok' : 'retry';
      };
      client.doHandshake();
      expect(shake(server)).toEqual([-1, sslErrors.WANT_CLIENT_HELLO_CB]);
      expect(server.want).toBe(wants.CLIENT_HELLO_CB);
      ready = true;
      settle(client, server);
      expect([client.isInitFinished, server.isInitFinished]).toEqual([true, true]);
    },
  );

  test.each(versions)(
    'WANT_RETRY_VERIFY (12): the %s client asks someone about the certificate',
    (version) => {
      const { client, server } = duet(newClient(), newServer(serverContext(of(version))));
      let answer: boolean | 'retry' = 'retry';
      client.verifyCallback = ({ ok, chain }) => {
        expect([ok, chain.length]).toEqual([true, 1]);
        return answer;
      };
      client.doHandshake();
      server.doHandshake();
      expect(shake(client)).toEqual([-1, sslErrors.WANT_RETRY_VERIFY]);
      expect(shake(client)).toEqual([-1, sslErrors.WANT_RETRY_VERIFY]);
      expect(client.want).toBe(wants.RETRY_VERIFY);
      answer = true;
      settle(client, server);
      expect([client.isInitFinished, server.isInitFinished]).toEqual([true, true]);
      expect(client.verifiedChain?.path).toHaveLength(2);
    },
  );
});
