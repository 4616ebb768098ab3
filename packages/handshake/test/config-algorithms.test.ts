import { createProvider, type GroupName, TlsError } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { type ServerConfig, type ServerOptions, serverConfig } from '../src/index.js';

const configure = (options: Partial<ServerOptions> = {}): ServerConfig =>
  serverConfig({ provider: nobleProvider, selectCredential: () => undefined, ...options });

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof TlsError ? error.code : String(error);
  }
}

describe('algorithms of a configuration', () => {
  it('are the same again for the same settings', () => {
    const options = { groups: ['x25519', 'secp256r1'] as const, cipherSuites: ['TLS_AES_128_GCM_SHA256'] };
    const first = configure({ ...options, minVersion: 'TLSv1.3' });
    const second = configure({ ...options, groups: [...options.groups], minVersion: 'TLSv1.3' });
    expect(second.groups).toEqual(options.groups);
    expect(second.cipherSuites).toEqual(first.cipherSuites);
    expect(second.cipherSuites.map(({ name }) => name)).toEqual(options.cipherSuites);
  });

  it('are checked anew when a list has changed that was right before', () => {
    const groups: GroupName[] = ['x25519'];
    const before = configure({ groups });
    groups.push('x25519');
    expect(codeOf(() => configure({ groups }))).toBe('INVALID_CONFIG');
    groups[1] = 'secp256r1';
    expect(configure({ groups }).groups).toEqual(['x25519', 'secp256r1']);
    expect(before.groups).toEqual(['x25519']);
  });

  it('are those of the provider that is given, and not of another with the same settings', () => {
    const without = createProvider({ ...nobleProvider, groups: nobleProvider.groups.slice(0, 1) });
    const groups: GroupName[] = ['x25519'];
    expect(configure({ groups }).groups).toEqual(groups);
    expect(without.group('x25519')).toBeUndefined();
    expect(codeOf(() => configure({ groups, provider: without }))).toBe('INVALID_CONFIG');
  });

  it('are refused each time that they are wrong', () => {
    for (let i = 0; i < 2; i++) expect(codeOf(() => configure({ groups: [] }))).toBe('INVALID_CONFIG');
  });

  it('stay right when many kinds of settings take turns', () => {
    const all: GroupName[] = ['x25519', 'x448', 'secp256r1', 'secp384r1', 'secp521r1'];
    const kinds = all.flatMap((a) => all.filter((b) => b !== a).map((b) => [a, b]));
    for (const groups of [...kinds, ...kinds]) expect(configure({ groups }).groups).toEqual(groups);
  });
});
