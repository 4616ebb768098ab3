import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { type CryptoProvider, createProvider, TlsError } from '@proj/crypto';
import { Certificate } from '@proj/crypto/x509';
import { keyUsage } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { Signer } from '../../src/config.js';
import { later } from '../../src/decision.js';
import { readCertificate12, writeCertificate12 } from '../../src/wire/certificate12.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { expectFailure, type Change as HostileChange, Duel as ServerDuel } from '../client/hostile-server.js';
import { ca } from '../resumption/pair.js';
import { type Change, Duel } from '../server/duel.js';
import { testTime } from '../support/certificates.js';
import { handshakeBoth, transfer } from '../support/pump.js';
import { expectData, legacy, oldPair, oldVersions, provider, rsa } from './old-pair.js';

const spoken = [...oldVersions, 'TLSv1.2'] as const;
const suite = 'AES128-SHA';
const [der = new Uint8Array(0)] = rsa.chain;
const spki = Certificate.parse(der).publicKey(provider).spki;
const publicKey = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
const modulusLength = 256;

/** The encryption of a block as it is, padding and all. */
function encrypted(edit: (block: Buffer) => void, version = 0x0303): Buffer {
  const block = Buffer.alloc(modulusLength, 0x5a);
  block.writeUInt16BE(0x0002, 0);
  block[modulusLength - 49] = 0;
  block.writeUInt16BE(version, modulusLength - 48);
  edit(block);
  return publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block);
}

const end = modulusLength - 49;
const forgeries: readonly (readonly [string, Buffer])[] = [
  ['a right padding with a secret of another', encrypted(() => {})],
  ['a block that does not begin with zero', encrypted((block) => block.writeUInt8(1, 0))],
  ['a block of type 1', encrypted((block) => block.writeUInt8(1, 1))],
  ['a zero among the first eight bytes of padding', encrypted((block) => block.writeUInt8(0, 5))],
  ['a zero in the middle of the padding', encrypted((block) => block.writeUInt8(0, 100))],
  ['no zero behind the padding', encrypted((block) => block.writeUInt8(7, end))],
  ['a message of 47 bytes', encrypted((block) => block.writeUInt16BE(0x0700, end))],
  ['a message of 49 bytes', encrypted((block) => block.writeUInt8(0, end - 1))],
  ['another version than the hello offers', encrypted(() => {}, 0x0505)],
  ['a number that is not below the modulus', Buffer.alloc(modulusLength, 0xff)],
  ['a ciphertext that is too short', Buffer.alloc(100, 7)],
  ['a ciphertext that is too long', Buffer.alloc(modulusLength + 1, 7)],
];

function forging(ciphertext: Uint8Array, version: string): Change {
  return (message) => {
    if (message.type !== handshakeTypes.clientKeyExchange) return [message];
    const length = Uint8Array.of(ciphertext.length >> 8, ciphertext.length);
    const body = version === 'SSLv3' ? ciphertext : Uint8Array.of(...length, ...ciphertext);
    return [{ type: message.type, body }];
  };
}

/** What a client can see of a server that it sends this ciphertext to. */
function seen(version: (typeof spoken)[number], ciphertext: Uint8Array): unknown {
  const both = { provider, legacy, minVersion: version, maxVersion: version, cipherSuites: [suite] };
  const duel = new Duel(
    { ...both, anchors: ca.anchors, credentials: [rsa], now: () => testTime },
    forging(ciphertext, version),
    { ...both, verifyChain: () => 'unverified' },
  );
  let error: unknown;
  try {
    duel.run();
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof TlsError)) throw new Error('the server went on');
  duel.flushServer();
  const { code, alert, message } = error;
  return { code, alert, message, alerts: duel.client.alerts, records: duel.sentTypes };
}

describe.each(spoken)(
  'what a server of %s lets be seen of an RSA decryption (RFC 5246, 7.4.7.1)',
  (version) => {
    const usual = seen(version, Buffer.alloc(modulusLength, 1));

    it('is a wrong Finished, at its record', () => {
      expect(usual).toMatchObject({ code: 'BAD_RECORD_MAC', alert: 'bad_record_mac' });
    });

    it.each(forgeries)('is the same for %s', (_, ciphertext) => {
      expect(seen(version, ciphertext)).toEqual(usual);
    });
  },
);

const { decrypt } = rsa.signer;
if (!decrypt) throw new Error('the key can not decrypt');

/** Both ends, with a server whose key is asked like this. */
const asking = (change: Partial<Signer>) =>
  oldPair('TLSv1.1', suite, {}, { credentials: [{ ...rsa, signer: { ...rsa.signer, ...change } }] });

describe('a key elsewhere', () => {
  it('may answer later', () => {
    let go = (): void => {};
    const pair = asking({
      decrypt: (request, decision) => {
        const answer = decrypt(request, decision);
        if (answer !== later) go = () => decision.complete(answer);
        return later;
      },
    });
    expect(() => handshakeBoth(pair.client, pair.server)).toThrow(/stands still: .*waits-for/);
    go();
    handshakeBoth(pair.client, pair.server);
    expectData(pair);
  });

  it.each<[string, Partial<Signer>]>([
    [
      'throws',
      {
        decrypt: () => {
          throw new RangeError('bad padding');
        },
      },
    ],
    [
      'fails later',
      {
        decrypt: (_, decision) => {
          decision.fail(new Error('bad padding'));
          return later;
        },
      },
    ],
    ['answers with another length', { decrypt: () => new Uint8Array(20) }],
    ['answers with nothing', { decrypt: () => new Uint8Array(0) }],
  ])('that %s is no oracle either: the handshake fails at Finished', (_, change) => {
    expect(() => asking(change).run()).toThrow(expect.objectContaining({ code: 'BAD_RECORD_MAC' }));
  });

  it('that can not decrypt leaves no suite to choose', () => {
    const { decrypt: _, ...signer } = rsa.signer;
    const pair = oldPair('TLSv1.1', suite, {}, { credentials: [{ ...rsa, signer }] });
    expect(() => pair.run()).toThrow(expect.objectContaining({ code: 'NO_SHARED_CIPHER' }));
  });
});

describe('the key usage of the certificate (RFC 5246, 7.4.2)', () => {
  const signs = ca.issue(provider, { keyType: 'rsa', extensions: [keyUsage('digitalSignature')] });
  const deciphers = ca.issue(provider, { keyType: 'rsa', extensions: [keyUsage('keyEncipherment')] });

  it('keeps a server from RSA key exchange with a key that is for signatures', () => {
    const pair = oldPair('TLSv1.1', suite, {}, { credentials: [signs] });
    expect(() => pair.run()).toThrow(expect.objectContaining({ code: 'NO_SHARED_CIPHER' }));
  });

  it('lets it with a key that is for nothing else', () => {
    expectData(oldPair('TLSv1.1', suite, {}, { credentials: [deciphers] }).run());
  });

  it('is checked by the client: unsupported_certificate', () => {
    const both = {
      provider,
      legacy,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      cipherSuites: [suite],
    } as const;
    const [chain, honest] = [signs.chain, deciphers.chain];
    const swapped: HostileChange = (message) => {
      if (message.type !== handshakeTypes.certificate) return [message];
      expect(readCertificate12(message.body).certificates).toEqual(honest);
      return [{ type: message.type, body: writeCertificate12({ certificates: chain }) }];
    };
    const duel = new ServerDuel(
      { ...both, anchors: ca.anchors, now: () => testTime },
      { ...both, credentials: [deciphers] },
      swapped,
    );
    expectFailure(duel, 'UNSUPPORTED_CERTIFICATE', 'unsupported_certificate');
  });
});

describe.each(oldVersions)('a record of %s that was changed on its way', (version) => {
  it('ends the connection with bad_record_mac, whatever byte it was', () => {
    const alerts = new Set<string>();
    for (let at = 5; at < 42; at++) {
      const pair = oldPair(version, 'DHE-RSA-AES128-SHA').run();
      pair.client.write(Uint8Array.of(1));
      const { output } = pair.client;
      const bytes = output.peek().slice();
      output.consume(bytes.length);
      if (at >= bytes.length) break;
      bytes[at] = (bytes[at] ?? 0) ^ 0x80;
      pair.server.receive(bytes);
      try {
        pair.server.processRecord();
        // SSL 3.0's padding can be changed unseen (RFC 7568, 4.1.3), but for its last byte.
        alerts.add(version === 'SSLv3' ? 'padding' : 'unseen');
      } catch (error) {
        alerts.add(error instanceof TlsError ? `${error.code} ${error.alert}` : String(error));
      }
      transfer(pair.server, pair.client);
    }
    expect([...alerts].filter((one) => one !== 'padding')).toEqual(['BAD_RECORD_MAC bad_record_mac']);
  });
});

it('a provider without MD5 can not speak old versions', () => {
  const bare: CryptoProvider = createProvider({
    ...provider,
    hashes: provider.hashes.filter(({ name }) => name !== 'MD5'),
  });
  expect(() => oldPair('TLSv1', suite, { provider: bare })).toThrow(/lacks MD5/);
});
