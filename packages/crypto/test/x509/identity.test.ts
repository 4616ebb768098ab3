import { type GeneralNameInput, nameConstraints } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import { matchIdentity, parseReferenceIdentity, type ReferenceIdentity } from '../../src/x509/index.js';
import { errorOf, makeRoot, parsed, rejection, verify } from './chains.js';

const root = makeRoot();

function matches(
  names: readonly GeneralNameInput[],
  identity: ReferenceIdentity,
  subject = 'irrelevant',
): boolean {
  return matchIdentity(parsed(root.leaf({ names, subject })), identity);
}

describe('DNS names (RFC 9525, 6.3)', () => {
  const table: readonly (readonly [presented: string, host: string, expected: boolean])[] = [
    ['example.com', 'example.com', true],
    ['EXAMPLE.com', 'example.COM', true],
    ['example.com', 'example.com.', true],
    ['example.com.', 'example.com', false],
    ['example.com', 'www.example.com', false],
    ['www.example.com', 'example.com', false],
    ['localhost', 'localhost', true],
    ['my_service', 'my_service', true],
    ['*.example.com', 'www.example.com', true],
    ['*.example.com', 'WWW.EXAMPLE.COM', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'a.b.example.com', false],
    ['*.example.com', 'xn--bcher-kva.example.com', true],
    ['w*.example.com', 'www.example.com', false],
    ['*w.example.com', 'www.example.com', false],
    ['xn--*.example.com', 'xn--bcher-kva.example.com', false],
    ['www.*.com', 'www.example.com', false],
    ['*.*.com', 'www.example.com', false],
    ['*.com', 'example.com', false],
    ['*', 'localhost', false],
    ['*', 'com', false],
    ['*.', 'com', false],
    ['.example.com', 'www.example.com', false],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', true],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example', true],
    ['192.0.2.1', '192.0.2.1', false],
    ['example.com\0.evil.example', 'example.com', false],
    ['', 'example.com', false],
  ];
  for (const [presented, host, expected] of table) {
    it(`${JSON.stringify(presented)} ${expected ? 'is' : 'is not'} ${host}`, () => {
      expect(matches([{ dns: presented }], parseReferenceIdentity(host))).toBe(expected);
    });
  }

  it('a common name is not looked at (RFC 9525, 2)', () => {
    expect(matches([], parseReferenceIdentity('example.com'), 'example.com')).toBe(false);
    expect(matches([{ dns: 'other.example' }], parseReferenceIdentity('example.com'), 'example.com')).toBe(
      false,
    );
  });

  it('a common name counts where it is asked for, is the last, and nothing else could', () => {
    const issuer = root.authority();
    const constrained = root.authority({
      extensions: [nameConstraints({ permitted: [{ dns: 'a.example' }] })],
    });
    const input = (by: typeof root, subject: string, names: readonly GeneralNameInput[] = []) => ({
      ...{ leaf: by.leaf({ names, subject }), anchors: [root], host: 'www.example' },
      commonName: true,
    });
    expect(verify(input(issuer, 'www.example')).path).toHaveLength(3);
    for (const wrong of [
      input(issuer, '*.example'),
      input(issuer, 'www.example.evil.example'),
      input(issuer, 'www.example', [{ dns: 'b.example' }]),
      input(issuer, 'www.example', [{ email: 'a@b.example' }]),
      input(constrained, 'www.example'),
    ])
      expect(rejection(wrong)).toBe('HOSTNAME_MISMATCH');
  });

  it('any one of the names will do', () => {
    const names = [{ dns: 'a.example' }, { ip: [192, 0, 2, 1] }, { dns: 'b.example' }];
    expect(matches(names, parseReferenceIdentity('b.example'))).toBe(true);
    expect(matches(names, parseReferenceIdentity('192.0.2.1'))).toBe(true);
  });
});

describe('IP addresses, e-mail addresses and URIs (RFC 9525, 6.5, 6.6)', () => {
  const v6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

  it('compares addresses as bytes, of the same family only', () => {
    expect(matches([{ ip: [127, 0, 0, 1] }], parseReferenceIdentity('127.0.0.1'))).toBe(true);
    expect(matches([{ ip: v6 }], parseReferenceIdentity('2001:DB8:0:0::1'))).toBe(true);
    expect(matches([{ ip: v6 }], parseReferenceIdentity('2001:db8::2'))).toBe(false);
    expect(matches([{ ip: [127, 0, 0, 1] }], parseReferenceIdentity('::ffff:127.0.0.1'))).toBe(false);
    expect(matches([{ dns: '*.0.0.1' }], parseReferenceIdentity('127.0.0.1'))).toBe(false);
  });

  it('compares the host of an e-mail address without regard to case, and the mailbox as it is', () => {
    const identity = { kind: 'email', address: 'Jo@example.com' } as const;
    expect(matches([{ email: 'Jo@EXAMPLE.com' }], identity)).toBe(true);
    expect(matches([{ email: 'jo@example.com' }], identity)).toBe(false);
    expect(matches([{ email: '*@example.com' }], identity)).toBe(false);
  });

  it('compares scheme and host of URIs', () => {
    const identity = { kind: 'uri', uri: 'sip://example.com/voice' } as const;
    expect(matches([{ uri: 'SIP://EXAMPLE.com' }], identity)).toBe(true);
    expect(matches([{ uri: 'sips://example.com' }], identity)).toBe(false);
    expect(matches([{ uri: 'sip://other.example' }], identity)).toBe(false);
  });
});

describe('what a user asked for', () => {
  it('tells addresses and names apart', () => {
    expect(parseReferenceIdentity('Example.COM.')).toEqual({ kind: 'dns', name: 'example.com' });
    expect(parseReferenceIdentity('192.0.2.1')).toEqual({ kind: 'ip', bytes: Uint8Array.of(192, 0, 2, 1) });
    const loopback = new Uint8Array(16);
    loopback[15] = 1;
    for (const host of ['::1', '[::1]', '::1%lo', '0:0:0:0:0:0:0:1', '::0.0.0.1']) {
      expect(parseReferenceIdentity(host)).toEqual({ kind: 'ip', bytes: loopback });
    }
  });

  const wrong = [
    '',
    '.',
    '..',
    'a..b',
    '-a.example',
    'a-.example',
    'bücher.example',
    'a b',
    'example.com:443',
    'https://example.com',
    '*.example.com',
    '256.0.0.1',
    '1.2.3',
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.0x1',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    '::12345',
    '::1.2.3',
    '1.2.3.4::',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}a`.repeat(2),
  ];
  for (const host of wrong) {
    it(`refuses ${JSON.stringify(host.slice(0, 40))} with a RangeError`, () => {
      expect(() => parseReferenceIdentity(host)).toThrow(RangeError);
    });
  }

  it('escapes what a certificate could disturb a log with, or pass off as another name', () => {
    const leaf = root.leaf({ names: [{ dns: 'a\n\u001b[31m' }, { uri: 'x, DNS:example.com' }] });
    const { message } = errorOf(() => verify({ leaf, anchors: [root], host: 'example.com' }));
    expect(message).toContain('DNS:a\\x0a\\x1b[31m, URI:x\\x2c\\x20DNS:example.com;');
  });
});
