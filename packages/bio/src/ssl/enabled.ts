import {
  type CipherSuite,
  type ProtocolVersion,
  SSL30,
  TLS10,
  TLS11,
  TLS12,
  TLS13,
  TlsError,
} from '@proj/crypto';
import { defaultCipherSuites } from '@proj/handshake';
import { sslOptions } from './options.js';
import { ReasonError } from './reasons.js';
import type { SslSettings } from './settings.js';

/** What a connection's configuration enables. */
export interface EnabledSuites {
  readonly cipherSuites: readonly CipherSuite[];
  readonly minVersion: ProtocolVersion;
  readonly maxVersion: ProtocolVersion;
}

/**
 * A version that was switched off, or that no suite is left for, is not enabled; nor is what lies below such a gap, as in
 * libssl.
 */
export function suitesAndVersions(settings: SslSettings): EnabledSuites {
  const enabled = enabledVersions(settings);
  if (enabled.length === 0) {
    throw unusable('NO_PROTOCOLS_AVAILABLE', 'all protocol versions are switched off: enable TLS 1.2 or 1.3');
  }
  const suites = enabledSuites(settings);
  const usable = enabled.filter((version) =>
    suites.some((suite) => suite.tls13 === (version === TLS13) && suite.minVersion <= version),
  );
  const maxVersion = usable.at(-1);
  const minVersion = usable.filter((version) => !usable.some((one) => one === version - 1)).at(-1);
  if (minVersion === undefined || maxVersion === undefined) {
    throw unusable('NO_CIPHERS_AVAILABLE', 'no cipher suite is left for the enabled versions: name one');
  }
  return { cipherSuites: suites, minVersion, maxVersion };
}

/** Below TLS 1.2, with the options that switch them off. */
const oldVersions: readonly (readonly [ProtocolVersion, bigint])[] = [
  [SSL30, sslOptions.NO_SSLv3],
  [TLS10, sslOptions.NO_TLSv1],
  [TLS11, sslOptions.NO_TLSv1_1],
];

function enabledVersions(settings: SslSettings): ProtocolVersion[] {
  const { legacy, minVersion = TLS12, maxVersion = TLS13 } = settings;
  const versions: readonly (readonly [ProtocolVersion, bigint])[] = [
    ...(legacy ? oldVersions : []),
    [TLS12, sslOptions.NO_TLSv1_2],
    [TLS13, sslOptions.NO_TLSv1_3],
  ];
  return versions
    .filter(
      ([version, off]) => version >= minVersion && version <= maxVersion && (settings.options & off) === 0n,
    )
    .map(([version]) => version);
}

function enabledSuites({ provider, groups, tls12Suites, tls13Suites }: SslSettings): readonly CipherSuite[] {
  const names = groups ?? provider.groups.map(({ name }) => name);
  const range = { minVersion: TLS12, maxVersion: TLS13 };
  const defaults = defaultCipherSuites(provider, names, range);
  return [
    ...(tls13Suites ?? defaults.filter(({ tls13 }) => tls13)),
    ...(tls12Suites ?? defaults.filter(({ tls13 }) => !tls13)),
  ];
}

function unusable(code: 'NO_PROTOCOLS_AVAILABLE' | 'NO_CIPHERS_AVAILABLE', message: string): TlsError {
  return new TlsError(code, message, { cause: new ReasonError(code, message) });
}
