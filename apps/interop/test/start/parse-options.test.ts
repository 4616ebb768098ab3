import { describe, expect, it } from 'vitest';
import { help } from '../../src/start/help.ts';
import { optionGroups } from '../../src/start/option-table.ts';
import { defaultOptions } from '../../src/start/options.ts';
import { parseOptions } from '../../src/start/parse-options.ts';
import { plain } from '../../src/start/style.ts';

describe('the command line', () => {
  it('may be empty: then the four handshakes are shown', () => {
    expect(parseOptions([])).toEqual(defaultOptions);
  });

  it('names options as openssl s_client does, with one dash or two, and values behind them or behind "="', () => {
    const options = parseOptions([
      'example.com:443',
      ...[
        '-servername',
        'a.example',
        '--alpn=h2,http/1.1',
        '-CAfile',
        'ca.pem',
        '-tls1_2',
        '-groups',
        'X25519',
      ],
      ...['-ciphersuites=TLS_AES_128_GCM_SHA256', '-keylogfile', 'keys', '-showcerts', '-msg', '--json'],
    ]);
    expect(options).toMatchObject({
      target: { host: 'example.com', port: 443 },
      serverName: 'a.example',
      alpn: ['h2', 'http/1.1'],
      caFile: 'ca.pem',
      tls12: true,
      tls13: false,
      groups: 'X25519',
      cipherSuites: 'TLS_AES_128_GCM_SHA256',
      keyLogFile: 'keys',
      showCertificates: true,
      messages: true,
      json: true,
      verify: true,
    });
  });

  it('takes IPv6 addresses in brackets', () => {
    expect(parseOptions(['-connect', '[::1]:4433']).target).toEqual({ host: '::1', port: 4433 });
  });

  it.each([
    [['-nope'], 'unknown option "-nope": -help lists those that there are'],
    [['-servername'], '-servername needs a value: NAME'],
    [['h:1', '-tls1_3=1'], '-tls1_3 takes no value'],
    [['example.com'], '"example.com" is not HOST:PORT: give, for example, example.com:443 or [::1]:443'],
    [['::1:443'], '"::1:443" is not HOST:PORT: give, for example, example.com:443 or [::1]:443'],
    [['h:0'], 'port 0 is not between 1 and 65535'],
    [['h:65536'], 'port 65536 is not between 1 and 65535'],
    [['h:1', 'i:2'], '"i:2" is one peer too many: give one HOST:PORT'],
    [['-alpn', 'h2'], '-alpn needs a peer to connect to: give HOST:PORT'],
    [['h:1', '-key', 'k'], '-key needs the certificate too: give -cert'],
    [['h:1', '-provider', 'x'], '-provider x: there are node and noble'],
    [['-no_tls1_2', '-no_tls1_3'], /^no version of TLS is left/],
  ])('%j is refused with a line that says why', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('has a help that lists every option within the width of the terminal', () => {
    for (const width of [60, 80, 120]) {
      const text = help(plain, width);
      for (const { rows } of optionGroups) for (const row of rows) expect(text).toContain(`-${row.name}`);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }
  });
});
