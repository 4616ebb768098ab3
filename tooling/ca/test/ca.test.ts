import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyType } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { expect, it } from 'vitest';
import { Authority } from '../src/index.ts';

const types: readonly KeyType[] = ['rsa', 'rsa-pss', 'p256', 'p384', 'p521', 'ed25519', 'ed448', 'ml-dsa-44'];

for (const keyType of types) {
  it(`makes chains of ${keyType} keys that OpenSSL reads and whose signatures it finds right`, {
    timeout: 60_000,
  }, () => {
    const root = Authority.root(nobleProvider, { keyType });
    const intermediate = root.authority({ keyType, pathLength: 0 });
    const leaf = intermediate.leaf({ keyType });
    const [leafCertificate, intermediateCertificate, rootCertificate] = [leaf, intermediate, root].map(
      ({ pem }) => new X509Certificate(pem),
    );
    expect(leafCertificate?.verify(new X509Certificate(intermediate.pem).publicKey)).toBe(true);
    expect(intermediateCertificate?.verify(new X509Certificate(root.pem).publicKey)).toBe(true);
    expect(rootCertificate?.ca).toBe(true);
    expect(leafCertificate?.ca).toBe(false);
    expect(leafCertificate?.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
    expect(leafCertificate?.checkPrivateKey(createPrivateKey(leaf.keyPem))).toBe(true);
    expect(leaf.chain).toEqual([leaf.certificate, intermediate.certificate]);
  });
}

it('makes wrong certificates where it is asked to', () => {
  const root = Authority.root(nobleProvider, {
    subject: [
      ['O', 'Example'],
      ['CN', 'Wrong'],
    ],
  });
  const leaf = root.leaf({ notAfter: Date.UTC(2051, 0, 1), version: 1, serialNumber: Uint8Array.of(0) });
  const read = new X509Certificate(leaf.pem);
  expect(read.serialNumber).toBe('0');
  expect(read.subjectAltName).toBeUndefined();
  expect(read.validToDate).toEqual(new Date('2051-01-01T00:00:00Z'));
  expect(read.issuer).toBe('O=Example\nCN=Wrong');
});
