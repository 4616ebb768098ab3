import fc from 'fast-check';
import { describe } from 'vitest';
import {
  type RawExtension,
  readCertificate12,
  readCertificate13,
  readCertificateRequest12,
  readCertificateRequest13,
  readCertificateStatus,
  readCertificateVerify,
  readClientHello,
  readDheClientKeyExchange,
  readDheServerKeyExchange,
  readEcdheClientKeyExchange,
  readEcdheServerKeyExchange,
  readEncryptedExtensions,
  readFinished,
  readKeyUpdate,
  readNewSessionTicket12,
  readNewSessionTicket13,
  readRsaClientKeyExchange,
  readServerHello,
  writeCertificate12,
  writeCertificate13,
  writeCertificateRequest12,
  writeCertificateRequest13,
  writeCertificateStatus,
  writeCertificateVerify,
  writeClientHello,
  writeDheClientKeyExchange,
  writeDheParameters,
  writeEcdheClientKeyExchange,
  writeEcdheParameters,
  writeEncryptedExtensions,
  writeFinished,
  writeKeyUpdate,
  writeNewSessionTicket12,
  writeNewSessionTicket13,
  writeRsaClientKeyExchange,
  writeServerHello,
  writeServerKeyExchange,
} from '../../src/wire/index.js';
import { bytes, rawExtensions, u8List, u16, u16List, u32 } from './arbitraries.js';
import { itHolds } from './codec-properties.js';

const randomAndVersion = { legacyVersion: u16, random: bytes(32, 32), sessionId: bytes(0, 32) };

/** Where a truncated hello is whole: before its extensions, if it has any (RFC 5246, 7.4.1.2). */
function beforeExtensions(
  { extensions }: { readonly extensions: readonly RawExtension[] },
  written: Uint8Array,
): number[] {
  if (extensions.length === 0) return [];
  return [extensions.reduce((at, { data }) => at - 4 - data.length, written.length - 2)];
}

describe('ClientHello (RFC 8446, 4.1.2)', () => {
  itHolds({
    values: fc.record({
      ...randomAndVersion,
      cipherSuites: u16List,
      compressionMethods: bytes(1, 4),
      extensions: rawExtensions,
    }),
    read: readClientHello,
    write: writeClientHello,
    wholeAt: beforeExtensions,
  });
});

describe('ServerHello (RFC 8446, 4.1.3)', () => {
  itHolds({
    values: fc.record({ ...randomAndVersion, cipherSuite: u16, extensions: rawExtensions }),
    read: readServerHello,
    write: writeServerHello,
    wholeAt: beforeExtensions,
  });
});

describe('EncryptedExtensions (RFC 8446, 4.3.1)', () => {
  itHolds({
    values: fc.record({ extensions: rawExtensions }),
    read: readEncryptedExtensions,
    write: writeEncryptedExtensions,
  });
});

describe('Certificate of TLS 1.3 (RFC 8446, 4.4.2)', () => {
  itHolds({
    values: fc.record({
      context: bytes(0, 40),
      entries: fc.array(fc.record({ certificate: bytes(1, 60), extensions: rawExtensions }), {
        maxLength: 3,
      }),
    }),
    read: readCertificate13,
    write: writeCertificate13,
  });
});

describe('Certificate of TLS 1.2 (RFC 5246, 7.4.2)', () => {
  itHolds({
    values: fc.record({ certificates: fc.array(bytes(1, 60), { maxLength: 4 }) }),
    read: readCertificate12,
    write: writeCertificate12,
  });
});

describe('CertificateRequest of TLS 1.3 (RFC 8446, 4.3.2)', () => {
  itHolds({
    values: fc.record({
      context: bytes(0, 40),
      extensions: rawExtensions.filter((extensions) => extensions.length > 0),
    }),
    read: readCertificateRequest13,
    write: writeCertificateRequest13,
  });
});

describe('CertificateRequest of TLS 1.2 (RFC 5246, 7.4.4)', () => {
  itHolds({
    values: fc.record({
      certificateTypes: u8List,
      signatureAlgorithms: u16List,
      authorities: fc.array(bytes(1, 40), { maxLength: 4 }),
    }),
    read: readCertificateRequest12,
    write: writeCertificateRequest12,
  });
});

describe('CertificateVerify (RFC 8446, 4.4.3; RFC 5246, 7.4.8)', () => {
  itHolds({
    values: fc.record({ scheme: u16, signature: bytes(0, 80) }),
    read: readCertificateVerify,
    write: writeCertificateVerify,
  });
});

describe('ServerKeyExchange of ECDHE suites (RFC 8422, 5.4)', () => {
  itHolds({
    values: fc
      .record({ group: u16, publicKey: bytes(1, 133), scheme: u16, signature: bytes(0, 80) })
      .map((message) => ({ ...message, params: writeEcdheParameters(message) })),
    read: readEcdheServerKeyExchange,
    write: writeServerKeyExchange,
  });
});

describe('ServerKeyExchange of DHE suites (RFC 5246, 7.4.3)', () => {
  itHolds({
    values: fc
      .record({
        prime: bytes(1, 80),
        generator: bytes(1, 4),
        publicKey: bytes(1, 80),
        scheme: u16,
        signature: bytes(0, 80),
      })
      .map((message) => ({ ...message, params: writeDheParameters(message) })),
    read: readDheServerKeyExchange,
    write: writeServerKeyExchange,
  });
});

describe('ClientKeyExchange of ECDHE suites (RFC 8422, 5.7)', () => {
  itHolds({
    values: bytes(1, 255),
    read: readEcdheClientKeyExchange,
    write: writeEcdheClientKeyExchange,
  });
});

describe('ClientKeyExchange of DHE suites (RFC 5246, 7.4.7.2)', () => {
  itHolds({ values: bytes(1, 300), read: readDheClientKeyExchange, write: writeDheClientKeyExchange });
});

describe('ClientKeyExchange of RSA suites (RFC 5246, 7.4.7.1)', () => {
  itHolds({ values: bytes(1, 300), read: readRsaClientKeyExchange, write: writeRsaClientKeyExchange });
});

describe('Finished (RFC 8446, 4.4.4; RFC 5246, 7.4.9)', () => {
  itHolds({ values: bytes(12, 12), read: (body) => readFinished(body, 12), write: writeFinished });
  itHolds({ values: bytes(48, 48), read: (body) => readFinished(body, 48), write: writeFinished });
});

describe('NewSessionTicket of TLS 1.3 (RFC 8446, 4.6.1)', () => {
  itHolds({
    values: fc.record({
      lifetime: u32,
      ageAdd: u32,
      nonce: bytes(0, 255),
      ticket: bytes(1, 200),
      extensions: rawExtensions,
    }),
    read: readNewSessionTicket13,
    write: writeNewSessionTicket13,
  });
});

describe('NewSessionTicket of TLS 1.2 (RFC 5077, 3.3)', () => {
  itHolds({
    values: fc.record({ lifetimeHint: u32, ticket: bytes(0, 200) }),
    read: readNewSessionTicket12,
    write: writeNewSessionTicket12,
  });
});

describe('KeyUpdate (RFC 8446, 4.6.3)', () => {
  itHolds({
    values: fc.record({ updateRequested: fc.boolean() }),
    read: readKeyUpdate,
    write: writeKeyUpdate,
  });
});

describe('CertificateStatus (RFC 6066, 8)', () => {
  itHolds({
    values: fc.record({ ocspResponse: bytes(1, 200) }),
    read: readCertificateStatus,
    write: writeCertificateStatus,
  });
});
