import { concatBytes, fromHex } from '@proj/crypto';
import { describeVectors } from '@tooling/vectors';
import { describe, expect, it } from 'vitest';
import type { ExtensionMessage } from '../../src/extensions/extension.js';
import { readExtensionSet, writeExtensionSet } from '../../src/extensions/extension-set.js';
import {
  readClientHelloExtensions,
  readEncryptedExtensionsContent,
  readNewSessionTicketExtensions,
} from '../../src/extensions/index.js';
import {
  frame,
  HandshakeJoiner,
  type HandshakeMessage,
  handshakeTypeName,
  handshakeTypes,
  isHelloRetryRequest,
  type RawExtension,
  readCertificate13,
  readCertificateRequest13,
  readCertificateVerify,
  readClientHello,
  readEncryptedExtensions,
  readFinished,
  readNewSessionTicket13,
  readServerHello,
  writeCertificate13,
  writeCertificateRequest13,
  writeCertificateVerify,
  writeClientHello,
  writeEncryptedExtensions,
  writeFinished,
  writeNewSessionTicket13,
  writeServerHello,
} from '../../src/wire/index.js';

type Section = ReadonlyMap<string, string>;

/** The file's sections: `[name]`, then `key = hexadecimal`. */
function sectionsOf(text: string): [string, Section][] {
  const sections: [string, Map<string, string>][] = [];
  for (const line of text.split('\n')) {
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) sections.push([header, new Map()]);
    const [, key, value] = /^(\w+) *= *(.+)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) sections.at(-1)?.[1].set(key, value.replaceAll(' ', ''));
  }
  return sections;
}

/** The handshake messages that a section holds in the clear, by key. */
function messagesOf(section: Section): [string, HandshakeMessage][] {
  const messages: [string, HandshakeMessage][] = [];
  for (const [key, hex] of section) {
    const isRecord = /^Record_(ClientHello_\d|HelloRetryRequest|ServerHello)$/.test(key);
    if (!isRecord && !key.startsWith('Message_')) continue;
    const joiner = new HandshakeJoiner(() => 0xffff);
    joiner.push(fromHex(hex).subarray(isRecord ? 5 : 0));
    const message = joiner.next();
    expect(joiner.isEmpty).toBe(true);
    if (message !== undefined) messages.push([key, message]);
  }
  return messages;
}

/** Reads extensions into typed values and writes them from these alone, in the order that they came in. */
function rewrite(message: ExtensionMessage, raw: readonly RawExtension[]): RawExtension[] {
  const order = raw.map(({ type }) => type);
  return writeExtensionSet(message, readExtensionSet(message, raw), order);
}

/** A message's body, read into typed values down to its extensions and written from them. */
function rewriteBody({ type, body }: HandshakeMessage): Uint8Array {
  switch (type) {
    case handshakeTypes.clientHello: {
      const hello = readClientHello(body);
      return writeClientHello({ ...hello, extensions: rewrite('clientHello', hello.extensions) });
    }
    case handshakeTypes.serverHello: {
      const hello = readServerHello(body);
      const message = isHelloRetryRequest(hello) ? 'helloRetryRequest' : 'serverHello13';
      return writeServerHello({ ...hello, extensions: rewrite(message, hello.extensions) });
    }
    case handshakeTypes.encryptedExtensions: {
      const { extensions } = readEncryptedExtensions(body);
      return writeEncryptedExtensions({ extensions: rewrite('encryptedExtensions', extensions) });
    }
    case handshakeTypes.certificateRequest: {
      const { context, extensions } = readCertificateRequest13(body);
      return writeCertificateRequest13({ context, extensions: rewrite('certificateRequest', extensions) });
    }
    case handshakeTypes.certificate: {
      const { context, entries } = readCertificate13(body);
      return writeCertificate13({
        context,
        entries: entries.map(({ certificate, extensions }) => ({
          certificate,
          extensions: rewrite('certificate', extensions),
        })),
      });
    }
    case handshakeTypes.certificateVerify:
      return writeCertificateVerify(readCertificateVerify(body));
    case handshakeTypes.finished:
      return writeFinished(readFinished(body, 32));
    case handshakeTypes.newSessionTicket: {
      const ticket = readNewSessionTicket13(body);
      const extensions = rewrite('newSessionTicket', ticket.extensions);
      return writeNewSessionTicket13({ ...ticket, extensions });
    }
    default:
      throw new Error(`${handshakeTypeName(type)} was not expected in the transcripts`);
  }
}

describeVectors('rfc8448/transcripts.vec', (text) => {
  const sections = sectionsOf(text);

  it('has the seven transcripts', () => expect(sections).toHaveLength(7));

  describe.each(sections)('%s', (_, section) => {
    const messages = messagesOf(section);

    it('holds at least both hellos, EncryptedExtensions and Finished', () => {
      const types = new Set(messages.map(([, { type }]) => type));
      const { clientHello, serverHello, encryptedExtensions, finished } = handshakeTypes;
      for (const type of [clientHello, serverHello, encryptedExtensions, finished]) {
        expect(types).toContain(type);
      }
    });

    it.each(messages)('%s is written from its typed values, byte for byte', (_key, message) => {
      expect(frame(message.type, rewriteBody(message))).toEqual(message.raw);
    });

    it('answers only what its ClientHello offers (RFC 8446, 4.2)', () => {
      const find = (wanted: number) => messages.find(([, { type }]) => type === wanted)?.[1].body;
      const hello = readClientHello(find(handshakeTypes.clientHello) ?? new Uint8Array(0));
      const answer = readEncryptedExtensions(find(handshakeTypes.encryptedExtensions) ?? new Uint8Array(0));
      const offered = new Set(hello.extensions.map(({ type }) => type));
      expect(() => readEncryptedExtensionsContent(answer.extensions, offered)).not.toThrow();
    });
  });

  it('reads the values that RFC 8448, 3 prints', () => {
    const message = messagesOf(sections[0]?.[1] ?? new Map()).find(([key]) => key === 'Record_ClientHello_1');
    const hello = readClientHello(message?.[1].body ?? new Uint8Array(0));
    expect(hello.cipherSuites).toEqual([0x1301, 0x1303, 0x1302]);
    expect(readClientHelloExtensions(hello.extensions)).toEqual({
      serverName: 'server',
      renegotiationInfo: new Uint8Array(0),
      supportedGroups: [29, 23, 24, 25, 256, 257, 258, 259, 260],
      sessionTicket: new Uint8Array(0),
      keyShare: [
        {
          group: 29,
          keyExchange: fromHex('99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c'),
        },
      ],
      supportedVersions: [0x0304],
      signatureAlgorithms: [
        0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201, 0x0402,
        0x0502, 0x0602, 0x0202,
      ],
      pskKeyExchangeModes: [1],
      recordSizeLimit: 0x4001,
    });
  });

  it('writes the NewSessionTicket of RFC 8448, 3 (its record is encrypted, its ticket is in the file)', () => {
    const ticket = fromHex(sections[0]?.[1].get('SessionTicket') ?? '');
    const raw = concatBytes(
      fromHex('040000c9' + '0000001e' + 'fad6aac5' + '020000' + '00b2'),
      ticket,
      fromHex('0008' + '002a0004' + '00000400'),
    );
    const message: HandshakeMessage = { type: 4, body: raw.subarray(4), raw };
    const read = readNewSessionTicket13(message.body);
    expect(read).toMatchObject({ lifetime: 30, ageAdd: 0xfad6aac5, nonce: Uint8Array.of(0, 0), ticket });
    expect(readNewSessionTicketExtensions(read.extensions)).toEqual({ earlyData: 1024 });
    expect(frame(4, rewriteBody(message))).toEqual(raw);
  });
});
