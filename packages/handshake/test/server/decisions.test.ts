import { TlsError } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import type {
  Credential,
  CredentialAnswer,
  ReceivedClientHello,
  ServerConfig,
  VerifyAnswer,
  VerifyRequest,
} from '../../src/config.js';
import { type ServerOptions, serverConfig } from '../../src/config-defaults.js';
import { type Decision, later } from '../../src/decision.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { testTime } from '../support/certificates.js';
import { ca, clientCredential, Duel, ecdsa, expectRefusal, rsa, unchanged } from './duel.js';

const versions = [
  ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ['TLS 1.3', { minVersion: 'TLSv1.3' }],
] as const;

/** A hook that answers later, and what it was asked. */
class Pause<Request, Answer> {
  decision: Decision<Answer> | undefined;
  request: Request | undefined;

  readonly hook = (request: Request, decision: Decision<Answer>): typeof later => {
    this.request = request;
    this.decision = decision;
    return later;
  };
}

/** Runs until the server waits, checks that it does so over again, answers, and runs to the end. */
function runPaused<Request, Answer>(duel: Duel, pause: Pause<Request, Answer>, answer: Answer): void {
  duel.run();
  const { decision } = pause;
  if (!decision) throw new Error('the hook was not asked');
  expect(duel.server.handshake()).toEqual({ kind: 'waits-for', decision });
  expect(duel.server.handshake()).toEqual({ kind: 'waits-for', decision });
  expect(duel.server.isHandshaking).toBe(true);
  let woken = 0;
  decision.whenSettled(() => {
    woken += 1;
  });
  decision.complete(answer);
  expect(woken).toBe(1);
  duel.goOn();
  expect(duel.client.isConnected).toBe(true);
  expect(duel.server.isHandshaking).toBe(false);
}

function configWith(options: Partial<ServerOptions>): ServerConfig {
  return serverConfig({ provider: nobleProvider, now: () => testTime, credentials: [rsa], ...options });
}

describe.each(versions)('in %s, a server waits for', (_, version) => {
  it('what to do about the ClientHello', () => {
    const pause = new Pause<ReceivedClientHello, ServerConfig | undefined>();
    const duel = new Duel({ onClientHello: pause.hook }, unchanged, version);
    runPaused(duel, pause, configWith({}));
    expect(pause.request?.extensions.serverName).toBe('server.example');
    expect(pause.request?.raw[0]).toBe(handshakeTypes.clientHello);
    expect(duel.server.negotiated.localChain).toBe(rsa.chain);
  });

  it('a certificate, knowing what the client wants', () => {
    const pause = new Pause<{ serverName: string | undefined }, CredentialAnswer>();
    const duel = new Duel({ selectCredential: pause.hook }, unchanged, version);
    runPaused(duel, pause, rsa);
    expect(pause.request).toMatchObject({ serverName: 'server.example', authorities: [] });
    expect(duel.server.negotiated.localChain).toBe(rsa.chain);
  });

  it('an application protocol, knowing those of the client', () => {
    const pause = new Pause<readonly string[], string | undefined>();
    const client = { ...version, alpn: ['http/1.1', 'h2'] };
    const duel = new Duel({ selectProtocol: pause.hook }, unchanged, client);
    runPaused(duel, pause, 'http/1.1');
    expect(pause.request).toEqual(['http/1.1', 'h2']);
    expect(duel.client.services.negotiated.alpn).toBe('http/1.1');
  });

  it('a signature, while what precedes it is on its way', () => {
    const pause = new Pause<Parameters<Credential['signer']['sign']>[0], Uint8Array>();
    const remote = { ...ecdsa, signer: { ...ecdsa.signer, sign: pause.hook } };
    const duel = new Duel({ credentials: [remote] }, unchanged, version);
    duel.run();
    expect(duel.client.received.map(({ type }) => type)).toContain(handshakeTypes.certificate);
    const { decision, request } = pause;
    if (!decision || !request) throw new Error('the signer was not asked');
    expect(duel.server.handshake()).toEqual({ kind: 'waits-for', decision });
    const signature = ecdsa.signer.sign(request, decision);
    if (signature === later) throw new Error('the key in memory has to answer at once');
    decision.complete(signature);
    duel.goOn();
    expect(duel.client.isConnected).toBe(true);
  });

  it("the verification of the client's chain", () => {
    const pause = new Pause<VerifyRequest, VerifyAnswer>();
    const server = { clientCertificate: 'require', verifyChain: pause.hook } as const;
    const duel = new Duel(server, unchanged, { ...version, credentials: [clientCredential] });
    runPaused(duel, pause, 'unverified');
    expect(pause.request).toMatchObject({ peer: 'client', serverName: undefined, time: testTime });
    expect(duel.server.negotiated.peerChain).toHaveLength(1);
  });
});

describe.each(versions)('in %s, a server ends the connection', (_, version) => {
  it('when a hook throws, as the TlsError says', () => {
    const onClientHello = (): never => {
      throw new TlsError('UNRECOGNIZED_NAME', 'no such host here');
    };
    expectRefusal(new Duel({ onClientHello }, unchanged, version), 'UNRECOGNIZED_NAME', 'unrecognized_name');
  });

  it('when a hook throws something else, with internal_error and the cause', () => {
    const cause = new Error('the database is down');
    const selectCredential = (): never => {
      throw cause;
    };
    const duel = new Duel({ selectCredential }, unchanged, version);
    expectRefusal(duel, 'DECISION_FAILED', 'internal_error');
    expect(duel.server.failure?.cause).toBe(cause);
  });

  it('when a decision fails later', () => {
    const pause = new Pause<unknown, Uint8Array>();
    const remote = { ...ecdsa, signer: { ...ecdsa.signer, sign: pause.hook } };
    const duel = new Duel({ credentials: [remote] }, unchanged, version).run();
    pause.decision?.fail(new Error('the key is gone'));
    expectRefusal(duel, 'DECISION_FAILED', 'internal_error', () => duel.goOn());
  });

  it('when it has no certificate for the client', () => {
    const duel = new Duel({ selectCredential: () => undefined }, unchanged, version);
    expectRefusal(duel, 'NO_SUITABLE_CERTIFICATE', 'handshake_failure');
  });

  it('when the chosen certificate can sign nothing that the client takes', () => {
    const ed25519 = ca.issue(nobleProvider, { keyType: 'ed25519' });
    const client = { ...version, signatureSchemes: ['ecdsa_secp256r1_sha256'] } as const;
    const duel = new Duel({ selectCredential: () => ed25519 }, unchanged, client);
    expectRefusal(duel, 'NO_SUITABLE_CERTIFICATE', 'handshake_failure');
  });

  it('when no protocol is chosen: no_application_protocol (RFC 7301, 3.2)', () => {
    const duel = new Duel({ selectProtocol: () => undefined }, unchanged, { ...version, alpn: ['h2'] });
    expectRefusal(duel, 'NO_APPLICATION_PROTOCOL', 'no_application_protocol');
  });

  it('when a protocol is chosen that the client does not have (RFC 7301, 3.2)', () => {
    const duel = new Duel({ selectProtocol: () => 'smtp' }, unchanged, { ...version, alpn: ['h2'] });
    expectRefusal(duel, 'DECISION_FAILED', 'internal_error');
  });

  it('when a signer gives a wrong signature: the client sees it', () => {
    const broken = { ...ecdsa, signer: { ...ecdsa.signer, sign: () => new Uint8Array(70) } };
    const duel = new Duel({ credentials: [broken] }, unchanged, version);
    expect(() => duel.run()).toThrow(expect.objectContaining({ code: 'BAD_SIGNATURE' }));
  });
});

describe('onClientHello', () => {
  it('may narrow the versions for one connection', () => {
    const onClientHello = () => configWith({ minVersion: 'TLSv1.3' });
    const duel = new Duel({ onClientHello }, unchanged, { maxVersion: 'TLSv1.2' });
    expectRefusal(duel, 'UNSUPPORTED_PROTOCOL', 'protocol_version');
  });

  it('may ask for client certificates on one name alone', () => {
    const onClientHello = ({ extensions }: ReceivedClientHello) =>
      extensions.serverName === 'server.example'
        ? configWith({ clientCertificate: 'require', anchors: ca.anchors })
        : undefined;
    expectRefusal(new Duel({ onClientHello }), 'CERTIFICATE_REQUIRED', 'certificate_required');
  });

  it('may set other limits and padding for one connection', () => {
    const onClientHello = () =>
      configWith({
        clientCertificate: 'require',
        anchors: ca.anchors,
        limits: { maxCertificateMessage: 64 },
        padding: () => 1000,
      });
    const duel = new Duel({ onClientHello }, unchanged, { credentials: [clientCredential] });
    expectRefusal(duel, 'MESSAGE_TOO_LONG', 'illegal_parameter');
    // The alert that says so is padded.
    expect(duel.lastRecordLength).toBeGreaterThan(1000);
  });

  it('is asked once, also when the client has to send another hello', () => {
    let asked = 0;
    const onClientHello = (): undefined => {
      asked += 1;
    };
    const server = { onClientHello, groups: ['secp256r1'] } as const;
    const client = { groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] } as const;
    expect(new Duel(server, unchanged, client).run().server.negotiated.helloRetryRequest).toBe(true);
    expect(asked).toBe(1);
  });
});
