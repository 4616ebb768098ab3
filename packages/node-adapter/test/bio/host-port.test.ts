import { BioError } from '@proj/bio';
import { describe, expect, test } from 'vitest';
import { parseHostPort, portNumber } from '../../src/bio/host-port.js';

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof BioError) return error.code;
  }
  return 'no BioError';
};

describe('BIO_parse_hostserv(3)', () => {
  test.each([
    ['host:80', 'host', '80'],
    ['host:', 'host', undefined],
    [':443', undefined, '443'],
    ['*:443', undefined, '443'],
    ['host:*', 'host', undefined],
    ['[::1]:443', '::1', '443'],
    ['[::1]', '::1', undefined],
  ])('%s', (text, host, port) => {
    expect(parseHostPort(text, 'host')).toEqual({ host, port });
    expect(parseHostPort(text, 'port')).toEqual({ host, port });
  });

  test('a text without a colon is what is wanted more', () => {
    expect(parseHostPort('https', 'host')).toEqual({ host: 'https', port: undefined });
    expect(parseHostPort('https', 'port')).toEqual({ host: undefined, port: 'https' });
  });

  test('an IPv6 address without brackets is ambiguous, and brackets elsewhere are malformed', () => {
    expect(code(() => parseHostPort('::1:443', 'host'))).toBe('AMBIGUOUS_HOST_OR_SERVICE');
    expect(code(() => parseHostPort('a[::1]:443', 'host'))).toBe('MALFORMED_HOST_OR_SERVICE');
  });

  test('ports are numbers up to 65535, or the services that libcrypto knows', () => {
    expect(['443', '0', '65535', 'https', 'http', 'ssl'].map(portNumber)).toEqual([
      443, 0, 65_535, 443, 80, 443,
    ]);
    for (const port of ['65536', '-1', 'gone', '1e3', '']) {
      expect(code(() => portNumber(port))).toBe('INVALID_ARGUMENT');
    }
    expect(code(() => portNumber(undefined))).toBe('NO_PORT_DEFINED');
  });
});
