import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { serverHello, without } from '../client/edits.js';
import { type Change, Duel, expectFailure } from '../client/hostile-server.js';
import { renegotiatingVersions } from '../support/versions.js';

const renegotiationInfo = 0xff01;

describe.each(renegotiatingVersions)('%s', (_version, spoken) => {
  /** What a ServerHello says of the handshake before. */
  type Answer =
    | 'right'
    | 'wrong client part'
    | 'wrong server part'
    | 'wrong length'
    | 'bad framing'
    | 'absent';

  interface Options {
    readonly legacyServerConnect: boolean;
    readonly allowUnsafeLegacy: boolean;
  }

  /** The data of the extension: a vector of the two verify_data, each of 12 bytes where there is one. */
  function edited(answer: Answer, data: Uint8Array): Uint8Array {
    const other = data.slice();
    if (answer === 'bad framing') return Uint8Array.of(...data, 0);
    if (answer === 'wrong length' || data.length === 1)
      return Uint8Array.of(data.length, ...data.subarray(1), 7);
    const at = answer === 'wrong client part' ? 1 : 13;
    other[at] = (other[at] ?? 0) ^ 1;
    return other;
  }

  const answering = (answer: Answer): Change =>
    serverHello(({ extensions }) => {
      if (answer === 'right') return {};
      if (answer === 'absent') return { extensions: without(extensions, renegotiationInfo) };
      return {
        extensions: extensions.map(({ type, data }) =>
          type === renegotiationInfo ? { type, data: edited(answer, data) } : { type, data },
        ),
      };
    });

  /** A client with a server that answers the first hello and the second as told. */
  function duel({ legacyServerConnect, allowUnsafeLegacy }: Options, first: Answer, second: Answer): Duel {
    let hellos = 0;
    const change: Change = (message, services) => {
      if (message.type === handshakeTypes.serverHello) hellos += 1;
      return answering(hellos < 2 ? first : second)(message, services);
    };
    const renegotiation = { refuse: false, allowUnsafeLegacy };
    return new Duel(
      { ...spoken, legacyServerConnect, renegotiation },
      {
        ...spoken,
        renegotiation: { refuse: false, allowClientRenegotiation: true, allowUnsafeLegacy: true },
      },
      change,
    );
  }

  /** Lets a server that seemed not to know RFC 5746 take the client's empty extension for what it expects. */
  function forget(run: Duel): void {
    const { negotiated } = run.server.services;
    negotiated.clientVerifyData = new Uint8Array(0);
    negotiated.serverVerifyData = new Uint8Array(0);
  }

  const allOptions: Options[] = [false, true].flatMap((legacyServerConnect) =>
    [false, true].map((allowUnsafeLegacy) => ({ legacyServerConnect, allowUnsafeLegacy })),
  );
  const named = allOptions.map(
    (options) => [Number(options.legacyServerConnect), Number(options.allowUnsafeLegacy), options] as const,
  );
  const wrong = ['wrong client part', 'wrong server part', 'wrong length'] as const;

  describe.each(named)('a client with legacyServerConnect %i and allowUnsafeLegacy %i', (_, __, options) => {
    const lenient = options.legacyServerConnect || options.allowUnsafeLegacy;

    it('connects to a server that answers rightly (RFC 5746, 3.4)', () => {
      const run = duel(options, 'right', 'right');
      run.run();
      expect(run.client.negotiated.secureRenegotiation).toBe(true);
    });

    it('renegotiates with it (RFC 5746, 3.5)', () => {
      const run = duel(options, 'right', 'right');
      run.run();
      run.client.renegotiate();
      run.run();
      expect(run.client).toMatchObject({
        isHandshaking: false,
        renegotiations: 1,
        renegotiationPending: false,
      });
      expect(run.server.isConnected).toBe(true);
    });

    it('refuses a wrong answer in the first handshake (RFC 5746, 3.4)', () => {
      expectFailure(duel(options, 'wrong length', 'right'), 'RENEGOTIATION_MISMATCH', 'illegal_parameter');
    });

    it('refuses an answer of bad form in the first handshake', () => {
      expectFailure(duel(options, 'bad framing', 'right'), 'RENEGOTIATION_ENCODING', 'decode_error');
    });

    it.each(wrong)('refuses in a renegotiation an answer with %s (RFC 5746, 3.5)', (answer) => {
      const run = duel(options, 'right', answer);
      run.run();
      run.client.renegotiate();
      expectFailure(run, 'RENEGOTIATION_MISMATCH', 'illegal_parameter');
    });

    it('refuses in a renegotiation an answer of bad form', () => {
      const run = duel(options, 'right', 'bad framing');
      run.run();
      run.client.renegotiate();
      expectFailure(run, 'RENEGOTIATION_ENCODING', 'decode_error');
    });

    it(`${lenient ? 'connects to' : 'refuses'} a server that does not answer (RFC 5746, 4.1)`, () => {
      const run = duel(options, 'absent', 'absent');
      if (!lenient) return expectFailure(run, 'UNSAFE_LEGACY_RENEGOTIATION_DISABLED', 'handshake_failure');
      run.run();
      expect(run.client).toMatchObject({ isHandshaking: false, negotiated: { secureRenegotiation: false } });
    });

    it.runIf(lenient)('renegotiates with a server that has never answered (RFC 5746, 4.2)', () => {
      const run = duel(options, 'absent', 'absent');
      run.run();
      forget(run);
      run.client.renegotiate();
      run.run();
      expect(run.client).toMatchObject({ isHandshaking: false, renegotiations: 1 });
    });

    it.runIf(lenient)('refuses a server that answers only in a renegotiation (RFC 5746, 4.2)', () => {
      const run = duel(options, 'absent', 'right');
      run.run();
      forget(run);
      run.client.renegotiate();
      expectFailure(run, 'RENEGOTIATION_MISMATCH', 'illegal_parameter');
    });

    it('refuses in any case a server that has answered and now does not (RFC 5746, 3.5)', () => {
      const run = duel(options, 'right', 'absent');
      run.run();
      run.client.renegotiate();
      expectFailure(run, 'UNSAFE_LEGACY_RENEGOTIATION_DISABLED', 'handshake_failure');
    });

    it('renegotiates when asked by a HelloRequest (RFC 5246, 7.4.1.1)', () => {
      const run = duel(options, 'right', 'right');
      run.run();
      sendHelloRequest(run);
      settle(run);
      expect(run.client).toMatchObject({ isHandshaking: false, renegotiations: 1 });
    });
  });

  /** Lets both go on, the client by records, until nothing moves any more. */
  function settle(run: Duel): void {
    do while (run.client.processRecord().kind === 'done');
    while (run.flushClient() + run.flushServer() > 0);
  }

  function sendHelloRequest(run: Duel): void {
    run.server.services.renegotiation.requested = true;
    run.server.services.send(handshakeTypes.helloRequest, new Uint8Array(0));
    run.flushServer();
  }

  describe('a client', () => {
    const renegotiation = { refuse: false };

    it('answers a HelloRequest with no_renegotiation by default, and goes on (RFC 5746, 4.2)', () => {
      const run = new Duel(spoken, spoken);
      run.run();
      sendHelloRequest(run);
      settle(run);
      expect(run.server.alerts).toEqual([[1, 100]]);
      expect(run.client).toMatchObject({ isHandshaking: false, renegotiations: 0 });
      run.server.sendRecord(contentTypes.applicationData, Uint8Array.of(1));
      run.flushServer();
      run.client.processRecord();
      expect(run.client.readable).toBe(1);
    });

    it('answers no more HelloRequests in ten minutes than it is to, and more after that', () => {
      let now = Date.UTC(2030, 0, 1);
      const run = new Duel({ ...spoken, renegotiation, now: () => now }, { ...spoken, renegotiation });
      run.run();
      const count = (): number => {
        for (let i = 0; i < 5; i++) {
          sendHelloRequest(run);
          settle(run);
        }
        return run.client.renegotiations;
      };
      expect(count()).toBe(3);
      now += 600_000;
      expect(count()).toBe(6);
    });

    it('answers no more HelloRequests in all than it is to', () => {
      let now = Date.UTC(2030, 0, 1);
      const run = new Duel(
        { ...spoken, renegotiation: { refuse: false, maxFromPeer: 2 }, now: () => now },
        { ...spoken, renegotiation },
      );
      run.run();
      for (let i = 0; i < 3; i++) {
        now += 600_000;
        sendHelloRequest(run);
        settle(run);
      }
      expect(run.client.renegotiations).toBe(2);
    });

    it.each(['first', 'later'])('ends the connection for a no_renegotiation in the %s handshake', (when) => {
      const run = new Duel({ ...spoken, renegotiation }, spoken);
      if (when === 'later') {
        run.run();
        run.client.renegotiate();
      } else run.client.handshake();
      run.server.sendRecord(contentTypes.alert, Uint8Array.of(1, 100));
      run.client.handshake();
      run.flushServer();
      expect(() => run.client.processRecord()).toThrow(
        expect.objectContaining({ code: 'NO_RENEGOTIATION', alert: 'handshake_failure' }),
      );
    });

    it('refuses another certificate than before, though that is as good', () => {
      const run = new Duel(
        { ...spoken, renegotiation },
        { ...spoken, renegotiation: { refuse: false, allowClientRenegotiation: true } },
      );
      run.run();
      const { config } = run.server.services;
      run.server.services.replaceConfig({
        ...config,
        credentials: [...config.credentials].reverse().slice(0, 1),
      });
      run.client.renegotiate();
      expectFailure(run, 'PEER_CERTIFICATE_CHANGED', 'illegal_parameter');
    });

    it('refuses a renegotiation that drops the extended master secret (RFC 7627, 5.4)', () => {
      let hellos = 0;
      const drop = serverHello(({ extensions }) => ({ extensions: without(extensions, 23) }));
      const run = new Duel(
        { ...spoken, renegotiation },
        { ...spoken, renegotiation: { refuse: false, allowClientRenegotiation: true } },
        (message, services) => {
          if (message.type === handshakeTypes.serverHello) hellos += 1;
          return hellos === 2 ? drop(message, services) : [message];
        },
      );
      run.run();
      run.client.renegotiate();
      expectFailure(run, 'EXTENDED_MASTER_SECRET_CHANGED', 'handshake_failure');
    });
  });
});
