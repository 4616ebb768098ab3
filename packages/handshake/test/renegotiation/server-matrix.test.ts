import { alertCodes } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import type { Credential } from '../../src/config.js';
import { serverConfig } from '../../src/config-defaults.js';
import type { ClientHello } from '../../src/wire/client-hello.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { type Change, ca, clientCredential, Duel, ecdsa, expectRefusal } from '../server/duel.js';
import { clientHello, extension, without } from '../server/edits.js';
import { testTime } from '../support/certificates.js';
import { renegotiatingVersions } from '../support/versions.js';

const renegotiationInfo = 0xff01;
const scsv = 0x00ff;

describe.each(renegotiatingVersions)('%s', (_version, spoken) => {
  const only = { ...spoken, legacyServerConnect: true } as const;

  type Edit = (hello: ClientHello) => Partial<ClientHello>;

  const asIs: Edit = () => ({});
  const absent: Edit = ({ cipherSuites, extensions }) => ({
    extensions: without(extensions, renegotiationInfo),
    cipherSuites: cipherSuites.filter((id) => id !== scsv),
  });
  const withScsv: Edit = ({ cipherSuites }) => ({ cipherSuites: [...cipherSuites, scsv] });
  const onlyScsv: Edit = (hello) => ({ ...absent(hello), ...withScsv(hello) });
  const saying =
    (data: string): Edit =>
    ({ extensions }) => ({
      extensions: [...without(extensions, renegotiationInfo), extension(renegotiationInfo, data)],
    });

  /** A server with these options, and a client whose first hello and later ones are changed. */
  function duel(
    renegotiation: { refuse?: boolean; allowClientRenegotiation?: boolean; allowUnsafeLegacy?: boolean },
    first: Edit = asIs,
    later: Edit = asIs,
  ): Duel {
    let hellos = 0;
    const change: Change = (message, services) => {
      if (message.type !== handshakeTypes.clientHello) return [message];
      hellos += 1;
      return clientHello(hellos === 1 ? first : later)(message, services);
    };
    return new Duel({ ...spoken, renegotiation: { refuse: false, ...renegotiation } }, change, {
      ...only,
      renegotiation: { refuse: false, allowUnsafeLegacy: true },
    });
  }

  /** The client begins a renegotiation. */
  function fromClient(run: Duel): void {
    run.client.renegotiate();
    run.runOn();
  }

  /** The server asks for one, and the client obeys. */
  function fromServer(run: Duel): void {
    run.server.renegotiate();
    run.goOn();
    run.runOn();
  }

  /** Expects a warning and a connection that carries data as before. */
  function expectWarning(run: Duel): void {
    expect(run.client.alerts).toEqual([Uint8Array.of(1, alertCodes.no_renegotiation)]);
    expect([run.server.renegotiations, run.server.renegotiationPending]).toEqual([0, false]);
    // One byte, which TLS 1.0 does not split.
    run.client.sendRecord(contentTypes.applicationData, Uint8Array.of(1));
    run.runOn();
    expect(run.server.readable).toBe(1);
  }

  function expectRenegotiated(run: Duel): void {
    expect([run.server.isHandshaking, run.server.renegotiations, run.server.renegotiationPending]).toEqual([
      false,
      1,
      false,
    ]);
    expect(run.client.isConnected).toBe(true);
  }

  const open = { allowClientRenegotiation: true };
  const unsafe = { ...open, allowUnsafeLegacy: true };

  describe('a first ClientHello (RFC 5746, 3.6)', () => {
    it.each<[string, Edit, boolean]>([
      ['with an empty extension makes the connection secure', asIs, true],
      ['with the signalling suite makes the connection secure', onlyScsv, true],
      ['with neither is taken, and makes it insecure', absent, false],
    ])('%s', (_, edit, secure) => {
      const run = duel({}, edit).run();
      expect(run.server.negotiated.secureRenegotiation).toBe(secure);
    });

    it('that says it renegotiates is a handshake_failure', () => {
      const run = duel({}, saying(`0c${'00'.repeat(12)}`));
      expectRefusal(run, 'RENEGOTIATION_MISMATCH', 'handshake_failure');
    });
  });

  describe('a ClientHello that a client begins a renegotiation with', () => {
    it.each<[string, Parameters<typeof duel>[0]]>([
      ['by default', { refuse: true }],
      ['without allowClientRenegotiation', {}],
      ['with refuse, whatever else is allowed', { ...unsafe, refuse: true }],
    ])('earns a warning %s, and the connection goes on (RFC 5246, 7.2.2)', (_, options) => {
      const run = duel(options).run();
      fromClient(run);
      expectWarning(run);
    });

    it('earns a warning when the first handshake was insecure (RFC 5746, 4.4)', () => {
      const run = duel(open, absent, absent).run();
      fromClient(run);
      expectWarning(run);
    });

    it('is taken when it tells of the handshake before (RFC 5746, 3.7)', () => {
      const run = duel(open).run();
      fromClient(run);
      expectRenegotiated(run);
    });

    it('is a handshake_failure without the extension after a secure handshake (RFC 5746, 3.7)', () => {
      const run = duel(open, asIs, absent).run();
      expectRefusal(run, 'UNSAFE_LEGACY_RENEGOTIATION_DISABLED', 'handshake_failure', () => fromClient(run));
    });

    it('is so after a secure handshake even with allowUnsafeLegacy', () => {
      const run = duel(unsafe, asIs, absent).run();
      expectRefusal(run, 'UNSAFE_LEGACY_RENEGOTIATION_DISABLED', 'handshake_failure', () => fromClient(run));
    });

    it('is a handshake_failure with the signalling suite (RFC 5746, 3.7)', () => {
      const run = duel(open, asIs, withScsv).run();
      expectRefusal(run, 'SCSV_RECEIVED_WHEN_RENEGOTIATING', 'handshake_failure', () => fromClient(run));
    });

    it.each([
      ['another verify_data', `0c${'00'.repeat(12)}`],
      ['none', '00'],
      ['less', `0b${'00'.repeat(11)}`],
    ])('is a handshake_failure with %s (RFC 5746, 3.7)', (_, data) => {
      const run = duel(open, asIs, saying(data)).run();
      expectRefusal(run, 'RENEGOTIATION_MISMATCH', 'handshake_failure', () => fromClient(run));
    });

    it('is a decode_error when the extension is malformed', () => {
      const run = duel(open, asIs, saying('0c00')).run();
      expectRefusal(run, 'RENEGOTIATION_ENCODING', 'decode_error', () => fromClient(run));
    });

    it('is taken without the extension after an insecure handshake with allowUnsafeLegacy', () => {
      const run = duel(unsafe, absent, absent).run();
      fromClient(run);
      expectRenegotiated(run);
    });

    it('still needs allowClientRenegotiation for that', () => {
      const run = duel({ allowUnsafeLegacy: true }, absent, absent).run();
      fromClient(run);
      expectWarning(run);
    });

    it('is a handshake_failure with the extension after an insecure handshake (RFC 5746, 4.4)', () => {
      const run = duel(unsafe, absent, saying('00')).run();
      expectRefusal(run, 'RENEGOTIATION_MISMATCH', 'handshake_failure', () => fromClient(run));
    });

    it('earns a warning beyond the number in ten minutes', () => {
      const run = duel(open).run();
      for (let i = 0; i < 4; i++) fromClient(run);
      expect(run.server.renegotiations).toBe(3);
      expect(run.client.alerts).toEqual([Uint8Array.of(1, alertCodes.no_renegotiation)]);
    });
  });

  describe('renegotiate() on a server', () => {
    it('sends a HelloRequest, is done at once, and pends until the client is through', () => {
      const run = duel({}).run();
      run.server.renegotiate();
      expect(run.server.output.pending).toBe(0);
      expect(run.server.handshake().kind).toBe('has-output');
      expect([run.server.isHandshaking, run.server.renegotiationPending]).toEqual([false, true]);
      run.goOn();
      run.runOn();
      expectRenegotiated(run);
    });

    it('works although allowClientRenegotiation is clear', () => {
      const run = duel({ allowClientRenegotiation: false }).run();
      fromServer(run);
      expectRenegotiated(run);
    });

    it('asks an insecure client too, whose hello without the extension is then a handshake_failure', () => {
      const run = duel({}, absent, absent).run();
      expectRefusal(run, 'UNSAFE_LEGACY_RENEGOTIATION_DISABLED', 'handshake_failure', () => fromServer(run));
    });

    it('ends with handshake_failure when the client answers no_renegotiation', () => {
      const run = duel({}).run();
      run.server.renegotiate();
      run.server.handshake();
      run.client.sendRecord(contentTypes.alert, Uint8Array.of(1, alertCodes.no_renegotiation));
      expectRefusal(run, 'NO_RENEGOTIATION', 'handshake_failure', () => run.runOn());
    });

    it('is refused where refuse is set, and the connection lives', () => {
      const run = duel({ refuse: true }).run();
      expect(() => run.server.renegotiate()).toThrow(expect.objectContaining({ code: 'NO_RENEGOTIATION' }));
      expect([run.server.failure, run.server.renegotiationPending]).toEqual([undefined, false]);
    });
  });

  describe("a client's certificate", () => {
    const renegotiation = { refuse: false };
    const asking = serverConfig({
      ...spoken,
      provider: nobleProvider,
      now: () => testTime,
      anchors: ca.anchors,
      credentials: [ecdsa],
      clientCertificate: 'require',
      renegotiation,
    });

    /** A server that wants a certificate only from the second handshake on, and a client that changes what it has. */
    function run(credentials: readonly Credential[], asksFirst = false): Duel {
      let hellos = 0;
      const onClientHello = () => (++hellos === 2 || asksFirst ? asking : undefined);
      const client = { ...only, renegotiation, credentials };
      return new Duel({ ...spoken, renegotiation, onClientHello }, (message) => [message], client).run();
    }

    it('can be asked for in a renegotiation, when there was none before', () => {
      const duel = run([clientCredential]);
      expect(duel.server.negotiated.peerChain).toEqual([]);
      fromServer(duel);
      expectRenegotiated(duel);
      expect(duel.server.negotiated.peerChain).toHaveLength(clientCredential.chain.length);
    });

    it('may come again', () => {
      const duel = run([clientCredential], true);
      fromServer(duel);
      expectRenegotiated(duel);
    });

    it.each([
      ['another', [ca.issue(nobleProvider, { purpose: 'client' })]],
      ['none', []],
    ])('may not become %s', (_, credentials) => {
      const duel = run([clientCredential], true);
      const { services } = duel.client;
      services.replaceConfig({ ...services.config, credentials });
      expectRefusal(duel, 'PEER_CERTIFICATE_CHANGED', 'illegal_parameter', () => fromServer(duel));
    });

    it('that is required and does not come is a handshake_failure (RFC 5246, 7.4.6)', () => {
      const duel = run([]);
      expectRefusal(duel, 'NO_PEER_CERTIFICATE', 'handshake_failure', () => fromServer(duel));
    });
  });
});
