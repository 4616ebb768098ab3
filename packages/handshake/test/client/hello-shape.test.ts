import { describe, expect, it } from 'vitest';
import type { ClientHelloShape, ReceivedClientHello } from '../../src/config.js';
import type { ClientOptions, ServerOptions } from '../../src/config-defaults.js';
import { isGrease } from '../../src/grease.js';
import type { ClientHello } from '../../src/wire/client-hello.js';
import { Pair, serverOptions, sessionFrom } from '../resumption/pair.js';
import { encryptedExtensions, extension, serverHello } from './edits.js';
import { Duel, expectFailure } from './hostile-server.js';

/** The ClientHellos of a handshake that succeeds, as the server sees them. */
function hellos(
  shape: ClientHelloShape,
  server: Partial<ServerOptions> = {},
  client: Partial<ClientOptions> = {},
) {
  const seen: ReceivedClientHello[] = [];
  const pair = new Pair(
    { clientHelloShape: shape, ...client },
    serverOptions({
      onClientHello: (received) => {
        seen.push(received);
        return undefined;
      },
      ...server,
    }),
  ).run();
  expect(pair.exchange('hello')).toBe('hello');
  const [first] = seen;
  if (!first) throw new Error('the server saw no hello');
  return first;
}

const types = ({ hello }: ReceivedClientHello): number[] => hello.extensions.map(({ type }) => type);

describe('GREASE (RFC 8701)', () => {
  it('stands among suites, groups, shares, versions and extensions, and is ignored', () => {
    for (let i = 0; i < 20; i++) {
      const { hello, extensions } = hellos({ grease: true });
      expect(isGrease(hello.cipherSuites[0] ?? 0)).toBe(true);
      expect(isGrease(extensions.supportedGroups?.[0] ?? 0)).toBe(true);
      expect(extensions.keyShare?.[0]?.group).toBe(extensions.supportedGroups?.[0]);
      expect(isGrease(extensions.supportedVersions?.[0] ?? 0)).toBe(true);
      const greased = hello.extensions.filter(({ type }) => isGrease(type));
      expect(greased.map(({ data }) => data.length)).toEqual([0, 1]);
      expect(hello.extensions[0]).toBe(greased[0]);
    }
  });

  it('changes from one connection to the next', () => {
    const seen = new Set(Array.from({ length: 30 }, () => hellos({ grease: true }).hello.cipherSuites[0]));
    expect(seen.size).toBeGreaterThan(5);
  });

  it('stays the same in a second ClientHello, but for the share (RFC 8446, 4.1.2)', () => {
    const pair = new Pair(
      { clientHelloShape: { grease: true, permute: true }, keyShares: ['x25519'] },
      serverOptions({ groups: ['secp256r1'] }),
    ).run();
    expect(pair.server.negotiated.helloRetryRequest).toBe(true);
  });

  it('works in TLS 1.2 as well', () => {
    expect(isGrease(hellos({ grease: true }, { maxVersion: 'TLSv1.2' }).hello.cipherSuites[0] ?? 0)).toBe(
      true,
    );
    const only = hellos({ grease: true }, {}, { maxVersion: 'TLSv1.2' });
    expect(only.extensions.supportedVersions).toBeUndefined();
  });

  it('is refused in an answer (RFC 8701, 3.1)', () => {
    const client = { clientHelloShape: { grease: true }, groups: ['x25519'] } as const;
    const greaseOf = (hello: ClientHello): number =>
      hello.extensions.find(({ type }) => isGrease(type))?.type ?? 0;
    let value = 0;
    const watched = {
      ...client,
      clientHelloShape: {
        grease: true,
        edit: (hello: ClientHello) => {
          value = greaseOf(hello);
          return hello;
        },
      },
    };
    const answered = encryptedExtensions((extensions) => [...extensions, extension(value)]);
    expectFailure(new Duel(watched, {}, answered), 'UNSUPPORTED_EXTENSION', 'unsupported_extension');
    let suite = 0;
    const suites = {
      ...client,
      clientHelloShape: {
        grease: true,
        edit: (hello: ClientHello) => {
          suite = hello.cipherSuites[0] ?? 0;
          return hello;
        },
      },
    };
    const chosen = serverHello(() => ({ cipherSuite: suite }));
    expectFailure(new Duel(suites, {}, chosen), 'WRONG_CIPHER_RETURNED', 'illegal_parameter');
  });
});

describe('the order of extensions', () => {
  it('is another one each time, and holds the same extensions', () => {
    const runs = Array.from({ length: 10 }, () => types(hellos({ permute: true })));
    const sorted = new Set(runs.map((run) => [...run].sort((a, b) => a - b).join()));
    expect(sorted.size).toBe(1);
    expect(new Set(runs.map((run) => run.join())).size).toBeGreaterThan(5);
  });

  it('ends with pre_shared_key in any case (RFC 8446, 4.2.11)', () => {
    const server = serverOptions();
    const clientHelloShape = { permute: true, grease: true };
    for (let i = 0; i < 5; i++) {
      const resumed = new Pair({ session: sessionFrom(server), clientHelloShape }, server).run();
      expect(resumed.server.negotiated.session).toBeDefined();
    }
  });
});

describe('the last word on a ClientHello', () => {
  it('may name suites that are none of ours, which are then not taken', () => {
    const unknown = 0x1234;
    const edit = (hello: ClientHello): ClientHello => ({
      ...hello,
      cipherSuites: [unknown, 0xc009, ...hello.cipherSuites],
    });
    expect(hellos({ edit }).hello.cipherSuites.slice(0, 2)).toEqual([unknown, 0xc009]);
    const client = { clientHelloShape: { edit }, maxVersion: 'TLSv1.2' } as const;
    const chosen = serverHello(() => ({ cipherSuite: 0xc009 }));
    expectFailure(new Duel(client, {}, chosen), 'WRONG_CIPHER_RETURNED', 'illegal_parameter');
  });

  it('decides what is offered: an extension that it takes out can not be answered', () => {
    const edit = (hello: ClientHello): ClientHello => ({
      ...hello,
      extensions: hello.extensions.filter(({ type }) => type !== 16),
    });
    const alpn = ['h2'];
    expect(types(hellos({ edit }, { alpn }, { alpn }))).not.toContain(16);
  });
});
