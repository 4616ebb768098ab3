import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  basicConstraints,
  certificatePolicies,
  der,
  extension,
  nameConstraints,
  subjectAltNames,
} from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/bytes/bytes.js';
import {
  Certificate,
  certificatesFromPem,
  maxCertificateLength,
  TrustAnchors,
  X509Error,
  x509ErrorCodes,
} from '../../src/x509/index.js';
import { errorOf, makeRoot, parsed } from './chains.js';

const root = makeRoot({
  subject: [
    ['C', 'XX'],
    ['O', 'Example, "Ltd"'],
    ['CN', '#1 root '],
  ],
});

describe('a certificate (RFC 5280, 4.1)', () => {
  const leaf = root.leaf({
    notBefore: Date.UTC(2024, 0, 1),
    notAfter: Date.UTC(2051, 0, 1),
    serialNumber: Uint8Array.of(1, 2),
    extensions: [certificatePolicies('2.5.29.32.0')],
  });
  const certificate = parsed(leaf);

  it('has its fields', () => {
    expect(certificate.version).toBe(3);
    expect(certificate.serialNumber).toEqual(Uint8Array.of(1, 2));
    expect(certificate.notBefore).toBe(Date.UTC(2024, 0, 1));
    expect(certificate.notAfter).toBe(Date.UTC(2051, 0, 1));
    expect(certificate.signatureAlgorithm).toEqual({ kind: 'ecdsa', hash: 'SHA-256' });
    expect(certificate.publicKeyInfo.type).toBe('p256');
    expect(certificate.basicConstraints).toBeUndefined();
    expect(certificate.keyUsage).toEqual(new Set(['digitalSignature']));
    expect(certificate.extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(certificate.subjectAltNames).toEqual([
      { kind: 'dns', name: 'localhost' },
      { kind: 'ip', bytes: Uint8Array.of(127, 0, 0, 1) },
    ]);
    expect(certificate.authorityKeyId?.keyId).toEqual(parsed(root).subjectKeyId);
    expect(certificate.certificatePolicies).toEqual(['2.5.29.32.0']);
    expect(certificate.extensions.get('2.5.29.15')?.critical).toBe(true);
    expect(certificate.isSelfIssued).toBe(false);
    expect(parsed(root).isSelfIssued).toBe(true);
  });

  it('writes names as RFC 4514 has them', () => {
    expect(certificate.issuer.toString()).toBe('CN=\\#1 root\\ ,O=Example\\, \\"Ltd\\",C=XX');
  });

  it('is a copy: what happens to the bytes afterwards does not matter', () => {
    const bytes = Uint8Array.from(leaf.certificate);
    const copy = Certificate.parse(bytes);
    bytes.fill(0);
    expect(copy.subject.toString()).toBe('CN=localhost');
  });

  it('stands alone: bytes behind it are refused', () => {
    expect(errorOf(() => Certificate.parse(Uint8Array.from([...leaf.certificate, 0]))).code).toBe(
      'MALFORMED',
    );
    expect(errorOf(() => Certificate.parse(new Uint8Array())).code).toBe('MALFORMED');
  });

  it(`has at most ${maxCertificateLength} bytes`, () => {
    const large = root.leaf({ extensions: [extension('1.2.3', new Uint8Array(maxCertificateLength))] });
    expect(errorOf(() => parsed(large)).message).toContain(`at most ${maxCertificateLength}`);
  });

  it('has each extension once (RFC 5280, 4.2)', () => {
    const twice = root.leaf({ extensions: [basicConstraints(false), basicConstraints(true)] });
    expect(errorOf(() => parsed(twice)).code).toBe('DUPLICATE_EXTENSION');
  });

  it('has extensions in version 3 only, and at least one where there is the field (RFC 5280, 4.1.2.9)', () => {
    const old = root.leaf({ version: 2, extensions: [basicConstraints(false)] });
    expect(errorOf(() => parsed(old)).code).toBe('MALFORMED');
    expect(errorOf(() => parsed(root.leaf({ version: 4 }))).code).toBe('MALFORMED');
  });

  it('says which extension is malformed when it is asked for', () => {
    const broken = parsed(root.leaf({ extensions: [extension('2.5.29.17', der.none())] }));
    const error = errorOf(() => broken.subjectAltNames);
    expect(error.code).toBe('INVALID_EXTENSION');
    expect(error.message).toContain('subject alternative name');
  });

  it('reads subtrees and names of all kinds', () => {
    const names = [
      { email: 'a@b.example' },
      { uri: 'https://a.example' },
      { directory: 'Someone' },
      { other: '1.2.3' },
    ] as const;
    const odd = parsed(
      root.leaf({ extensions: [subjectAltNames(...names), nameConstraints({ excluded: names })] }),
    );
    expect(odd.subjectAltNames?.map(({ kind }) => kind)).toEqual(['email', 'uri', 'directory', 'other']);
    expect(odd.nameConstraints?.excluded).toHaveLength(4);
  });
});

describe('beside OpenSSL, on the roots of this machine', () => {
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  const text = (() => {
    try {
      return readFileSync(bundle, 'utf8');
    } catch {
      return undefined;
    }
  })();

  it.skipIf(text === undefined)(`reads the same from every certificate of ${bundle}`, () => {
    const certificates = certificatesFromPem(text ?? '');
    expect(certificates.length).toBeGreaterThan(0);
    for (const certificate of certificates) {
      const other = new X509Certificate(certificate.der);
      expect(certificate.notBefore).toBe(other.validFromDate.getTime());
      expect(certificate.notAfter).toBe(other.validToDate.getTime());
      expect(certificate.basicConstraints?.ca ?? false).toBe(other.ca);
      const serialNumber = toHex(certificate.serialNumber)
        .toUpperCase()
        .replace(/^0+(?=.)/, '');
      expect(serialNumber).toBe(other.serialNumber.replace(/^0+(?=.)/, ''));
      expect(
        Buffer.from(certificate.spki).equals(other.publicKey.export({ type: 'spki', format: 'der' })),
      ).toBe(true);
    }
  });
});

describe('trust anchors', () => {
  it('come from PEM, in which other blocks are passed over', () => {
    const anchors = TrustAnchors.fromPem(`${root.keyPem}# a comment\n${root.pem}${makeRoot().pem}`);
    expect(anchors.size).toBe(2);
    expect(anchors.named(parsed(root).subject)).toHaveLength(1);
    expect([...anchors]).toHaveLength(2);
  });

  it('say what is missing', () => {
    expect(() => TrustAnchors.fromPem(root.keyPem)).toThrow(/no "BEGIN CERTIFICATE" block/);
    expect(() => TrustAnchors.fromPem('')).toThrow(RangeError);
  });
});

describe('errors', () => {
  it('each say what OpenSSL, Node.js and TLS call them', () => {
    for (const code of x509ErrorCodes) {
      const error = new X509Error(code, 'told');
      expect(error.opensslCode).toBeGreaterThan(0);
      expect(error.opensslName).toMatch(/^X509_V_ERR_[A-Z0-9_]+$/);
      expect(error.nodeCode).toMatch(/^[A-Z_]+$/);
      expect(error.section).not.toBe('');
      expect(error.tlsCode).toMatch(/^[A-Z_]+$/);
    }
  });
});
