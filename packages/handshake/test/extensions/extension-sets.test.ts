import { fromHex, type TlsErrorCode } from '@proj/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExtensionMessage } from '../../src/extensions/extension.js';
import { readExtensionSet, writeExtensionSet } from '../../src/extensions/extension-set.js';
import {
  type ClientHelloExtensions,
  extensionName,
  offeredExtensions,
  readCertificateExtensions,
  readCertificateRequestExtensions,
  readClientHelloExtensions,
  readEncryptedExtensionsContent,
  readHelloRetryRequestExtensions,
  readNewSessionTicketExtensions,
  readServerHello12Extensions,
  readServerHello13Extensions,
  writeCertificateExtensions,
  writeCertificateRequestExtensions,
  writeClientHelloExtensions,
  writeEncryptedExtensionsContent,
  writeHelloRetryRequestExtensions,
  writeNewSessionTicketExtensions,
  writeServerHello12Extensions,
  writeServerHello13Extensions,
} from '../../src/extensions/index.js';
import type { RawExtension } from '../../src/wire/index.js';
import { tlsErrorOf } from '../wire/codec-properties.js';
import { valueCases } from './values.js';

const nothing = new Uint8Array(0);
const codeOf = (action: () => unknown): TlsErrorCode | undefined => tlsErrorOf(action)?.code;
const typesOf = (raw: readonly RawExtension[]): number[] => raw.map(({ type }) => type);
const raw = (type: number, hex = ''): RawExtension => ({ type, data: fromHex(hex) });

const messages: readonly ExtensionMessage[] = [
  'clientHello',
  'serverHello12',
  'serverHello13',
  'helloRetryRequest',
  'encryptedExtensions',
  'certificate',
  'certificateRequest',
  'newSessionTicket',
];

/** Any set of values that a message may carry. */
function valuesOf(message: ExtensionMessage): fc.Arbitrary<{ [row: string]: unknown }> {
  const model: { [row: string]: fc.Arbitrary<unknown> } = {};
  for (const [row, forms] of Object.entries(valueCases)) {
    const form = forms[message];
    if (form !== undefined) model[row] = form.values;
  }
  return fc.record(model, { requiredKeys: [] });
}

describe.each(messages)('the set of %s', (message) => {
  it('reads what it writes, in any order', () => {
    fc.assert(
      fc.property(valuesOf(message), fc.array(fc.nat(60), { maxLength: 20 }), (values, order) => {
        const written = writeExtensionSet(message, values, order);
        expect(readExtensionSet(message, written)).toEqual(values);
        expect(writeExtensionSet(message, readExtensionSet(message, written), order)).toEqual(written);
      }),
    );
  });

  it('refuses a known extension that may not be in it (RFC 8446, 4.2)', () => {
    for (const [row, forms] of Object.entries(valueCases)) {
      const home = messages.find((other) => forms[other] !== undefined);
      const form = home === undefined ? undefined : forms[home];
      if (home === undefined || form === undefined || forms[message] !== undefined) continue;
      const [value] = fc.sample(form.values, 1);
      const written = writeExtensionSet(home, { [row]: value });
      expect(written).toHaveLength(1);
      expect(
        codeOf(() => readExtensionSet(message, written)),
        row,
      ).toBe('ILLEGAL_PARAMETER');
      expect(
        codeOf(() => readExtensionSet(message, written, new Set(typesOf(written)))),
        row,
      ).toBe('ILLEGAL_PARAMETER');
    }
  });
});

describe('answers', () => {
  const answers: readonly [
    string,
    (raw: readonly RawExtension[], offered: ReadonlySet<number>) => unknown,
  ][] = [
    ['ServerHello of TLS 1.2', readServerHello12Extensions],
    ['ServerHello of TLS 1.3', readServerHello13Extensions],
    ['HelloRetryRequest', readHelloRetryRequestExtensions],
    ['EncryptedExtensions', readEncryptedExtensionsContent],
    ['an entry of Certificate', readCertificateExtensions],
  ];

  it.each(answers)('in %s to what was not offered give unsupported_extension (RFC 8446, 4.2)', (_, read) => {
    const unknown = tlsErrorOf(() => read([raw(0x4a4a)], new Set([0])));
    expect(unknown?.code).toBe('UNSUPPORTED_EXTENSION');
    expect(unknown?.alert).toBe('unsupported_extension');
    expect(codeOf(() => read([raw(51, '001d')], new Set([0])))).toBe('UNSUPPORTED_EXTENSION');
  });

  it.each(answers)('in %s to an offered custom extension are passed over', (_, read) => {
    expect(read([raw(0x4a4a, '01')], new Set([0x4a4a]))).toEqual({});
  });

  it('may hold an unasked cookie in HelloRetryRequest alone (RFC 8446, 4.1.4)', () => {
    const offered = new Set([43]);
    const cookie = [raw(44, '0001aa')];
    expect(readHelloRetryRequestExtensions(cookie, offered)).toEqual({ cookie: Uint8Array.of(0xaa) });
    expect(codeOf(() => readServerHello13Extensions(cookie, offered))).toBe('UNSUPPORTED_EXTENSION');
  });

  it('may hold renegotiation_info for the signalling cipher suite (RFC 5746, 3.4)', () => {
    const answer = [raw(0xff01, '00')];
    const without = offeredExtensions({ cipherSuites: [0xc02f], extensions: [raw(10, '0002001d')] });
    expect([...without]).toEqual([10]);
    expect(codeOf(() => readServerHello12Extensions(answer, without))).toBe('UNSUPPORTED_EXTENSION');
    const offered = offeredExtensions({ cipherSuites: [0xc02f, 0x00ff], extensions: [] });
    expect(readServerHello12Extensions(answer, offered)).toEqual({ renegotiationInfo: nothing });
  });

  it('hold record_size_limit or max_fragment_length, never both (RFC 8449, 5)', () => {
    const both = [raw(1, '01'), raw(28, '4000')];
    expect(codeOf(() => readServerHello12Extensions(both, new Set([1, 28])))).toBe('ILLEGAL_PARAMETER');
    expect(codeOf(() => readEncryptedExtensionsContent(both, new Set([1, 28])))).toBe('ILLEGAL_PARAMETER');
  });
});

describe('messages that offer or ask', () => {
  it('may hold unknown extensions (RFC 8446, 4.2)', () => {
    expect(readClientHelloExtensions([raw(0x0a0a), raw(0x1234, 'ff')])).toEqual({});
    expect(readNewSessionTicketExtensions([raw(0x0a0a)])).toEqual({});
    expect(readCertificateRequestExtensions([raw(0x0a0a), raw(13, '00020403')])).toEqual({
      signatureAlgorithms: [0x0403],
    });
  });

  it('refuse a CertificateRequest without signature_algorithms (RFC 8446, 4.3.2)', () => {
    const error = tlsErrorOf(() => readCertificateRequestExtensions([raw(50, '00020403')]));
    expect(error?.code).toBe('MISSING_EXTENSION');
    expect(error?.alert).toBe('missing_extension');
  });

  it('refuse a pre_shared_key that is not the last (RFC 8446, 4.2.11)', () => {
    const values: ClientHelloExtensions = {
      pskKeyExchangeModes: [1],
      preSharedKey: {
        identities: [{ identity: Uint8Array.of(1), obfuscatedTicketAge: 0 }],
        binders: [new Uint8Array(32)],
      },
    };
    const written = writeClientHelloExtensions(values);
    expect(readClientHelloExtensions(written)).toEqual(values);
    expect(codeOf(() => readClientHelloExtensions([...written].reverse()))).toBe('ILLEGAL_PARAMETER');
    expect(codeOf(() => readClientHelloExtensions([...written, raw(0x0a0a)]))).toBe('ILLEGAL_PARAMETER');
  });
});

describe('the order of extensions', () => {
  const values: ClientHelloExtensions = {
    supportedVersions: [0x0304],
    serverName: 'a.example',
    supportedGroups: [29],
    preSharedKey: {
      identities: [{ identity: Uint8Array.of(1), obfuscatedTicketAge: 0 }],
      binders: [new Uint8Array(32)],
    },
    padding: 3,
  };

  it("is OpenSSL's by default, with custom extensions behind it and pre_shared_key last", () => {
    expect(typesOf(writeClientHelloExtensions(values))).toEqual([0, 10, 43, 21, 41]);
    const extra = [raw(0x4a4a), raw(0x0a0a)];
    expect(typesOf(writeClientHelloExtensions(values, undefined, extra))).toEqual([
      0, 10, 43, 21, 0x4a4a, 0x0a0a, 41,
    ]);
  });

  it('is the one given, custom extensions and GREASE included (RFC 8701)', () => {
    const order = [0x0a0a, 21, 43, 0x4a4a, 41, 10, 0, 0x1a1a];
    const extra = [raw(0x1a1a, '00'), raw(0x0a0a), raw(0x4a4a, '01')];
    const written = writeClientHelloExtensions(values, order, extra);
    expect(typesOf(written)).toEqual([0x0a0a, 21, 43, 0x4a4a, 10, 0, 0x1a1a, 41]);
    expect(written.at(-2)).toEqual(raw(0x1a1a, '00'));
  });

  it('loses nothing that the given one does not name, and writes nothing twice', () => {
    expect(typesOf(writeClientHelloExtensions(values, [43, 43, 99]))).toEqual([43, 0, 10, 21, 41]);
  });

  it('refuses a custom extension that a typed value gives too', () => {
    expect(codeOf(() => writeClientHelloExtensions(values, undefined, [raw(10)]))).toBe('INVALID_CONFIG');
    expect(codeOf(() => writeClientHelloExtensions({}, undefined, [raw(7), raw(7)]))).toBe('INVALID_CONFIG');
  });

  it('moves pre_shared_key to the end of a ClientHello only (RFC 8446, 4.2.11)', () => {
    const answer = { supportedVersions: 0x0304, preSharedKey: 0 };
    expect(typesOf(writeServerHello13Extensions(answer, [41]))).toEqual([41, 43]);
    expect(typesOf(writeServerHello13Extensions(answer))).toEqual([43, 41]);
  });

  it('can be given for every message', () => {
    const grease = [raw(0x0a0a)];
    const first = [0x0a0a];
    const written: readonly (readonly RawExtension[])[] = [
      writeServerHello12Extensions({ extendedMasterSecret: true }, first, grease),
      writeServerHello13Extensions({ supportedVersions: 0x0304 }, first, grease),
      writeHelloRetryRequestExtensions({ keyShare: 29 }, first, grease),
      writeEncryptedExtensionsContent({ alpn: Uint8Array.of(1) }, first, grease),
      writeCertificateExtensions({ statusRequest: { ocspResponse: Uint8Array.of(1) } }, first, grease),
      writeCertificateRequestExtensions({ signatureAlgorithms: [0x0403] }, first, grease),
      writeNewSessionTicketExtensions({ earlyData: 1024 }, first, grease),
    ];
    expect(written.map(typesOf)).toEqual([23, 43, 51, 16, 5, 13, 42].map((type) => [0x0a0a, type]));
  });
});

describe('extensionName', () => {
  it('names extensions for people', () => {
    expect(extensionName(51)).toBe('key_share');
    expect(extensionName(0x0a0a)).toBe('extension 2570');
  });
});
