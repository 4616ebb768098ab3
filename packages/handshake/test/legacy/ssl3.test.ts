import { alertCodes, TlsError } from '@proj/crypto';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import type { Credential, Signer } from '../../src/config.js';
import { ca } from '../resumption/pair.js';
import { transfer } from '../support/pump.js';
import { expectData, oldPair, provider } from './old-pair.js';

const suite = 'AES128-SHA';

describe('certificates of clients in SSL 3.0', () => {
  const mine = {
    rsa: ca.issue(provider, { keyType: 'rsa', names: ['client.example'], purpose: 'client' }),
  };
  const asking = (clientCertificate: 'request' | 'require', credentials: readonly Credential[] = []) =>
    oldPair('SSLv3', suite, { credentials }, { clientCertificate });

  it('are proven by RSA over digests of the messages and the master secret (RFC 6101, 5.6.8)', () => {
    const pair = asking('require', [mine.rsa]).run();
    expect(pair.server.negotiated.peerChain).toHaveLength(mine.rsa.chain.length);
    expect(pair.server.negotiated.peerSignatureScheme).toBe('rsa_pkcs1_md5_sha1');
    expectData(pair);
  });

  it('are not proven by a signature that another key made, or over anything else: decrypt_error', () => {
    const [, others] = [mine.rsa, ca.issue(provider, { keyType: 'rsa', purpose: 'client' })];
    const signer: Signer = { ...others.signer, spki: mine.rsa.signer.spki ?? new Uint8Array(0) };
    const forged = { chain: mine.rsa.chain, signer };
    expect(() => asking('require', [forged]).run()).toThrow(
      expect.objectContaining({ code: 'BAD_SIGNATURE' }),
    );
    const hashing: Signer = {
      ...mine.rsa.signer,
      sign: ({ scheme, message }, decision) =>
        mine.rsa.signer.sign({ scheme, message: message.slice(1) }, decision),
    };
    expect(() => asking('require', [{ chain: mine.rsa.chain, signer: hashing }]).run()).toThrow(
      expect.objectContaining({ code: 'BAD_SIGNATURE' }),
    );
  });

  it('that are not there are said to be so by no_certificate, a warning (RFC 6101, 5.6.6)', () => {
    const alerts: number[][] = [];
    const pair = oldPair(
      'SSLv3',
      suite,
      {},
      {
        clientCertificate: 'request',
        observer: { alert: (...alert) => alerts.push(alert.slice(1).map(Number)) },
      },
    ).run();
    expect(alerts).toEqual([[1, alertCodes.no_certificate]]);
    expect(pair.clientMessages).not.toContain('certificate');
    expect(pair.server.negotiated.peerChain).toEqual([]);
    expectData(pair);
  });

  it('with elliptic keys are none that SSL 3.0 knows: the configuration says so', () => {
    const ecdsa = ca.issue(provider, { names: ['client.example'], purpose: 'client' });
    expect(() => asking('request', [ecdsa])).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringMatching(/p256/) }),
    );
  });

  it('that must be there and are not: handshake_failure', () => {
    expect(() => asking('require').run()).toThrow(
      expect.objectContaining({ code: 'NO_PEER_CERTIFICATE', alert: 'handshake_failure' }),
    );
  });

  it('no_certificate is a warning like any other where it answers nothing', () => {
    const pair = oldPair('TLSv1', suite, {}, { clientCertificate: 'request' });
    pair.client.handshake();
    transfer(pair.client, pair.server);
    pair.server.handshake();
    pair.server.receive(Uint8Array.of(21, 3, 1, 0, 2, 1, alertCodes.no_certificate));
    pair.server.handshake();
    expect(pair.server.stateName).toBe('server12-certificate');
  });
});

describe('alerts that SSL 3.0 has no number for (RFC 6101, 5.4.2)', () => {
  it('go out as the nearest that it has: decrypt_error as handshake_failure', () => {
    const pair = oldPair('SSLv3', suite, {}, { recordPerMessage: true });
    const sent: number[] = [];
    pair.client.handshake();
    transfer(pair.client, pair.server);
    pair.server.handshake();
    transfer(pair.server, pair.client);
    pair.client.processRecord();
    pair.client.abort(new TlsError('BAD_SIGNATURE', 'a test'));
    const bytes = pair.client.output.peek();
    for (let at = 0; at < bytes.length; at += 5 + (bytes[at + 3] ?? 0) * 256 + (bytes[at + 4] ?? 0))
      if (bytes[at] === contentTypes.alert) sent.push(bytes[at + 6] ?? -1);
    expect(sent).toEqual([alertCodes.handshake_failure]);
  });
});

describe('a renegotiation in SSL 3.0', () => {
  const renegotiation = { refuse: false, allowClientRenegotiation: true };

  it('is bound to the handshake before by 36 bytes of either end (RFC 5746, 4.5)', () => {
    const pair = oldPair('SSLv3', suite, { renegotiation }, { renegotiation }).run();
    expect(pair.client.negotiated.clientVerifyData).toHaveLength(36);
    pair.client.renegotiate();
    for (let moved = 1; moved > 0; ) {
      while (pair.client.processRecord().kind === 'done');
      while (pair.server.processRecord().kind === 'done');
      moved = transfer(pair.client, pair.server) + transfer(pair.server, pair.client);
    }
    expect([pair.client.renegotiations, pair.server.renegotiations]).toEqual([1, 1]);
    expect([pair.client.isHandshaking, pair.server.isHandshaking]).toEqual([false, false]);
    expect(pair.client.negotiated.secureRenegotiation).toBe(true);
  });

  it('that is refused ends the connection, for there is no word for less (RFC 5746, 4.5)', () => {
    const pair = oldPair('SSLv3', suite, { renegotiation }).run();
    pair.client.renegotiate();
    pair.client.processRecord();
    transfer(pair.client, pair.server);
    expect(() => pair.server.processRecord()).toThrow(
      expect.objectContaining({ code: 'NO_RENEGOTIATION', alert: 'handshake_failure' }),
    );
  });
});
