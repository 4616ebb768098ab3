import fc from 'fast-check';
import type { ExtensionMessage } from '../../src/extensions/extension.js';
import { bytes, u8List, u16, u16List, u32 } from '../wire/arbitraries.js';

type Row = keyof typeof import('../../src/extensions/table.js');

/** How to make values of an extension, and what is special about its bytes, per message. */
export interface ValueCase {
  readonly values: fc.Arbitrary<unknown>;
  /** Its bytes have no length of their own, so any prefix and any suffix make another value. */
  readonly openEnded?: boolean;
}

const flag: ValueCase = { values: fc.constant(true) };
const number16: ValueCase = { values: u16 };
const numbers16: ValueCase = { values: u16List };
const numbersIn8: ValueCase = { values: fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 5 }) };
const numbers8: ValueCase = { values: u8List };
const numbers8Statuses: ValueCase = {
  values: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 4 }),
};
const byteString = (min: number, max: number): ValueCase => ({ values: bytes(min, max) });
const byteStrings: ValueCase = { values: fc.array(bytes(1, 20), { minLength: 1, maxLength: 4 }) };

const label = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
const hostName = fc
  .tuple(fc.array(label, { maxLength: 4 }), fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/))
  .map(([labels, last]) => [...labels, last].join('.'));

const keyShareEntry = fc.record({ group: u16, keyExchange: bytes(1, 60) });
const fragmentCode: ValueCase = { values: fc.integer({ min: 1, max: 4 }) };
const pointFormats: ValueCase = { values: u8List.map((formats) => [0, ...formats]) };
const limit = (max: number): ValueCase => ({ values: fc.integer({ min: 64, max }) });
const version13: ValueCase = { values: fc.integer({ min: 0x0304, max: 0xffff }) };

const preSharedKeyOffer = fc
  .array(fc.tuple(bytes(1, 40), u32, bytes(32, 64)), { minLength: 1, maxLength: 4 })
  .map((keys) => ({
    identities: keys.map(([identity, obfuscatedTicketAge]) => ({ identity, obfuscatedTicketAge })),
    binders: keys.map(([, , binder]) => binder),
  }));

const oidFilter = fc.record({ oid: bytes(1, 10), values: bytes(0, 20) });

/** One case for every row of the table and every message that it names. */
export const valueCases: {
  readonly [R in Row]: { readonly [M in ExtensionMessage]?: ValueCase };
} = {
  alpn: {
    clientHello: byteStrings,
    serverHello12: byteString(1, 255),
    encryptedExtensions: byteString(1, 255),
  },
  certificateAuthorities: { clientHello: byteStrings, certificateRequest: byteStrings },
  clientCertificateType: {
    clientHello: numbers8,
    serverHello12: { values: fc.nat(0xff) },
    encryptedExtensions: { values: fc.nat(0xff) },
  },
  compressCertificate: { clientHello: numbersIn8, certificateRequest: numbersIn8 },
  cookie: { clientHello: byteString(1, 80), helloRetryRequest: byteString(1, 80) },
  delegatedCredential: {
    clientHello: numbers16,
    certificateRequest: numbers16,
    certificate: {
      values: fc.record({
        validTime: u32,
        scheme: u16,
        spki: bytes(1, 60),
        algorithm: u16,
        signature: bytes(1, 60),
      }),
    },
  },
  earlyData: { clientHello: flag, encryptedExtensions: flag, newSessionTicket: { values: u32 } },
  ecPointFormats: { clientHello: pointFormats, serverHello12: pointFormats },
  encryptThenMac: { clientHello: flag, serverHello12: flag },
  extendedMasterSecret: { clientHello: flag, serverHello12: flag },
  keyShare: {
    clientHello: {
      values: fc.uniqueArray(keyShareEntry, { maxLength: 4, selector: ({ group }) => group }),
    },
    serverHello13: { values: keyShareEntry },
    helloRetryRequest: number16,
  },
  maxFragmentLength: {
    clientHello: fragmentCode,
    serverHello12: fragmentCode,
    encryptedExtensions: fragmentCode,
  },
  oidFilters: {
    certificateRequest: {
      values: fc.uniqueArray(oidFilter, { maxLength: 4, selector: ({ oid }) => oid.join() }),
    },
  },
  padding: { clientHello: { values: fc.nat(80), openEnded: true } },
  postHandshakeAuth: { clientHello: flag },
  preSharedKey: { clientHello: { values: preSharedKeyOffer }, serverHello13: number16 },
  pskKeyExchangeModes: { clientHello: numbers8 },
  recordSizeLimit: {
    clientHello: limit(0xffff),
    serverHello12: limit(16_384),
    encryptedExtensions: limit(16_385),
  },
  renegotiationInfo: { clientHello: byteString(0, 255), serverHello12: byteString(0, 255) },
  serverCertificateType: {
    clientHello: numbers8,
    serverHello12: { values: fc.nat(0xff) },
    encryptedExtensions: { values: fc.nat(0xff) },
  },
  serverName: { clientHello: { values: hostName }, serverHello12: flag, encryptedExtensions: flag },
  sessionTicket: { clientHello: { values: bytes(0, 80), openEnded: true }, serverHello12: flag },
  signatureAlgorithms: { clientHello: numbers16, certificateRequest: numbers16 },
  signatureAlgorithmsCert: { clientHello: numbers16, certificateRequest: numbers16 },
  signedCertificateTimestamp: {
    clientHello: flag,
    serverHello12: byteStrings,
    certificateRequest: flag,
    certificate: byteStrings,
  },
  statusRequest: {
    clientHello: {
      values: fc.record({
        kind: fc.constant('ocsp'),
        responderIds: fc.array(bytes(1, 20), { maxLength: 3 }),
        requestExtensions: bytes(0, 20),
      }),
    },
    serverHello12: flag,
    certificateRequest: flag,
    certificate: { values: fc.record({ ocspResponse: bytes(1, 80) }) },
  },
  statusRequestV2: { clientHello: numbers8Statuses, serverHello12: flag },
  supportedGroups: { clientHello: numbers16, serverHello12: numbers16, encryptedExtensions: numbers16 },
  supportedVersions: {
    clientHello: numbers16,
    serverHello13: version13,
    helloRetryRequest: version13,
  },
};
