import { nobleProvider } from '@proj/crypto/noble';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../src/config-defaults.js';
import { encryptedExtensions, extension, serverHello } from './client/edits.js';
import { type Change, Duel as ClientDuel, ca, expectFailure } from './client/hostile-server.js';
import { Pair, serverOptions } from './resumption/pair.js';
import { Duel as ServerDuel } from './server/duel.js';
import { bodyOf } from './server/edits.js';
import { transfer } from './support/pump.js';

const data = new Uint8Array(5000).fill(7);
const headerLength = 5;

/** Bodies of the records that a connection has queued. */
function recordLengths(output: Uint8Array): number[] {
  const lengths: number[] = [];
  for (let at = 0; at < output.length; at += headerLength + (lengths.at(-1) ?? 0)) {
    lengths.push(((output[at + 3] ?? 0) << 8) | (output[at + 4] ?? 0));
  }
  return lengths;
}

/** What both ends make of 5,000 bytes: the longest record body each way. */
function longest(client: Partial<ClientOptions>, server: Partial<ServerOptions> = {}) {
  const pair = new Pair(client, serverOptions(server)).run();
  const send = (from: 'client' | 'server', to: 'client' | 'server'): number => {
    let most = 0;
    for (let at = 0; at < data.length; ) {
      at += pair[from].write(data.subarray(at));
      most = Math.max(most, ...recordLengths(pair[from].output.peek()));
      transfer(pair[from], pair[to]);
      while (pair[to].processRecord().kind === 'done');
      expect(pair[to].read(new Uint8Array(20_000))).toBeGreaterThan(0);
    }
    return most;
  };
  return { pair, fromClient: send('client', 'server'), fromServer: send('server', 'client') };
}

const suite = { 'TLSv1.2': 'ECDHE-ECDSA-AES128-GCM-SHA256', 'TLSv1.3': 'TLS_AES_128_GCM_SHA256' } as const;
/** Nonce and tag of TLS 1.2, content type and tag of TLS 1.3. */
const overhead = { 'TLSv1.2': 24, 'TLSv1.3': 17 } as const;

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('max_fragment_length in %s (RFC 6066, 4)', (version) => {
  const only = { minVersion: version, maxVersion: version, cipherSuites: [suite[version]] } as const;

  it.each([512, 1024, 2048, 4096] as const)('limits records to %i bytes, both ways', (maxFragmentLength) => {
    const { pair, fromClient, fromServer } = longest({ ...only, maxFragmentLength });
    const most = maxFragmentLength + overhead[version];
    expect([fromClient, fromServer]).toEqual([most, most]);
    expect(pair.server.negotiated).toMatchObject({ maxFragmentLength });
    expect(pair.client.negotiated).toMatchObject({ maxFragmentLength, recordSizeLimits: undefined });
  });

  it('counts where the sender wants less itself', () => {
    const server = { maxFragment: 700 };
    const { fromClient, fromServer } = longest({ ...only, maxFragmentLength: 1024 }, server);
    expect([fromClient, fromServer]).toEqual([1024 + overhead[version], 700 + overhead[version]]);
  });

  it('yields to record_size_limit (RFC 8449, 5)', () => {
    const { pair } = longest({ ...only, maxFragmentLength: 512, recordSizeLimit: 2000 });
    expect(pair.client.negotiated.maxFragmentLength).toBeUndefined();
    expect(pair.client.negotiated.recordSizeLimits).toBeDefined();
  });

  it('is renewed with each handshake, of a resumed session too', () => {
    const server = serverOptions();
    const first = new Pair({ ...only, maxFragmentLength: 512 }, server).run();
    const session = first.sessions.at(-1);
    const second = new Pair({ ...only, session, maxFragmentLength: 512 }, server).run();
    expect(second.client.negotiated).toMatchObject({ maxFragmentLength: 512, session });
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('record_size_limit in %s (RFC 8449)', (version) => {
  const only = { minVersion: version, maxVersion: version, cipherSuites: [suite[version]] } as const;
  const hidden = version === 'TLSv1.3' ? 1 : 0;

  it.each([
    [64, 16_385],
    [2000, 600],
  ])('limits what is sent to a client to %i bytes of plaintext, to a server to %i', (client, server) => {
    const sizes = longest({ ...only, recordSizeLimit: client }, { recordSizeLimit: server });
    const { pair, fromClient, fromServer } = sizes;
    expect(fromServer).toBe(client - hidden + overhead[version]);
    expect(fromClient).toBe(Math.min(server - hidden, data.length) + overhead[version]);
    expect(pair.client.negotiated.recordSizeLimits?.receive).toBe(client - hidden);
    expect(pair.server.negotiated.recordSizeLimits?.send).toBe(client - hidden);
  });

  it('is answered with the most that the version has by a server without a limit of its own (RFC 8449, 4)', () => {
    const { pair } = longest({ ...only, recordSizeLimit: 100 });
    expect(pair.client.negotiated.recordSizeLimits).toEqual({ send: 16_384, receive: 100 - hidden });
  });
});

describe('padding (RFC 8446, 5.4)', () => {
  it('stays within record_size_limit, which counts it (RFC 8449, 4)', () => {
    const padding = () => 10_000;
    const range = { minVersion: 'TLSv1.3', cipherSuites: ['TLS_AES_128_GCM_SHA256'] } as const;
    const { fromServer } = longest({ ...range, recordSizeLimit: 1000 }, { padding });
    expect(fromServer).toBe(1000 - 1 + 17);
  });
});

describe('a peer that does not keep to a limit', () => {
  const limited = { recordSizeLimit: 1000, groups: ['x25519', 'secp256r1'] } as const;
  const overflow = expect.objectContaining({ code: 'PLAINTEXT_TOO_LONG', alert: 'record_overflow' });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is a record_overflow in %s, content or padding (RFC 8449, 4)',
    (maxVersion) => {
      const pair = new Pair({ ...limited, maxVersion }, serverOptions()).run();
      expect(pair.client.negotiated.recordSizeLimits).toBeDefined();
      const duel = new ClientDuel({ ...limited, maxVersion }, {});
      duel.run();
      const { writer } = duel.server.services;
      writer.maxFragment = 1001;
      duel.server.sendRecord(contentTypes.applicationData, new Uint8Array(1001));
      duel.flushServer();
      expect(() => duel.client.processRecord()).toThrow(overflow);
    },
  );

  it('is a record_overflow for padding alone', () => {
    const duel = new ClientDuel(limited, {});
    duel.run();
    const { writer } = duel.server.services;
    writer.maxFragment = 2000;
    writer.padding = () => 1000;
    duel.server.sendRecord(contentTypes.applicationData, new Uint8Array(1));
    duel.flushServer();
    expect(() => duel.client.processRecord()).toThrow(overflow);
  });

  it('is a record_overflow for max_fragment_length, in the handshake too (RFC 6066, 4)', () => {
    const issued = ca.issue(nobleProvider);
    const credentials = [{ ...issued, chain: [...issued.chain, ...issued.chain] }];
    // What shares a record with the answer can not be held to it.
    const apart: Change = (message, server) => {
      server.flush();
      return [message];
    };
    const client = { maxFragmentLength: 512, maxVersion: 'TLSv1.2' } as const;
    const duel = new ClientDuel(client, { credentials }, apart);
    const { services } = duel.server;
    services.limitRecords = () => undefined;
    expectFailure(duel, 'PLAINTEXT_TOO_LONG', 'record_overflow');
  });

  it('may not answer another length than was asked for (RFC 6066, 4)', () => {
    const answered = (data: string) =>
      serverHello(({ extensions }) => ({
        extensions: [...extensions.filter(({ type }) => type !== 1), extension(1, data)],
      }));
    const client = { maxFragmentLength: 512, maxVersion: 'TLSv1.2' } as const;
    expectFailure(new ClientDuel(client, {}, answered('02')), 'ILLEGAL_PARAMETER', 'illegal_parameter');
    expectFailure(new ClientDuel(client, {}, answered('05')), 'ILLEGAL_PARAMETER', 'illegal_parameter');
    const unasked = { maxVersion: 'TLSv1.2' } as const;
    expectFailure(
      new ClientDuel(unasked, {}, answered('01')),
      'UNSUPPORTED_EXTENSION',
      'unsupported_extension',
    );
  });

  it('may not answer both, nor a limit below 64 or above the most (RFC 8449, 4 and 5)', () => {
    const client = { maxFragmentLength: 512, recordSizeLimit: 512 } as const;
    const answered = (...answers: readonly (readonly [number, string])[]) =>
      encryptedExtensions((extensions) => [
        ...extensions.filter(({ type }) => type !== 28),
        ...answers.map(([type, data]) => extension(type, data)),
      ]);
    for (const answers of [
      [
        [1, '01'],
        [28, '0200'],
      ],
      [[28, '003f']],
      [[28, '4002']],
    ] as const) {
      const duel = new ClientDuel(client, {}, answered(...answers));
      expectFailure(duel, 'ILLEGAL_PARAMETER', 'illegal_parameter');
    }
  });

  it('may not ask a server for less than 64 bytes', () => {
    const small = bodyOf(1, (body) => {
      const at = body.findIndex((_, index) => body[index] === 0 && body[index + 1] === 28);
      return body.map((byte, index) => (index === at + 4 ? 0 : index === at + 5 ? 63 : byte));
    });
    const duel = new ServerDuel({}, small, { recordSizeLimit: 0x1c1c });
    expect(() => duel.run()).toThrow(expect.objectContaining({ code: 'ILLEGAL_PARAMETER' }));
  });
});

describe('the configuration of limits', () => {
  it.each([63, 16_386, 100.5])('takes no recordSizeLimit of %d', (recordSizeLimit) => {
    const invalid = expect.objectContaining({ code: 'INVALID_CONFIG' });
    expect(() => serverOptions({ recordSizeLimit })).toThrow(invalid);
  });
});
