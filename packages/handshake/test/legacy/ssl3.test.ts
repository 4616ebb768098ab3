import { alertCodes, TlsError } from '@proj/crypto';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import { writeCertificateRequest12 } from '../../src/wire/certificate-request12.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { before } from '../client/edits.js';
import { Duel } from '../client/hostile-server.js';
import { ca } from '../resumption/pair.js';
import { testTime } from '../support/certificates.js';
import { transfer } from '../support/pump.js';
import { legacy, oldPair, provider, rsa } from './old-pair.js';

const suite = 'AES128-SHA';
const only = { provider, legacy, minVersion: 'SSLv3', maxVersion: 'SSLv3', cipherSuites: [suite] } as const;

describe('certificates of clients in SSL 3.0', () => {
  it('a client that is asked says no_certificate, a warning, and goes on (RFC 6101, 5.6.6)', () => {
    const request = writeCertificateRequest12({
      certificateTypes: [1],
      signatureAlgorithms: undefined,
      authorities: [],
    });
    const mine = ca.issue(provider, { keyType: 'rsa', names: ['client.example'], purpose: 'client' });
    const duel = new Duel(
      { ...only, anchors: ca.anchors, now: () => testTime, credentials: [mine] },
      { ...only, credentials: [rsa] },
      before(handshakeTypes.serverHelloDone, { type: handshakeTypes.certificateRequest, body: request }),
    );
    duel.run();
    expect(duel.server.alerts).toEqual([[1, alertCodes.no_certificate]]);
    expect(duel.server.isConnected).toBe(true);
    expect(duel.client.negotiated.certificateRequested).toBe(true);
  });

  it('a server does not ask, and where it must have one refuses: handshake_failure', () => {
    const asking = (clientCertificate: 'request' | 'require') =>
      oldPair('SSLv3', suite, {}, { clientCertificate });
    expect(asking('request').run().client.negotiated.certificateRequested).toBe(false);
    expect(() => asking('require').run()).toThrow(
      expect.objectContaining({ code: 'NO_PEER_CERTIFICATE', alert: 'handshake_failure' }),
    );
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
