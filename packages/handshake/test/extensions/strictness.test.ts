import { ascii, concatBytes, fromHex, Writer } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import { bindersLength, fragmentLengthOf, isHostName, selectedVersion } from '../../src/extensions/index.js';
import * as table from '../../src/extensions/table.js';
import { tlsErrorOf } from '../wire/codec-properties.js';

const codeOf = (action: () => unknown): string | undefined => tlsErrorOf(action)?.code;
const nothing = new Uint8Array(0);

/** A server_name list of the given entries. */
function serverNames(...entries: readonly (readonly [type: number, name: Uint8Array])[]): Uint8Array {
  return new Writer()
    .vector16((list) => {
      for (const [type, name] of entries) list.u8(type).vector16(name);
    })
    .finish();
}

describe('server_name (RFC 6066, 3)', () => {
  const { read, write } = table.serverName.codecs.clientHello;
  const readName = (name: string): unknown => read(serverNames([0, ascii(name)]));

  it('refuses an empty list and an empty name', () => {
    expect(codeOf(() => read(serverNames()))).toBe('DECODE_ERROR');
    expect(codeOf(() => read(serverNames([0, nothing])))).toBe('DECODE_ERROR');
  });

  it('refuses two host names', () => {
    const name = ascii('a.example');
    expect(codeOf(() => read(serverNames([0, name], [0, name])))).toBe('ILLEGAL_PARAMETER');
  });

  it('refuses a name type that is not defined', () => {
    expect(codeOf(() => read(serverNames([1, ascii('a.example')])))).toBe('DECODE_ERROR');
  });

  it.each(['a.example.', '.a.example', 'a..example', 'a b', 'a\0.example', 'a/b', `${'a'.repeat(256)}`])(
    'refuses %j',
    (name) => {
      expect(codeOf(() => readName(name))).toBe('ILLEGAL_PARAMETER');
      expect(codeOf(() => write(name))).toBe('INVALID_CONFIG');
      expect(isHostName(name)).toBe(false);
    },
  );

  it('refuses bytes outside ASCII', () => {
    expect(codeOf(() => read(serverNames([0, fromHex('c3a4')])))).toBe('ILLEGAL_PARAMETER');
    expect(codeOf(() => write('ä.example'))).toBe('INVALID_CONFIG');
  });

  it.each(['192.0.2.1', '2001:db8::1'])('takes the address %s from a client, but sends none', (address) => {
    expect(readName(address)).toBe(address);
    expect(codeOf(() => write(address))).toBe('INVALID_CONFIG');
  });

  it.each(['a', 'xn--bcher-kva.example', 'a_b.example', 'A.Example', 'a-.example', '1.example'])(
    'sends and takes %s',
    (name) => expect(read(write(name))).toBe(name),
  );

  it('wants an empty answer', () => {
    expect(codeOf(() => table.serverName.codecs.encryptedExtensions.read(write('a')))).toBe('DECODE_ERROR');
    expect(codeOf(() => table.serverName.codecs.serverHello12.read(write('a')))).toBe('DECODE_ERROR');
  });
});

describe('application_layer_protocol_negotiation (RFC 7301, 3.1)', () => {
  const { clientHello, encryptedExtensions, serverHello12 } = table.alpn.codecs;

  it('refuses an empty list and an empty name', () => {
    expect(codeOf(() => clientHello.read(fromHex('0000')))).toBe('DECODE_ERROR');
    expect(codeOf(() => clientHello.read(fromHex('000100')))).toBe('DECODE_ERROR');
    expect(codeOf(() => clientHello.read(fromHex('0004' + '00' + '026832')))).toBe('DECODE_ERROR');
  });

  it.each([encryptedExtensions, serverHello12])('wants exactly one name in the answer', (answer) => {
    expect(answer.read(fromHex('0003' + '026832'))).toEqual(ascii('h2'));
    expect(codeOf(() => answer.read(fromHex('0006' + '026832' + '026833')))).toBe('DECODE_ERROR');
    expect(codeOf(() => answer.read(fromHex('0000')))).toBe('DECODE_ERROR');
  });
});

describe('key_share (RFC 8446, 4.2.8)', () => {
  const { clientHello, serverHello13 } = table.keyShare.codecs;

  it('may be empty, to ask for a HelloRetryRequest', () => {
    expect(clientHello.read(fromHex('0000'))).toEqual([]);
  });

  it('refuses two shares for one group', () => {
    const share = { group: 29, keyExchange: Uint8Array.of(1) };
    expect(codeOf(() => clientHello.read(clientHello.write([share, share])))).toBe('ILLEGAL_PARAMETER');
  });

  it('refuses an empty share', () => {
    expect(codeOf(() => clientHello.read(fromHex('0004' + '001d' + '0000')))).toBe('DECODE_ERROR');
    expect(codeOf(() => serverHello13.read(fromHex('001d' + '0000')))).toBe('DECODE_ERROR');
  });
});

describe('pre_shared_key (RFC 8446, 4.2.11)', () => {
  const { read, write } = table.preSharedKey.codecs.clientHello;
  const identity = { identity: Uint8Array.of(1), obfuscatedTicketAge: 0xfad6aac5 };
  const binder = new Uint8Array(32);

  it('refuses another number of binders than identities', () => {
    const fewer = write({ identities: [identity, identity], binders: [binder] });
    const more = write({ identities: [identity], binders: [binder, binder] });
    expect(codeOf(() => read(fewer))).toBe('ILLEGAL_PARAMETER');
    expect(codeOf(() => read(more))).toBe('ILLEGAL_PARAMETER');
  });

  it('refuses none at all, an empty identity, and an empty binder; what is too short, who checks it finds wrong', () => {
    const short = new Uint8Array(12);
    const unnamed = { identity: nothing, obfuscatedTicketAge: 0 };
    expect(codeOf(() => read(write({ identities: [], binders: [] })))).toBe('DECODE_ERROR');
    expect(codeOf(() => read(write({ identities: [identity], binders: [nothing] })))).toBe('DECODE_ERROR');
    expect(read(write({ identities: [identity], binders: [short] })).binders).toEqual([short]);
    expect(codeOf(() => read(write({ identities: [unnamed, identity], binders: [binder, binder] })))).toBe(
      'DECODE_ERROR',
    );
  });

  it('knows how many bytes at the end of the hello the binders do not sign (4.2.11.2)', () => {
    const offer = { identities: [identity, identity], binders: [binder, new Uint8Array(48)] };
    const identitiesOnly = 2 + 2 * (2 + 1 + 4);
    expect(bindersLength(offer.binders)).toBe(write(offer).length - identitiesOnly);
  });
});

describe('supported_versions (RFC 8446, 4.2.1)', () => {
  const { clientHello, serverHello13 } = table.supportedVersions.codecs;
  const hello = (data?: string) => ({
    legacyVersion: 0x0303,
    extensions: data === undefined ? [] : [{ type: 43, data: fromHex(data) }],
  });

  it('refuses an empty list and half a version', () => {
    expect(codeOf(() => clientHello.read(fromHex('00')))).toBe('DECODE_ERROR');
    expect(codeOf(() => clientHello.read(fromHex('03030403')))).toBe('DECODE_ERROR');
  });

  it('refuses an answer below TLS 1.3', () => {
    expect(codeOf(() => serverHello13.read(fromHex('0303')))).toBe('ILLEGAL_PARAMETER');
    expect(codeOf(() => selectedVersion(hello('0303')))).toBe('ILLEGAL_PARAMETER');
  });

  it('goes before legacy_version', () => {
    expect(selectedVersion(hello('0304'))).toBe(0x0304);
    expect(selectedVersion(hello())).toBe(0x0303);
    expect(codeOf(() => selectedVersion(hello('030400')))).toBe('DECODE_ERROR');
  });
});

describe('smaller rules', () => {
  it('refuse an empty cookie (RFC 8446, 4.2.2)', () => {
    expect(codeOf(() => table.cookie.codecs.helloRetryRequest.read(fromHex('0000')))).toBe('DECODE_ERROR');
  });

  it('refuse renegotiated_connection that does not fill its extension (RFC 5746, 3.2)', () => {
    const { read } = table.renegotiationInfo.codecs.serverHello12;
    expect(codeOf(() => read(fromHex('0100' + '00')))).toBe('RENEGOTIATION_ENCODING');
    expect(codeOf(() => read(fromHex('02' + '00')))).toBe('RENEGOTIATION_ENCODING');
    expect(codeOf(() => read(nothing))).toBe('RENEGOTIATION_ENCODING');
  });

  it('refuse point formats without uncompressed (RFC 8422, 5.1.2)', () => {
    const { read } = table.ecPointFormats.codecs.clientHello;
    expect(codeOf(() => read(fromHex('020102')))).toBe('ILLEGAL_PARAMETER');
    expect(codeOf(() => read(fromHex('00')))).toBe('DECODE_ERROR');
    expect(read(fromHex('03010002'))).toEqual([1, 0, 2]);
  });

  it.each([
    table.supportedGroups.codecs.clientHello,
    table.signatureAlgorithms.codecs.clientHello,
    table.signatureAlgorithmsCert.codecs.certificateRequest,
  ])('refuse an empty list and half an entry (RFC 8446, 4.2.3 and 4.2.7)', (codec) => {
    expect(codeOf(() => codec.read(fromHex('0000')))).toBe('DECODE_ERROR');
    expect(codeOf(() => codec.read(fromHex('0003040305')))).toBe('DECODE_ERROR');
  });

  it('refuse an empty list of PSK modes and of certificate types (RFC 8446, 4.2.9; RFC 7250, 3)', () => {
    expect(codeOf(() => table.pskKeyExchangeModes.codecs.clientHello.read(fromHex('00')))).toBe(
      'DECODE_ERROR',
    );
    expect(codeOf(() => table.serverCertificateType.codecs.clientHello.read(fromHex('00')))).toBe(
      'DECODE_ERROR',
    );
  });

  it('refuse a max_fragment_length code that is not defined (RFC 6066, 4)', () => {
    const { read } = table.maxFragmentLength.codecs.clientHello;
    expect(codeOf(() => read(Uint8Array.of(0)))).toBe('ILLEGAL_PARAMETER');
    expect(codeOf(() => read(Uint8Array.of(5)))).toBe('ILLEGAL_PARAMETER');
    expect([1, 2, 3, 4].map(fragmentLengthOf)).toEqual([512, 1024, 2048, 4096]);
  });

  it('refuse a record_size_limit that is too small, or too large in an answer (RFC 8449, 4)', () => {
    const { clientHello, encryptedExtensions, serverHello12 } = table.recordSizeLimit.codecs;
    expect(codeOf(() => clientHello.read(fromHex('003f')))).toBe('ILLEGAL_PARAMETER');
    expect(clientHello.read(fromHex('ffff'))).toBe(0xffff);
    expect(encryptedExtensions.read(fromHex('4001'))).toBe(16_385);
    expect(codeOf(() => encryptedExtensions.read(fromHex('4002')))).toBe('ILLEGAL_PARAMETER');
    expect(codeOf(() => serverHello12.read(fromHex('4001')))).toBe('ILLEGAL_PARAMETER');
  });

  it('refuse padding that is not zero (RFC 7685, 3)', () => {
    expect(codeOf(() => table.padding.codecs.clientHello.read(fromHex('0001')))).toBe('ILLEGAL_PARAMETER');
  });

  it('refuse two filters for one object identifier (RFC 8446, 4.2.5)', () => {
    const { read, write } = table.oidFilters.codecs.certificateRequest;
    const filter = { oid: fromHex('0603551d25'), values: nothing };
    expect(codeOf(() => read(write([filter, filter])))).toBe('ILLEGAL_PARAMETER');
  });

  it('refuse data in a flag (RFC 8446, 4.2.10 and 4.2.6; RFC 7627, 5.1; RFC 7366, 2)', () => {
    const flags = [
      table.earlyData.codecs.clientHello,
      table.postHandshakeAuth.codecs.clientHello,
      table.extendedMasterSecret.codecs.serverHello12,
      table.encryptThenMac.codecs.serverHello12,
      table.sessionTicket.codecs.serverHello12,
      table.statusRequest.codecs.serverHello12,
    ];
    for (const flag of flags) expect(codeOf(() => flag.read(Uint8Array.of(0)))).toBe('DECODE_ERROR');
  });

  it('keep a status request of an unknown type (RFC 6066, 8)', () => {
    const { read, write } = table.statusRequest.codecs.clientHello;
    const request = { kind: 'unknown', statusType: 2, request: fromHex('0102') } as const;
    expect(read(fromHex('020102'))).toEqual(request);
    expect(write(request)).toEqual(fromHex('020102'));
  });

  it('take a session ticket as it is, without a length of its own (RFC 5077, appendix A)', () => {
    const ticket = concatBytes(fromHex('0004'), ascii('abcd'));
    expect(table.sessionTicket.codecs.clientHello.read(ticket)).toEqual(ticket);
  });
});
