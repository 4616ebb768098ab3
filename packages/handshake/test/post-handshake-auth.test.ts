import { nobleProvider } from '@proj/crypto/noble';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import type { Credential } from '../src/config.js';
import { later } from '../src/decision.js';
import { readCertificate13, writeCertificate13 } from '../src/wire/certificate13.js';
import { emptyBody } from '../src/wire/empty-message.js';
import { handshakeTypes } from '../src/wire/handshake-type.js';
import { clientCredential, Pair, serverOptions } from './resumption/pair.js';
import { type Change, Duel, ca as duelCa, expectRefusal, unchanged } from './server/duel.js';
import { bodyOf, drop, flipped } from './server/edits.js';
import { transfer } from './support/pump.js';

const only13 = { minVersion: 'TLSv1.3' } as const;
const willing = { postHandshakeAuth: true, credentials: [clientCredential] } as const;
const { certificate, certificateRequest, certificateVerify, finished } = handshakeTypes;

describe('post-handshake authentication (RFC 8446, 4.6.2)', () => {
  it('gets and verifies the certificate of a client that offered it', () => {
    const pair = new Pair(willing, serverOptions()).run();
    const { server } = pair;
    expect(server.negotiated).toMatchObject({ postHandshakeAuth: true, peerChain: [] });
    server.requestClientCertificate(true);
    expect(server.clientCertificatePending).toBe(true);
    pair.settle();
    expect(server.clientCertificatePending).toBe(false);
    expect(server.negotiated.peerChain.map(({ der }) => der)).toEqual(clientCredential.chain);
    expect(server.negotiated.verifiedChain).toBeDefined();
    expect(pair.client.negotiated.localChain).toEqual(clientCredential.chain);
    expect(pair.exchange('goes on')).toBe('goes on');
  });

  it('may be asked for again and again, also under updated keys (4.4.4)', () => {
    const pair = new Pair(willing, serverOptions()).run();
    for (let i = 0; i < 3; i++) {
      pair.client.updateKeys(true);
      pair.server.requestClientCertificate(true);
      pair.settle();
      pair.settle();
      expect(pair.server.clientCertificatePending).toBe(false);
      expect(pair.exchange('data')).toBe('data');
    }
  });

  it('lets data pass that the client sent before it knew', () => {
    const pair = new Pair(willing, serverOptions()).run();
    pair.client.write(Uint8Array.of(1, 2));
    pair.server.requestClientCertificate(true);
    transfer(pair.client, pair.server);
    while (pair.server.readable === 0) pair.server.processRecord();
    expect(pair.server.read(new Uint8Array(9))).toBe(2);
    pair.settle();
    expect(pair.server.negotiated.verifiedChain).toBeDefined();
  });

  it('gives new tickets, with nonces of their own (4.6.1), whose sessions know the client', () => {
    const options = serverOptions();
    const pair = new Pair(willing, options).run();
    const before = pair.sessions.length;
    pair.server.requestClientCertificate(true);
    pair.settle();
    pair.settle();
    expect(pair.sessions.length).toBe(2 * before);
    const secrets = pair.sessions.map(({ fields }) => Buffer.from(fields.secret).toString('hex'));
    expect(new Set(secrets).size).toBe(secrets.length);
    const { server } = new Pair({ ...willing, session: pair.sessions.at(-1) }, options).run();
    expect(server.negotiated.session).toBeDefined();
    expect(server.negotiated.peerChain.map(({ der }) => der)).toEqual(clientCredential.chain);
  });

  it('goes on without a certificate unless it is required (4.4.2.4)', () => {
    const pair = new Pair({ postHandshakeAuth: true }, serverOptions()).run();
    pair.server.requestClientCertificate(false);
    pair.settle();
    expect(pair.server.negotiated.peerChain).toEqual([]);
    expect(pair.exchange('goes on')).toBe('goes on');
    pair.server.requestClientCertificate(true);
    expect(() => pair.settle()).toThrow(/must have one here/);
    expect(pair.server.failure?.alert).toBe('certificate_required');
  });

  it('waits for a signature that is made elsewhere', () => {
    const { signer } = clientCredential;
    let sign: (() => void) | undefined;
    const slow: Credential = {
      ...clientCredential,
      signer: {
        keyType: signer.keyType,
        sign: (request, decision) => {
          sign = () => {
            const signature = signer.sign(request, decision);
            if (signature !== later) decision.complete(signature);
          };
          return later;
        },
      },
    };
    const pair = new Pair({ ...willing, credentials: [slow] }, serverOptions()).run();
    pair.server.requestClientCertificate(true);
    pair.settle();
    expect(pair.client.processRecord()).toMatchObject({ kind: 'waits-for', decision: { kind: 'sign' } });
    sign?.();
    pair.settle();
    expect(pair.server.negotiated.verifiedChain).toBeDefined();
  });

  it('is not asked of a client that did not offer it, nor in TLS 1.2, nor twice at once, nor by a client', () => {
    const ask = (pair: Pair) => () => pair.server.requestClientCertificate(true);
    expect(ask(new Pair({}, serverOptions()).run())).toThrow(/can not be asked/);
    expect(ask(new Pair({ ...willing, maxVersion: 'TLSv1.2' }, serverOptions()).run())).toThrow(/can not be/);
    const pair = new Pair(willing, serverOptions());
    expect(ask(pair)).toThrow(/can not be asked/);
    pair.run();
    ask(pair)();
    expect(ask(pair)).toThrow(/wait for its answer/);
    expect(() => pair.client.requestClientCertificate(true)).toThrow(/can not be asked/);
    pair.settle();
    expect(pair.exchange('none of it ends the connection')).toContain('none of it');
  });

  it('ends in unexpected_message where the client has not offered it', () => {
    const shape = { extra: [{ type: 49, data: emptyBody }] };
    const pair = new Pair({ clientHelloShape: shape }, serverOptions()).run();
    pair.server.requestClientCertificate(false);
    expect(() => pair.settle()).toThrow(/was not offered/);
    expect(pair.client.failure?.alert).toBe('unexpected_message');
  });
});

describe('a server that has asked for a certificate after the handshake', () => {
  /** A client that changes what it sends after the handshake. */
  function asked(change: Change, required = true): Duel {
    let done = false;
    const duel: Duel = new Duel(
      { ...only13, anchors: duelCa.anchors, provider: nobleProvider },
      (message, services) => (done ? change(message, services) : [message]),
      { ...only13, postHandshakeAuth: true, credentials: [clientOf(duelCa)] },
    ).run();
    done = true;
    duel.server.requestClientCertificate(required);
    return duel;
  }
  const clientOf = (ca: typeof duelCa) =>
    ca.issue(nobleProvider, { names: ['client.example'], purpose: 'client' });

  it('takes what is right', () => {
    const duel = asked(unchanged);
    duel.runOn();
    expect(duel.server.negotiated.verifiedChain).toBeDefined();
    expect(duel.client.received.filter(({ type }) => type === certificateRequest)).toHaveLength(1);
  });

  it.each<[string, Change, Parameters<typeof expectRefusal>[1], Parameters<typeof expectRefusal>[2]]>([
    [
      "a context that is not the request's (4.4.2)",
      bodyOf(certificate, (body) => writeCertificate13({ ...readCertificate13(body), context: emptyBody })),
      'ILLEGAL_PARAMETER',
      'illegal_parameter',
    ],
    ['a wrong signature (4.4.3)', bodyOf(certificateVerify, flipped), 'BAD_SIGNATURE', 'decrypt_error'],
    ['a wrong Finished (4.4.4)', bodyOf(finished, flipped), 'BAD_FINISHED', 'decrypt_error'],
    ['no CertificateVerify', drop(certificateVerify), 'UNEXPECTED_MESSAGE', 'unexpected_message'],
    ['no Certificate', drop(certificate), 'UNEXPECTED_MESSAGE', 'unexpected_message'],
    [
      'a KeyUpdate between its messages',
      (message) =>
        message.type === finished
          ? [{ type: handshakeTypes.keyUpdate, body: Uint8Array.of(0) }, message]
          : [message],
      'UNEXPECTED_MESSAGE',
      'unexpected_message',
    ],
  ])('refuses %s', (_, change, code, alert) => {
    const duel = asked(change);
    expectRefusal(duel, code, alert, () => duel.runOn());
  });

  it('refuses data between the messages of the answer', () => {
    const duel = asked((message, services) => {
      if (message.type !== finished) return [message];
      services.flush();
      services.writer.write(contentTypes.applicationData, Uint8Array.of(1));
      return [message];
    });
    expectRefusal(duel, 'UNEXPECTED_APPLICATION_DATA', 'unexpected_message', () => duel.runOn());
  });

  it('refuses a certificate that it has not asked for', () => {
    const duel = new Duel(only13, unchanged, only13).run();
    const body = writeCertificate13({ context: emptyBody, entries: [] });
    duel.client.services.send(certificate, body);
    expectRefusal(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message', () => duel.runOn());
  });
});
