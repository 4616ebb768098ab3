import { extendedKeyUsage, keyUsage } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import { ca } from '../resumption/pair.js';
import { expectData, oldPair, oldVersions, provider } from './old-pair.js';

const gated = ca.issue(provider, {
  keyType: 'rsa',
  extensions: [extendedKeyUsage('2.16.840.1.113730.4.1'), keyUsage('digitalSignature', 'keyEncipherment')],
});
const suites = ['DES-CBC3-SHA', 'AES256-SHA'];

describe.each(oldVersions)('server-gated cryptography in %s, where it was at home', (version) => {
  it.each([true, false])('a client steps up; a restart is allowed: %s', (serverGatedRestart) => {
    const pair = oldPair(
      version,
      'DES-CBC3-SHA',
      { stepUpCipherSuites: ['AES256-SHA'] },
      { credentials: [gated], cipherSuites: suites, serverGatedRestart },
    );
    if (!serverGatedRestart) {
      expect(() => pair.run()).toThrow(expect.objectContaining({ code: 'UNEXPECTED_MESSAGE' }));
      return;
    }
    pair.run();
    expect([pair.client.restarts, pair.server.restarts]).toEqual([1, 1]);
    expect(pair.client.negotiated.suite?.openssl).toBe('AES256-SHA');
    expect(pair.server.negotiated.secureRenegotiation).toBe(true);
    expectData(pair);
  });
});
