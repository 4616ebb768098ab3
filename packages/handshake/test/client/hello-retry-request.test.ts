import { cipherSuiteByName, fromHex, type GroupName, TLS12, Writer } from '@proj/crypto';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import type { ClientOptions } from '../../src/config-defaults.js';
import { Connection } from '../../src/connection.js';
import { type ClientHello, readClientHello } from '../../src/wire/client-hello.js';
import { frame, handshakeHeaderLength } from '../../src/wire/handshake-message.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { helloRetryRequestRandom } from '../../src/wire/server-hello.js';
import { extension, helloRetryRequest, replaced, serverHello, without } from './edits.js';
import { type Change, Duel, expectFailure, testClient } from './hostile-server.js';

/** A client whose one share is not for the group that the server insists on. */
const client: Partial<ClientOptions> = {
  groups: ['x25519', 'secp256r1', 'secp384r1'],
  keyShares: ['x25519'],
};
const server = { minVersion: 'TLSv1.3', groups: ['secp384r1'] as readonly GroupName[] } as const;
const cookie = '002c00050003aabbcc';
const secp256r1 = '0017';
const secp384r1 = '0018';

/** Runs a handshake and collects the client's hellos. */
function hellosOf(duel: Duel): ClientHello[] {
  const hellos: ClientHello[] = [];
  const { transcript } = duel.server.services;
  const add = transcript.add.bind(transcript);
  transcript.add = (message) => {
    if (message[0] === handshakeTypes.clientHello) hellos.push(readClientHello(message.slice(4)));
    add(message);
  };
  duel.run();
  return hellos;
}

describe('a HelloRetryRequest', () => {
  it('is answered with the same hello and a share for the group (RFC 8446, 4.1.2)', () => {
    const duel = new Duel(client, server);
    const [first, second] = hellosOf(duel);
    if (!first || !second) throw new Error('there were no two hellos');
    expect({ ...second, extensions: [] }).toEqual({ ...first, extensions: [] });
    expect(without(second.extensions, 51)).toEqual(without(first.extensions, 51));
    const share = second.extensions.find(({ type }) => type === 51);
    // One entry, for that group.
    expect(share?.data.subarray(0, 6)).toEqual(fromHex(`0065${secp384r1}0061`));
    expect(duel.client.negotiated).toMatchObject({ helloRetryRequest: true, group: 'secp384r1' });
    expect(duel.client.isHandshaking).toBe(false);
  });

  it('has its cookie given back, once (RFC 8446, 4.2.2)', () => {
    const [first, second] = retried(client, `002b00020304${cookie}00330002${secp384r1}`);
    expect(second.extensions.find(({ type }) => type === 44)?.data).toEqual(fromHex('0003aabbcc'));
    expect(without(without(second.extensions, 44), 51)).toEqual(without(first.extensions, 51));
  });

  it('with a cookie alone leaves the shares as they were (RFC 8446, 4.1.2)', () => {
    const [first, second] = retried({}, `002b00020304${cookie}`);
    expect(without(second.extensions, 44)).toEqual(first.extensions);
  });

  it('is refused when it comes twice (RFC 8446, 4.1.4)', () => {
    const again: Change = (message) =>
      message.type === handshakeTypes.serverHello ? [message, message] : [message];
    const duel = new Duel(client, server, again);
    expectFailure(duel, 'SECOND_HELLO_RETRY_REQUEST', 'unexpected_message');
  });

  it.each([
    ['asks for a share that was sent (RFC 8446, 4.2.8)', '001d'],
    ['asks for a group that was not offered (RFC 8446, 4.2.8)', '0019'],
    ['asks for a group that nobody knows', '7777'],
  ])('that %s is an illegal_parameter', (_, group) => {
    const change = helloRetryRequest(({ extensions }) => ({ extensions: replaced(extensions, 51, group) }));
    expectFailure(new Duel(client, server, change), 'WRONG_GROUP', 'illegal_parameter');
  });

  it('that changes nothing is an illegal_parameter (RFC 8446, 4.1.4)', () => {
    const change = helloRetryRequest(({ extensions }) => ({ extensions: without(extensions, 51) }));
    expectFailure(new Duel(client, server, change), 'HELLO_RETRY_WITHOUT_CHANGE', 'illegal_parameter');
  });

  it('without supported_versions is a missing_extension (RFC 8446, 4.1.4)', () => {
    const change = helloRetryRequest(({ extensions }) => ({ extensions: without(extensions, 43) }));
    expectFailure(new Duel(client, server, change), 'MISSING_EXTENSION', 'missing_extension');
  });

  it('with an extension that was not offered is an unsupported_extension (RFC 8446, 4.1.4)', () => {
    const change = helloRetryRequest(({ extensions }) => ({ extensions: [...extensions, extension(42)] }));
    expectFailure(new Duel(client, server, change), 'UNSUPPORTED_EXTENSION', 'unsupported_extension');
  });

  it('with another session id is an illegal_parameter (RFC 8446, 4.1.4)', () => {
    const change = helloRetryRequest(() => ({ sessionId: new Uint8Array(32) }));
    expectFailure(new Duel(client, server, change), 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('with a suite that was not offered is an illegal_parameter (RFC 8446, 4.1.4)', () => {
    const change = helloRetryRequest(() => ({ cipherSuite: 0x1305 }));
    expectFailure(new Duel(client, server, change), 'WRONG_CIPHER_RETURNED', 'illegal_parameter');
  });

  it('is no retry to a client of TLS 1.2: its random is a random (RFC 8446, 4.1.3)', () => {
    const duel = new Duel(
      { maxVersion: 'TLSv1.2' },
      { maxVersion: 'TLSv1.2' },
      serverHello(() => ({ random: helloRetryRequestRandom })),
    );
    // The signature over the randoms is the first to notice.
    expectFailure(duel, 'BAD_SIGNATURE', 'decrypt_error');
  });
});

describe('the ServerHello after a HelloRetryRequest', () => {
  it('with another suite is an illegal_parameter (RFC 8446, 4.1.4)', () => {
    const cipherSuite = cipherSuiteByName('TLS_AES_128_GCM_SHA256')?.id ?? 0;
    const change = serverHello(() => ({ cipherSuite }));
    expectFailure(new Duel(client, server, change), 'WRONG_CIPHER_RETURNED', 'illegal_parameter');
  });

  it('with a share in another group is an illegal_parameter (RFC 8446, 4.2.8)', () => {
    const share = `${secp256r1}0041${'04'.repeat(65)}`;
    const change = serverHello(({ extensions }) => ({ extensions: replaced(extensions, 51, share) }));
    expectFailure(new Duel(client, server, change), 'WRONG_GROUP', 'illegal_parameter');
  });

  it('of TLS 1.2 is an illegal_parameter (RFC 8446, 4.1.4)', () => {
    const change = serverHello(() => ({ extensions: [] }));
    expectFailure(new Duel(client, server, change), 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });
});

/** Both hellos of a client that is sent a HelloRetryRequest with these extensions. */
function retried(options: Partial<ClientOptions>, extensions: string): readonly [ClientHello, ClientHello] {
  const connection = new Connection(testClient({ ...options, minVersion: 'TLSv1.3' }));
  connection.handshake();
  const first = takeHello(connection);
  connection.receive(helloRetryRecord(first, fromHex(extensions)));
  connection.handshake();
  return [first, takeHello(connection)];
}

/** The hello in a client's output, which may have a ChangeCipherSpec before it (RFC 8446, D.4). */
function takeHello(connection: Connection): ClientHello {
  const output = connection.output.peek().slice();
  connection.output.consume(output.length);
  const record = output[0] === contentTypes.changeCipherSpec ? output.subarray(6) : output;
  return readClientHello(record.subarray(5 + handshakeHeaderLength));
}

function helloRetryRecord({ cipherSuites, sessionId }: ClientHello, extensions: Uint8Array): Uint8Array {
  const body = new Writer()
    .u16(TLS12)
    .bytes(helloRetryRequestRandom)
    .vector8(sessionId)
    .u16(cipherSuites[0] ?? 0)
    .u8(0)
    .vector16(extensions)
    .finish();
  const record = new Writer().u8(contentTypes.handshake).u16(TLS12);
  return record.vector16(frame(handshakeTypes.serverHello, body)).finish();
}
