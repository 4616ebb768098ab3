import {
  type Authority,
  crlDistributionPoints,
  der,
  extendedKeyUsage,
  extension,
  type Issued,
  issueCrl,
  issueOcspResponse,
  issuingDistributionPoint,
  keyUsage,
} from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import { nobleProvider } from '../../src/noble/index.js';
import {
  CertificateRevocationList,
  encodeOcspRequest,
  OcspResponse,
  type RevocationOptions,
  X509Error,
} from '../../src/x509/index.js';
import { errorOf, makeRoot, parsed, verify } from './chains.js';

const day = 24 * 60 * 60 * 1000;
const root = makeRoot();
const issuer = root.authority();
const leaf = issuer.leaf();

const crl = (signer: Issued, template: Parameters<typeof issueCrl>[1] = {}): CertificateRevocationList =>
  CertificateRevocationList.parse(issueCrl(signer, template));
const ocsp = (
  by: Authority,
  about: Issued,
  template: Parameters<typeof issueOcspResponse>[2] = {},
): OcspResponse => OcspResponse.parse(issueOcspResponse(by, about.certificate, template));

/** `ok`, or the code that a chain is refused with. */
function outcome(
  revocation: Omit<RevocationOptions, 'mode'> & Partial<RevocationOptions>,
  about: Issued = leaf,
  more: object = {},
): string {
  try {
    verify({
      leaf: about,
      anchors: [root],
      revocation: { mode: 'hard', scope: 'leaf', ...revocation },
      ...more,
    });
    return 'ok';
  } catch (error) {
    if (error instanceof X509Error) return error.code;
    throw error;
  }
}

describe('revocation lists (RFC 5280, 5 and 6.3)', () => {
  it('revoke what they list, with reason and place, and pass what they do not', () => {
    const revoked = [{ certificate: leaf.certificate, reason: 1 }];
    expect(outcome({ crls: [crl(issuer)] })).toBe('ok');
    const error = errorOf(() =>
      verify({ leaf, anchors: [root], revocation: { mode: 'soft', crls: [crl(issuer, { revoked })] } }),
    );
    expect(error).toMatchObject({ code: 'REVOKED', nodeCode: 'CERT_REVOKED', opensslCode: 23 });
    expect(error.message).toContain('its key was compromised');
    expect(error.certificate?.index).toBe(0);
  });

  it('are asked for, or not, as the mode says', () => {
    expect(outcome({})).toBe('REVOCATION_UNKNOWN');
    expect(outcome({ mode: 'soft' })).toBe('ok');
    const revoked = [{ certificate: leaf.certificate }];
    expect(outcome({ mode: 'off', crls: [crl(issuer, { revoked })] })).toBe('ok');
  });

  it('are asked for about the whole path, unless only the leaf counts', () => {
    const revoked = [{ certificate: issuer.certificate }];
    const crls = [crl(issuer), crl(root, { revoked })];
    expect(outcome({ crls, scope: 'leaf' })).toBe('ok');
    expect(outcome({ crls, scope: 'path' })).toBe('REVOKED');
    expect(outcome({ crls: [crl(issuer), crl(root)], scope: 'path' })).toBe('ok');
    expect(outcome({ crls: [crl(issuer)], scope: 'path' })).toBe('REVOCATION_UNKNOWN');
  });

  const wrong: readonly (readonly [what: string, list: () => CertificateRevocationList, code: string])[] = [
    ['of another issuer', () => crl(root), 'REVOCATION_UNKNOWN'],
    ['by another key', () => crl(root, { issuer: issuer.subject }), 'BAD_CRL_SIGNATURE'],
    ['that are old', () => crl(issuer, { nextUpdate: Date.now() - 2_000 }), 'CRL_EXPIRED'],
    ['that are to come', () => crl(issuer, { thisUpdate: Date.now() + day }), 'CRL_NOT_YET_VALID'],
    ['without an end', () => crl(issuer, { nextUpdate: null }), 'INVALID_CRL'],
    [
      'with an unknown critical extension',
      () => crl(issuer, { extensions: [extension('1.2.3.4', der.none(), true)] }),
      'INVALID_CRL',
    ],
    [
      'about authorities only',
      () => crl(issuer, { extensions: [issuingDistributionPoint({ only: 2 })] }),
      'REVOCATION_UNKNOWN',
    ],
    [
      'about attribute certificates',
      () => crl(issuer, { extensions: [issuingDistributionPoint({ only: 5 })] }),
      'REVOCATION_UNKNOWN',
    ],
    [
      'about some reasons only',
      () => crl(issuer, { extensions: [issuingDistributionPoint({ reasons: 0x40 })] }),
      'REVOCATION_UNKNOWN',
    ],
    ['that are delta lists alone', () => crl(issuer, { base: 1, number: 2 }), 'REVOCATION_UNKNOWN'],
  ];
  for (const [what, list, code] of wrong) {
    it(`do not count ${what}`, () => expect(outcome({ crls: [list()] })).toBe(code));
  }

  it('need a number that is not critical only where authorities are held to the RFC', () => {
    const without = crl(issuer, { without: ['2.5.29.20'] });
    expect(outcome({ crls: [without] })).toBe('ok');
    expect(outcome({ crls: [without] }, leaf, { profile: 'rfc5280' })).toBe('INVALID_CRL');
  });

  it('count from an authority that may sign them only', () => {
    const other = root.authority({ subject: 'No lists', extensions: [keyUsage('keyCertSign')] });
    expect(outcome({ crls: [crl(other)] }, other.leaf())).toBe('CRL_ISSUER_MAY_NOT_SIGN');
  });

  it('cover all reasons together where each covers some', () => {
    const some = (reasons: number): CertificateRevocationList =>
      crl(issuer, { extensions: [issuingDistributionPoint({ reasons })] });
    expect(outcome({ crls: [some(0x7f)] })).toBe('REVOCATION_UNKNOWN');
    const last = CertificateRevocationList.parse(
      issueCrl(issuer, {
        extensions: [
          extension('2.5.29.28', der.sequence(der.taggedOctets(3, Uint8Array.of(7, 0, 0x80))), true),
        ],
      }),
    );
    expect(outcome({ crls: [some(0x7f), last] })).toBe('ok');
  });

  it('that are partitioned count where their names are those of the certificate', () => {
    const at = (uri: string): Issued =>
      issuer.leaf({ extensions: [crlDistributionPoints({ names: [{ uri }] })] });
    const part = (uri: string): CertificateRevocationList =>
      crl(issuer, { extensions: [issuingDistributionPoint({ names: [{ uri }] })] });
    expect(outcome({ crls: [part('http://a.example/1')] }, at('http://a.example/1'))).toBe('ok');
    expect(outcome({ crls: [part('http://a.example/2')] }, at('http://a.example/1'))).toBe(
      'REVOCATION_UNKNOWN',
    );
    expect(outcome({ crls: [part('http://a.example/1')] })).toBe('REVOCATION_UNKNOWN');
  });

  it('go on with delta lists, which add and take away', () => {
    const one = { certificate: leaf.certificate };
    const base = crl(issuer, { number: 5 });
    const bad = crl(issuer, { number: 5, revoked: [{ ...one, reason: 6 }] });
    const adds = crl(issuer, { base: 5, number: 6, revoked: [one] });
    const takes = crl(issuer, { base: 5, number: 6, revoked: [{ ...one, reason: 8 }] });
    expect(outcome({ crls: [base, adds] })).toBe('REVOKED');
    expect(outcome({ crls: [bad] })).toBe('REVOKED');
    expect(outcome({ crls: [bad, takes] })).toBe('ok');
    const tooNew = crl(issuer, { base: 6, number: 7, revoked: [one] });
    expect(outcome({ crls: [base, tooNew] })).toBe('ok');
    const notNewer = crl(issuer, { base: 4, number: 5, revoked: [one] });
    expect(outcome({ crls: [base, notNewer] })).toBe('ok');
    const forged = crl(root, {
      issuer: issuer.subject,
      base: 5,
      number: 6,
      revoked: [{ ...one, reason: 8 }],
    });
    expect(outcome({ crls: [bad, forged] })).toBe('REVOKED');
  });

  it('that are indirect count where the certificate names their issuer, and its certificate is there', () => {
    const lister = root.authority({ subject: 'Lister', extensions: [keyUsage('cRLSign')] });
    const listed = issuer.leaf({ extensions: [crlDistributionPoints({ crlIssuer: 'Lister' })] });
    const indirect = (revoked: Parameters<typeof issueCrl>[1] = {}): CertificateRevocationList =>
      crl(lister, { extensions: [issuingDistributionPoint({ indirect: true })], ...revoked });
    const certificates = [parsed(lister)];
    expect(outcome({ crls: [indirect()], certificates }, listed)).toBe('ok');
    expect(outcome({ crls: [indirect()] }, listed)).toBe('UNKNOWN_CRL_ISSUER');
    expect(outcome({ crls: [crl(lister)], certificates }, listed)).toBe('REVOCATION_UNKNOWN');
    expect(outcome({ crls: [indirect()], certificates }, leaf)).toBe('REVOCATION_UNKNOWN');
    const one = { certificate: listed.certificate };
    const named = indirect({ revoked: [{ ...one, issuer: issuer.subject }] });
    expect(outcome({ crls: [named], certificates }, listed)).toBe('REVOKED');
    expect(outcome({ crls: [indirect({ revoked: [one] })], certificates }, listed)).toBe('ok');
    const stranger = makeRoot({ subject: 'Stranger' }).authority({ subject: 'Lister' });
    const foreign = crl(stranger, { extensions: [issuingDistributionPoint({ indirect: true })] });
    expect(outcome({ crls: [foreign], certificates: [parsed(stranger)] }, listed)).not.toBe('ok');
  });

  it('keep the issuer of an entry for those after it (RFC 5280, 5.3.3)', () => {
    const other = root.authority({ subject: 'Other' }).leaf();
    const list = crl(issuer, {
      revoked: [{ certificate: other.certificate, issuer: 'Other' }, { certificate: leaf.certificate }],
    });
    expect(list.find(parsed(leaf).issuer, parsed(leaf).serialNumber)).toBeUndefined();
    expect(list.find(parsed(other).issuer, parsed(leaf).serialNumber)).toBeDefined();
  });
});

describe('OCSP responses (RFC 6960)', () => {
  it('from the issuer count, stapled or not, named by name or by key', () => {
    expect(outcome({ stapled: ocsp(issuer, leaf) })).toBe('ok');
    expect(outcome({ ocspResponses: [ocsp(issuer, leaf, { byKey: true })] })).toBe('ok');
    expect(outcome({ mode: 'soft', stapled: ocsp(issuer, leaf, { status: 'revoked' }) })).toBe('REVOKED');
    const unknown = ocsp(issuer, leaf, { status: 'unknown' });
    expect(outcome({ ocspResponses: [unknown] })).toBe('REVOCATION_UNKNOWN');
    expect(outcome({ ocspResponses: [ocsp(issuer, issuer.leaf())] })).toBe('REVOCATION_UNKNOWN');
  });

  it('that were stapled must say that the certificate is good, whatever else is asked (RFC 6066, 8)', () => {
    const unknown = ocsp(issuer, leaf, { status: 'unknown' });
    const other = ocsp(issuer, issuer.leaf());
    for (const mode of ['soft', 'hard'] as const) {
      expect(outcome({ mode, stapled: unknown })).toBe('INVALID_OCSP_RESPONSE');
      expect(outcome({ mode, stapled: other, crls: [crl(issuer)] })).toBe('INVALID_OCSP_RESPONSE');
    }
    expect(outcome({ mode: 'soft', ocspResponses: [unknown, other] })).toBe('ok');
  });

  it('from one whom the issuer delegated count (4.2.2.2)', () => {
    const delegate = issuer.leaf({ subject: 'Responder', names: [], purposes: ['1.3.6.1.5.5.7.3.9'] });
    expect(outcome({ stapled: ocsp(issuer, leaf, { delegate }) })).toBe('ok');
    expect(outcome({ stapled: ocsp(issuer, leaf, { delegate, byKey: true }) })).toBe('ok');
    const purposeless = issuer.leaf({ subject: 'Responder', names: [] });
    const foreign = root.leaf({ subject: 'Responder', extensions: [extendedKeyUsage('1.3.6.1.5.5.7.3.9')] });
    const old = issuer.leaf({
      subject: 'Responder',
      purposes: ['1.3.6.1.5.5.7.3.9'],
      notAfter: Date.now() - 2_000,
    });
    expect(outcome({ stapled: ocsp(issuer, leaf, { delegate: purposeless }) })).toBe('INVALID_OCSP_RESPONSE');
    expect(outcome({ stapled: ocsp(issuer, leaf, { delegate: foreign }) })).toBe('INVALID_OCSP_RESPONSE');
    expect(outcome({ ocspResponses: [ocsp(issuer, leaf, { delegate: old })] })).toBe('EXPIRED');
  });

  it('count while they are fresh, with five minutes of grace (4.2.2.1)', () => {
    const now = Date.now();
    const at = (thisUpdate: number, nextUpdate: number | null): string =>
      outcome({ stapled: ocsp(issuer, leaf, { thisUpdate, nextUpdate }) });
    expect(at(now - day, now - 60_000)).toBe('ok');
    expect(at(now - day, now - 600_000)).toBe('OCSP_RESPONSE_EXPIRED');
    expect(at(now + 600_000, now + day)).toBe('OCSP_RESPONSE_EXPIRED');
    expect(at(now - day / 2, null)).toBe('ok');
    expect(at(now - 2 * day, null)).toBe('OCSP_RESPONSE_EXPIRED');
  });

  it('need not give the nonce back, but no other one', () => {
    const nonce = Uint8Array.of(1, 2, 3);
    const withNonce = ocsp(issuer, leaf, {
      extensions: [extension('1.3.6.1.5.5.7.48.1.2', der.octets(nonce))],
    });
    expect(outcome({ stapled: withNonce, nonce })).toBe('ok');
    expect(outcome({ stapled: ocsp(issuer, leaf), nonce })).toBe('ok');
    expect(outcome({ stapled: withNonce, nonce: Uint8Array.of(4) })).toBe('INVALID_OCSP_RESPONSE');
  });

  it('that were changed anywhere do not count', () => {
    const bytes = issueOcspResponse(issuer, leaf.certificate, { status: 'good' });
    const at = bytes.length - 3;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(outcome({ stapled: OcspResponse.parse(bytes) })).toBe('INVALID_OCSP_RESPONSE');
  });

  it('that are no answers are refused with what the responder said', () => {
    const error = errorOf(() => ocsp(issuer, leaf, { responseStatus: 3 }));
    expect(error.code).toBe('INVALID_OCSP_RESPONSE');
    expect(error.message).toContain('tryLater');
  });

  it('are not needed beside a list, nor a list beside them', () => {
    const wrong = ocsp(root, leaf);
    expect(outcome({ ocspResponses: [wrong], crls: [crl(issuer)] })).toBe('ok');
    const revoked = [{ certificate: leaf.certificate }];
    expect(outcome({ stapled: ocsp(issuer, leaf), crls: [crl(issuer, { revoked })] })).toBe('ok');
  });

  it('are asked for in the form of RFC 5019', () => {
    const request = encodeOcspRequest(nobleProvider, parsed(leaf), {
      name: parsed(issuer).subject,
      spki: parsed(issuer).spki,
    });
    expect(Buffer.from(request).includes(Buffer.from(parsed(leaf).serialNumber))).toBe(true);
    expect(request[0]).toBe(0x30);
  });

  it('can be asked for with a nonce of 1 to 128 octets (RFC 9654, 2.1)', () => {
    const names = { name: parsed(issuer).subject, spki: parsed(issuer).spki };
    const ask = (length: number): Uint8Array =>
      encodeOcspRequest(nobleProvider, parsed(leaf), names, new Uint8Array(length).fill(7));
    expect(Buffer.from(ask(32)).includes(der.octets(der.octets(new Uint8Array(32).fill(7))))).toBe(true);
    for (const length of [0, 129]) expect(() => ask(length)).toThrow(/give 1 to 128/);
  });

  it('whose nonce is no OCTET STRING answer no request that had one', () => {
    const bare = ocsp(issuer, leaf, {
      extensions: [extension('1.3.6.1.5.5.7.48.1.2', Uint8Array.of(1, 2, 3))],
    });
    expect(outcome({ stapled: bare, nonce: Uint8Array.of(1, 2, 3) })).toBe('INVALID_OCSP_RESPONSE');
  });
});

describe('must-staple (RFC 7633)', () => {
  const feature = extension('1.3.6.1.5.5.7.1.24', der.sequence(der.integer(5)));
  const stapling = issuer.leaf({ extensions: [feature] });

  it('asks for a stapled response, whatever else is known', () => {
    expect(outcome({ mode: 'soft' }, stapling)).toBe('MISSING_STAPLED_RESPONSE');
    expect(outcome({ mode: 'soft', crls: [crl(issuer)] }, stapling)).toBe('MISSING_STAPLED_RESPONSE');
    expect(outcome({ mode: 'soft', ocspResponses: [ocsp(issuer, stapling)] }, stapling)).toBe(
      'MISSING_STAPLED_RESPONSE',
    );
    expect(outcome({ mode: 'soft', stapled: ocsp(issuer, stapling) }, stapling)).toBe('ok');
    expect(outcome({ mode: 'soft', stapled: ocsp(issuer, stapling, { status: 'revoked' }) }, stapling)).toBe(
      'REVOKED',
    );
    expect(outcome({ mode: 'off' }, stapling)).toBe('ok');
  });

  it('is not asked of clients', () => {
    expect(outcome({ mode: 'soft' }, stapling, { purpose: 'client' })).toBe('ok');
  });
});
