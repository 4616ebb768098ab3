import { legacyCipherSuites, SSL30, TLS10, TLS11 } from '@proj/crypto';
import type { SplitWay } from '@proj/record/legacy';
import type { LegacySupport } from '../legacy-support.js';
import { rsaKeyExchange } from './rsa-key-exchange.js';
import { ssl3Dialect } from './ssl3.js';
import { tls10Dialect, tls11Dialect } from './tls1.js';
import { V2Opening } from './v2-client-hello.js';

/** How old versions are spoken. */
export interface LegacyOptions {
  /**
   * How application data of TLS 1.0 and SSL 3.0 is cut against chosen plaintext (BEAST); default `first-byte`, a record of
   * one byte before the rest. `none` is for peers that take a request only in one piece, and gives the attack back.
   */
  readonly split?: SplitWay;
}

/**
 * What a configuration needs as `legacy` before it can enable TLS 1.1 and below, RSA key exchange or Triple DES. That alone
 * enables none of them: `minVersion`, `maxVersion` and `cipherSuites` have to name them.
 *
 * @example
 * ```ts
 * const config = clientConfig({
 *   provider, anchors, serverName: 'printer.example',
 *   legacy: legacyVersions(),
 *   minVersion: 'TLSv1',
 *   cipherSuites: [...defaultCipherSuites(provider, ['x25519'], range), 'ECDHE-RSA-AES128-SHA', 'AES128-SHA'],
 * });
 * ```
 */
export function legacyVersions({ split = 'first-byte' }: LegacyOptions = {}): LegacySupport {
  const dialects = new Map([
    [TLS11 as number, tls11Dialect],
    [TLS10, tls10Dialect(split)],
    [SSL30, ssl3Dialect(split)],
  ]);
  return {
    cipherSuites: legacyCipherSuites,
    dialect: (version) => dialects.get(version),
    rsa: rsaKeyExchange,
    firstBytes: () => new V2Opening(),
    withoutSplitting: () => legacyVersions({ split: 'none' }),
  };
}
