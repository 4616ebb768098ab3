import { der, extendedKeyUsage, extension, keyUsage } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import { nobleProvider } from '../../src/noble/index.js';
import type { KeyType } from '../../src/registry/signature-schemes.js';
import { TrustAnchors } from '../../src/x509/index.js';
import { errorOf, makeRoot, parsed, rejection, verify } from './chains.js';

const day = 24 * 60 * 60 * 1000;
const root = makeRoot();
const intermediate = root.authority();
const leaf = intermediate.leaf();

describe('paths that hold (RFC 5280, 6.1)', { timeout: 60_000 }, () => {
  it('goes from the leaf over an intermediate to the root', () => {
    const { path, anchor } = verify({ leaf, anchors: [root], host: 'localhost' });
    expect(path.map(({ subject }) => subject.toString())).toEqual([
      'CN=localhost',
      'CN=Test Intermediate',
      'CN=Test Root',
    ]);
    expect(anchor.certificate?.der).toEqual(root.certificate);
  });

  const types: readonly KeyType[] = [
    'rsa',
    'rsa-pss',
    'p256',
    'p384',
    'p521',
    'ed25519',
    'ed448',
    'ml-dsa-44',
    'ml-dsa-65',
    'ml-dsa-87',
  ];
  for (const keyType of types) {
    it(`checks signatures of ${keyType} keys, and finds that another key of the kind has not signed`, () => {
      const authority = makeRoot({ keyType });
      const right = authority.leaf();
      expect(verify({ leaf: right, anchors: [authority] }).path).toHaveLength(2);
      const other = makeRoot({ keyType });
      expect(rejection({ leaf: right, anchors: [other] })).toBe('BAD_SIGNATURE');
    });
  }

  it('takes a bare name and key as anchor, and then the path ends under it', () => {
    const { subject, spki } = parsed(root);
    const anchors = TrustAnchors.of([], [{ name: subject.der, spki }]);
    expect(verify({ leaf, anchors }).path).toHaveLength(2);
  });

  it('ends a path in an intermediate that is trusted itself, without its root', () => {
    expect(verify({ leaf, intermediates: [], anchors: [intermediate] }).path).toHaveLength(2);
  });

  it('accepts a leaf that is trusted itself, self-signed or not', () => {
    expect(verify({ leaf, intermediates: [], anchors: [leaf] }).path).toHaveLength(1);
    const own = makeRoot({
      subject: 'localhost',
      serialNumber: Uint8Array.of(0),
      extensions: [keyUsage('digitalSignature', 'keyCertSign')],
    });
    expect(verify({ leaf: own, anchors: [own] }).path).toHaveLength(1);
  });

  it('finds the way whatever the order and with strays among the intermediates', () => {
    const second = intermediate.authority({ subject: 'Second' });
    const deep = second.leaf();
    const strays = [makeRoot({ subject: 'Stray' }), root.authority({ subject: 'Other' })];
    const found = verify({
      leaf: deep,
      intermediates: [...strays, intermediate, root, second],
      anchors: [root],
    });
    expect(found.path).toHaveLength(4);
  });

  it('goes on to a valid alternative of an expired intermediate, and to the right one of two keys with one name', () => {
    const expired = root.authority({
      key: intermediate.key,
      notBefore: Date.now() - 9 * day,
      notAfter: Date.now() - day,
    });
    const otherKey = root.authority();
    const found = verify({ leaf, intermediates: [expired, otherKey, intermediate], anchors: [root] });
    expect(found.path[1]?.der).toEqual(intermediate.certificate);
  });

  it('finds the one trusted end of cross-signed authorities, and does not go round in loops', () => {
    const [a, b] = [makeRoot({ subject: 'A' }), makeRoot({ subject: 'B' })];
    const aByB = b.authority({ subject: 'A', key: a.key });
    const bByA = a.authority({ subject: 'B', key: b.key });
    const rootByRoot = root.authority({ subject: 'B', key: b.key });
    const target = a.leaf();
    const bag = [a, b, aByB, bByA, rootByRoot];
    expect(verify({ leaf: target, intermediates: bag, anchors: [root] }).path).toHaveLength(4);
    expect(rejection({ leaf: target, intermediates: [a, b, aByB, bByA], anchors: [root] })).toBe(
      'SELF_SIGNED_ROOT',
    );
  });

  it('tries the longer path when the shorter one is not for the purpose', () => {
    const wrong = root.authority({ key: intermediate.key, extensions: [extendedKeyUsage('client')] });
    const second = root.authority({ subject: 'Second' });
    const cross = second.authority({ subject: 'Test Intermediate', key: intermediate.key });
    const found = verify({ leaf, intermediates: [wrong, second, cross], anchors: [root] });
    expect(found.path).toHaveLength(4);
  });
});

describe('paths that do not hold', () => {
  it('does not accept a leaf that only claims a trusted issuer', () => {
    const impostor = makeRoot();
    const error = errorOf(() => verify({ leaf: impostor.leaf(), anchors: [root] }));
    expect(error.code).toBe('BAD_SIGNATURE');
    expect(error.opensslName).toBe('X509_V_ERR_CERT_SIGNATURE_FAILURE');
  });

  it('says of an expired leaf that it is expired, and not that its issuer is unknown', () => {
    const old = intermediate.leaf({ notBefore: Date.now() - 9 * day, notAfter: Date.now() - day });
    const error = errorOf(() => verify({ leaf: old, anchors: [root] }));
    expect(error).toMatchObject({
      code: 'EXPIRED',
      nodeCode: 'CERT_HAS_EXPIRED',
      tlsCode: 'CERTIFICATE_EXPIRED',
    });
    expect(error.certificate).toEqual({ index: 0, subject: 'CN=localhost' });
    expect(rejection({ leaf: old, intermediates: [], anchors: [root] })).toBe('EXPIRED');
  });

  it('says of an expired intermediate, and of an expired root, which certificate it is', () => {
    const expired = { notBefore: Date.now() - 9 * day, notAfter: Date.now() - day };
    const oldIntermediate = root.authority(expired);
    const first = errorOf(() => verify({ leaf: oldIntermediate.leaf(), anchors: [root] }));
    expect(first).toMatchObject({
      code: 'EXPIRED',
      certificate: { index: 1, subject: 'CN=Test Intermediate' },
    });
    const oldRoot = makeRoot(expired);
    const second = errorOf(() => verify({ leaf: oldRoot.leaf(), anchors: [oldRoot] }));
    expect(second).toMatchObject({ code: 'EXPIRED', certificate: { index: 1, subject: 'CN=Test Root' } });
  });

  it('says when a certificate is not valid yet', () => {
    const early = intermediate.leaf({ notBefore: Date.now() + day });
    expect(rejection({ leaf: early, anchors: [root] })).toBe('NOT_YET_VALID');
  });

  it('tells unknown issuers of leaf and intermediate, and self-signed leaf and root, apart', () => {
    const others = [makeRoot({ subject: 'Other' })];
    const alone = errorOf(() => verify({ leaf, intermediates: [], anchors: others }));
    expect(alone.nodeCode).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    const noRoot = errorOf(() => verify({ leaf, anchors: others }));
    expect(noRoot.nodeCode).toBe('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
    const withRoot = errorOf(() => verify({ leaf, intermediates: [intermediate, root], anchors: others }));
    expect(withRoot.nodeCode).toBe('SELF_SIGNED_CERT_IN_CHAIN');
    const self = makeRoot({ subject: 'localhost', extensions: [keyUsage('digitalSignature')] });
    const selfSigned = errorOf(() => verify({ leaf: self, anchors: others }));
    expect(selfSigned.nodeCode).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('throws a RangeError for a time or a limit that is no number, for comparing with one would let all pass', () => {
    expect(() => verify({ leaf, anchors: [root], time: Number.NaN })).toThrow(RangeError);
    expect(() => verify({ leaf, anchors: [root], budget: { maxSteps: Number.NaN } })).toThrow(RangeError);
  });

  it('lists why each path that was tried does not hold', () => {
    const expired = root.authority({
      key: intermediate.key,
      notBefore: Date.now() - 9 * day,
      notAfter: Date.now() - day,
    });
    const client = root.authority({ key: intermediate.key, extensions: [extendedKeyUsage('client')] });
    const error = errorOf(() => verify({ leaf, intermediates: [expired, client], anchors: [root] }));
    expect(error.rejections.map(({ code }) => code).sort()).toEqual(['EXPIRED', 'WRONG_PURPOSE']);
  });

  it('keeps the identity for the end, and names what the certificate is for', () => {
    const error = errorOf(() => verify({ leaf, anchors: [root], host: 'example.com' }));
    expect(error).toMatchObject({
      code: 'HOSTNAME_MISMATCH',
      nodeCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
      opensslCode: 62,
    });
    expect(error.message).toContain('DNS:localhost, IP:127.0.0.1');
    expect(rejection({ leaf, anchors: [root], host: '127.0.0.2' })).toBe('IP_ADDRESS_MISMATCH');
  });
});

describe('what a certificate may be used for (RFC 5280, 4.2.1.3, 4.2.1.9, 4.2.1.12)', () => {
  it('does not take a leaf as an authority', () => {
    const signer = root.authority({ extensions: [extension('2.5.29.19', der.sequence(), true)] });
    expect(rejection({ leaf: signer.leaf(), anchors: [root] })).toBe('NOT_A_CA');
    const silent = root.authority({ without: ['2.5.29.19'] });
    expect(rejection({ leaf: silent.leaf(), anchors: [root] })).toBe('NOT_A_CA');
  });

  it('does not take an authority whose key may not sign certificates', () => {
    const signer = root.authority({ extensions: [keyUsage('cRLSign')] });
    expect(rejection({ leaf: signer.leaf(), anchors: [root] })).toBe('NO_CERT_SIGN');
  });

  it('does not take a leaf whose key may not sign, for servers and clients', () => {
    const wrong = intermediate.leaf({ extensions: [keyUsage('keyEncipherment')] });
    expect(rejection({ leaf: wrong, anchors: [root] })).toBe('NO_DIGITAL_SIGNATURE');
    expect(verify({ leaf: wrong, anchors: [root], keyUsage: ['keyEncipherment'] }).path).toHaveLength(3);
    expect(verify({ leaf: wrong, anchors: [root], purpose: 'any' }).path).toHaveLength(3);
  });

  it('takes a leaf without extended key usage, and one that is for anything, for both purposes', () => {
    const silent = intermediate.leaf({ without: ['2.5.29.37'] });
    const any = intermediate.leaf({ purposes: ['any'] });
    for (const purpose of ['server', 'client'] as const) {
      expect(verify({ leaf: silent, anchors: [root], purpose }).path).toHaveLength(3);
      expect(verify({ leaf: any, anchors: [root], purpose }).path).toHaveLength(3);
    }
  });

  it('takes the server-gated purposes of old authorities as serverAuth, for servers only', () => {
    const gated = root.authority({ extensions: [extendedKeyUsage('2.16.840.1.113730.4.1')] });
    expect(verify({ leaf: gated.leaf(), anchors: [root] }).path).toHaveLength(3);
    expect(rejection({ leaf: gated.leaf(), anchors: [root], purpose: 'client' })).toBe('WRONG_PURPOSE');
  });

  it('counts only intermediates that are not self-issued against the path length', () => {
    const short = makeRoot({ pathLength: 1 });
    const first = short.authority({ subject: 'First' });
    const renewed = first.authority({ subject: 'First' });
    expect(verify({ leaf: renewed.leaf(), anchors: [short] }).path).toHaveLength(4);
    const second = first.authority({ subject: 'Second' });
    expect(rejection({ leaf: second.leaf(), anchors: [short] })).toBe('PATH_LENGTH_EXCEEDED');
  });
});

describe('keys and signatures', { timeout: 60_000 }, () => {
  it('refuses RSA keys below 2048 bits in leaf and authority, unless the floor is lower (RFC 9325, 4.5)', () => {
    const weak = makeRoot({ keyType: 'rsa', rsaBits: 1024 });
    const below = weak.leaf();
    expect(rejection({ leaf: below, anchors: [weak] })).toBe('WEAK_CA_KEY');
    expect(verify({ leaf: below, anchors: [weak], strength: { minimumRsaBits: 1024 } }).path).toHaveLength(2);
    const weakLeaf = root.leaf({ keyType: 'rsa', rsaBits: 1024 });
    expect(rejection({ leaf: weakLeaf, anchors: [root] })).toBe('WEAK_KEY');
  });

  it('refuses signatures over SHA-1, unless allowed, but not on anchors (RFC 9155)', () => {
    const old = makeRoot({ signatureAlgorithm: { kind: 'ecdsa', hash: 'SHA-1' } });
    expect(verify({ leaf: old.leaf(), anchors: [old] }).path).toHaveLength(2);
    const weak = root.leaf({ signatureAlgorithm: { kind: 'ecdsa', hash: 'SHA-1' } });
    expect(rejection({ leaf: weak, anchors: [root] })).toBe('WEAK_SIGNATURE');
    expect(verify({ leaf: weak, anchors: [root], strength: { allowSha1: true } }).path).toHaveLength(2);
  });

  it('refuses another algorithm inside than outside (RFC 5280, 4.1.1.2)', () => {
    const twofold = root.leaf({ signedAlgorithm: der.sequence(der.oid('1.2.840.10045.4.3.3')) });
    expect(rejection({ leaf: twofold, anchors: [root] })).toBe('SIGNATURE_ALGORITHM_MISMATCH');
  });

  it('refuses an algorithm that the provider lacks, and says so', () => {
    const without = { ...nobleProvider, supportsSignature: () => false };
    expect(rejection({ leaf, anchors: [root], provider: without })).toBe('UNSUPPORTED_SIGNATURE_ALGORITHM');
  });
});

describe('fields', () => {
  it('takes certificates of version 1 as anchors only (RFC 5280, 6.1.4 (k))', () => {
    const old = makeRoot({ version: 1 });
    expect(verify({ leaf: old.leaf(), anchors: [old] }).path).toHaveLength(2);
    const between = root.authority({ version: 1 });
    expect(rejection({ leaf: between.leaf(), anchors: [root] })).toBe('INVALID_VERSION');
    expect(rejection({ leaf: root.leaf({ version: 1 }), anchors: [root] })).toBe('INVALID_VERSION');
  });

  it('refuses serial numbers that are zero, negative or longer than 20 bytes (RFC 5280, 4.1.2.2)', () => {
    const numbers = [Uint8Array.of(0), Uint8Array.of(0x80), new Uint8Array(21).fill(1)];
    for (const serialNumber of numbers) {
      expect(rejection({ leaf: root.leaf({ serialNumber }), anchors: [root] })).toBe('INVALID_SERIAL_NUMBER');
    }
  });

  it('refuses what is critical and not understood, in leaf, intermediate and root (RFC 5280, 4.2)', () => {
    const unknown = { extensions: [extension('1.3.6.1.4.1.99999.1', der.none(), true)] };
    const mustStaple = { extensions: [extension('1.3.6.1.5.5.7.1.24', der.sequence(der.integer(5)), true)] };
    for (const template of [unknown, mustStaple]) {
      const code = 'UNHANDLED_CRITICAL_EXTENSION';
      expect(rejection({ leaf: root.leaf(template), anchors: [root] })).toBe(code);
      expect(rejection({ leaf: root.authority(template).leaf(), anchors: [root] })).toBe(code);
      const odd = makeRoot(template);
      expect(rejection({ leaf: odd.leaf(), anchors: [odd] })).toBe(code);
    }
  });

  it('lets unknown extensions pass that are not critical', () => {
    const curious = root.leaf({ extensions: [extension('1.3.6.1.4.1.99999.1', der.none())] });
    expect(verify({ leaf: curious, anchors: [root] }).path).toHaveLength(2);
  });

  it('refuses a known extension that is malformed, critical or not', () => {
    for (const id of [
      '2.5.29.14',
      '2.5.29.15',
      '2.5.29.17',
      '2.5.29.19',
      '2.5.29.32',
      '2.5.29.35',
      '2.5.29.37',
    ]) {
      const broken = root.leaf({ extensions: [extension(id, der.integer(1))] });
      expect(rejection({ leaf: broken, anchors: [root] })).toBe('INVALID_EXTENSION');
    }
  });

  it('refuses a certificate that names no one', () => {
    const nameless = root.leaf({ subject: '', names: [] });
    expect(rejection({ leaf: nameless, anchors: [root] })).toBe('EMPTY_SUBJECT');
  });
});
