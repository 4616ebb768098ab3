import { type GeneralNameInput, nameConstraints, subjectAltNames } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import { makeRoot, rejection, verify } from './chains.js';

const root = makeRoot();

type Lists = Parameters<typeof nameConstraints>[0];

/** The code that a leaf of these names ends in under an authority with these constraints; `ok` when it holds. */
function under(
  lists: Lists,
  names: readonly GeneralNameInput[],
  subject: Parameters<typeof root.leaf>[0] = {},
): string {
  const bound = root.authority({ extensions: [nameConstraints(lists)] });
  const leaf = bound.leaf({ names, ...subject });
  try {
    return verify({ leaf, anchors: [root] }).path.length === 3 ? 'ok' : 'another path';
  } catch {
    return rejection({ leaf, anchors: [root] });
  }
}

const no = 'NAME_NOT_PERMITTED';
const excluded = 'NAME_EXCLUDED';

describe('name constraints (RFC 5280, 4.2.1.10)', () => {
  const dns: readonly (readonly [name: string, base: string, permitted: string, whenExcluded: string])[] = [
    ['host.example.com', 'host.example.com', 'ok', excluded],
    ['HOST.Example.com', 'host.eXample.com', 'ok', excluded],
    ['my.host.example.com', 'host.example.com', 'ok', excluded],
    ['a.b.host.example.com', 'host.example.com', 'ok', excluded],
    ['myhost.example.com', 'host.example.com', no, 'ok'],
    ['example.com', 'host.example.com', no, 'ok'],
    ['host.example.com', '', 'ok', excluded],
    ['*.example.com', 'example.com', 'ok', excluded],
    // A wildcard may stand for the excluded name, and stands for more than the permitted one.
    ['*.example.com', 'host.example.com', no, excluded],
    ['*.example.com', 'my.host.example.com', no, 'ok'],
    ['*.example.com', 'example.org', no, 'ok'],
  ];
  for (const [name, base, permitted, whenExcluded] of dns) {
    it(`DNS name ${name}, subtree "${base}": permitted ${permitted}, excluded ${whenExcluded}`, () => {
      expect(under({ permitted: [{ dns: base }] }, [{ dns: name }])).toBe(permitted);
      expect(under({ excluded: [{ dns: base }] }, [{ dns: name }])).toBe(whenExcluded);
    });
  }

  const email: readonly (readonly [
    address: string,
    base: string,
    permitted: string,
    whenExcluded: string,
  ])[] = [
    ['a@example.com', 'a@example.com', 'ok', excluded],
    ['A@example.com', 'a@example.com', no, 'ok'],
    ['a@EXAMPLE.com', 'a@example.com', 'ok', excluded],
    ['b@example.com', 'a@example.com', no, 'ok'],
    ['b@example.com', 'example.com', 'ok', excluded],
    ['b@host.example.com', 'example.com', no, 'ok'],
    ['b@host.example.com', '.example.com', 'ok', excluded],
    ['b@example.com', '.example.com', no, 'ok'],
    ['a@b@example.com', 'example.com', 'INVALID_NAME_SYNTAX', 'INVALID_NAME_SYNTAX'],
  ];
  for (const [address, base, permitted, whenExcluded] of email) {
    it(`e-mail address ${address}, subtree "${base}": permitted ${permitted}, excluded ${whenExcluded}`, () => {
      expect(under({ permitted: [{ email: base }] }, [{ email: address }])).toBe(permitted);
      expect(under({ excluded: [{ email: base }] }, [{ email: address }])).toBe(whenExcluded);
    });
  }

  const uri: readonly (readonly [uri: string, base: string, permitted: string, whenExcluded: string])[] = [
    ['https://host.example.com/x', 'host.example.com', 'ok', excluded],
    ['https://user@host.example.com:443/x', 'host.example.com', 'ok', excluded],
    ['https://my.host.example.com', 'host.example.com', no, 'ok'],
    ['https://my.host.example.com', '.host.example.com', 'ok', excluded],
    ['https://host.example.com', '.host.example.com', no, 'ok'],
    ['https://192.0.2.1/', 'example.com', 'INVALID_NAME_SYNTAX', 'INVALID_NAME_SYNTAX'],
    ['urn:isbn:0', 'example.com', 'INVALID_NAME_SYNTAX', 'INVALID_NAME_SYNTAX'],
  ];
  for (const [name, base, permitted, whenExcluded] of uri) {
    it(`URI ${name}, subtree "${base}": permitted ${permitted}, excluded ${whenExcluded}`, () => {
      expect(under({ permitted: [{ uri: base }] }, [{ uri: name }])).toBe(permitted);
      expect(under({ excluded: [{ uri: base }] }, [{ uri: name }])).toBe(whenExcluded);
    });
  }

  const v6 = [0x20, 1, 0xd, 0xb8, ...new Array<number>(12).fill(0)];
  const v6Mask = [0xff, 0xff, 0xff, 0xff, ...new Array<number>(12).fill(0)];
  const ip: readonly (readonly [
    what: string,
    address: number[],
    base: number[],
    permitted: string,
    whenExcluded: string,
  ])[] = [
    ['in a range', [192, 0, 2, 9], [192, 0, 2, 0, 255, 255, 255, 0], 'ok', excluded],
    ['beside a range', [192, 0, 3, 9], [192, 0, 2, 0, 255, 255, 255, 0], no, 'ok'],
    ['under all', [192, 0, 3, 9], [0, 0, 0, 0, 0, 0, 0, 0], 'ok', excluded],
    ['in an IPv6 range', v6, [...v6, ...v6Mask], 'ok', excluded],
    ['of another family', v6, [192, 0, 2, 0, 255, 255, 255, 0], no, 'ok'],
    [
      'under a mask with holes',
      [192, 0, 2, 9],
      [192, 0, 2, 0, 255, 0, 255, 0],
      'INVALID_NAME_CONSTRAINT',
      'INVALID_NAME_CONSTRAINT',
    ],
  ];
  for (const [what, address, base, permitted, whenExcluded] of ip) {
    it(`IP address ${what}: permitted ${permitted}, excluded ${whenExcluded}`, () => {
      expect(under({ permitted: [{ ip: base }] }, [{ ip: address }])).toBe(permitted);
      expect(under({ excluded: [{ ip: base }] }, [{ ip: address }])).toBe(whenExcluded);
    });
  }

  it('directory names: the subject must be within, without regard to case and white space (RFC 5280, 7.1)', () => {
    const base = { directory: [['O', 'Example  Ltd']] as const };
    const subject = (organization: string) => ({
      subject: [
        ['O', organization],
        ['CN', 'host'],
      ] as const,
    });
    const names = [{ dns: 'host' }] as const;
    expect(under({ permitted: [base] }, names, subject('EXAMPLE ltd '))).toBe('ok');
    expect(under({ permitted: [base] }, names, subject('Example'))).toBe(no);
    expect(under({ excluded: [base] }, names, subject('example ltd'))).toBe(excluded);
    expect(under({ excluded: [base] }, names, subject('Other'))).toBe('ok');
    expect(under({ excluded: [base] }, [{ directory: [['O', 'example ltd']] }], subject('Other'))).toBe(
      excluded,
    );
  });

  it('e-mail addresses in the subject count where there are none among the alternative names', () => {
    const subject = { subject: [['emailAddress', 'a@bad.example']] as const };
    expect(under({ excluded: [{ email: 'bad.example' }] }, [{ dns: 'host' }], subject)).toBe(excluded);
    expect(under({ excluded: [{ email: 'bad.example' }] }, [{ email: 'a@good.example' }], subject)).toBe(
      'ok',
    );
  });

  it('kinds that no constraint is about are free; kinds that are not understood are refused where they meet', () => {
    expect(under({ permitted: [{ dns: 'a.example' }] }, [{ ip: [192, 0, 2, 1] }])).toBe('ok');
    expect(under({ excluded: [{ other: '1.2.3.4' }] }, [{ dns: 'host' }])).toBe('ok');
    expect(under({ excluded: [{ other: '1.2.3.4' }] }, [{ dns: 'host' }, { other: '1.2.3.5' }])).toBe(
      'UNSUPPORTED_NAME_CONSTRAINT',
    );
  });

  it('constraints that mean nothing are refused', () => {
    for (const dns of ['*.example.com', '.example.com', 'exa mple', '-']) {
      expect(under({ excluded: [{ dns }] }, [{ ip: [192, 0, 2, 1] }])).toBe('INVALID_NAME_CONSTRAINT');
    }
    expect(under({}, [{ dns: 'host' }])).toBe('INVALID_EXTENSION');
    expect(under({ permitted: [] }, [{ dns: 'host' }])).toBe('INVALID_EXTENSION');
  });

  it('constraints of all authorities hold, those of a root among them, and for intermediates too', () => {
    const bound = makeRoot({ extensions: [nameConstraints({ permitted: [{ dns: 'example.com' }] })] });
    const narrower = bound.authority({
      extensions: [nameConstraints({ permitted: [{ dns: 'a.example.com' }] })],
    });
    const names = (dns: string) => ({ names: [{ dns }] });
    expect(verify({ leaf: narrower.leaf(names('a.example.com')), anchors: [bound] }).path).toHaveLength(3);
    expect(rejection({ leaf: narrower.leaf(names('b.example.com')), anchors: [bound] })).toBe(no);
    const named = bound.authority({ extensions: [subjectAltNames({ dns: 'other.example' })] });
    expect(rejection({ leaf: named.leaf(names('example.com')), anchors: [bound] })).toBe(no);
  });

  it('self-issued intermediates are exempt, a self-issued leaf is not (RFC 5280, 6.1.3 (b))', () => {
    const bound = makeRoot({
      subject: 'Same',
      extensions: [nameConstraints({ permitted: [{ dns: 'good.example' }] })],
    });
    const renewed = bound.authority({
      subject: 'Same',
      extensions: [subjectAltNames({ dns: 'bad.example' })],
    });
    const good = { names: [{ dns: 'good.example' }] };
    const bad = { names: [{ dns: 'bad.example' }] };
    expect(verify({ leaf: renewed.leaf(good), anchors: [bound] }).path).toHaveLength(3);
    expect(rejection({ leaf: bound.leaf({ subject: 'Same', ...bad }), anchors: [bound] })).toBe(no);
  });
});
