import {
  FALLBACK_SCSV,
  type ProtocolVersion,
  SSL30,
  TLS10,
  TLS11,
  TLS12,
  TLS13,
  TlsError,
  versionName,
} from '@proj/crypto';
import type { ServerConfig } from '../../config.js';
import type { ClientHelloExtensions } from '../../extensions/client-hello-extensions.js';
import type { ClientHello } from '../../wire/client-hello.js';
import { downgradeToTls11, downgradeToTls12 } from '../../wire/server-hello.js';

/** All versions, best first; those below TLS 1.2 are to be had only with legacy support. */
const spoken: readonly ProtocolVersion[] = [TLS13, TLS12, TLS11, TLS10, SSL30];

type Range = Pick<ServerConfig, 'minVersion' | 'maxVersion' | 'legacy'>;

/**
 * The best version that both ends have. supported_versions alone decides where it is there; where it is not, the answer
 * is TLS 1.2 or below whatever legacy_version says (RFC 8446, 4.2.1). Throws `UNSUPPORTED_PROTOCOL`
 * (protocol_version), also for a hello that says SSL 3.0 or older (RFC 8446, D.5) to a server that does not speak that.
 */
export function selectVersion(
  config: Range,
  hello: ClientHello,
  { supportedVersions }: ClientHelloExtensions,
): ProtocolVersion {
  const isOffered = supportedVersions
    ? (version: number) => supportedVersions.includes(version)
    : (version: number) => version <= Math.min(hello.legacyVersion, TLS12);
  const selected = enabledVersions(config).find(isOffered);
  if (selected !== undefined && hello.legacyVersion >= Math.min(config.minVersion, TLS10)) return selected;
  const offered = supportedVersions ?? [hello.legacyVersion];
  const { minVersion, maxVersion } = config;
  throw new TlsError(
    'UNSUPPORTED_PROTOCOL',
    `the client offers ${offered.map(versionName).join(', ')}; this server speaks ${versionName(minVersion)} to ${versionName(maxVersion)}`,
  );
}

/**
 * A client that says it has fallen back, to less than we speak, was tampered with on an earlier try (RFC 7507, 3).
 * Throws `INAPPROPRIATE_FALLBACK`.
 */
export function checkFallback(config: Range, hello: ClientHello, version: ProtocolVersion): void {
  const [best] = enabledVersions(config);
  if (version === best || !hello.cipherSuites.includes(FALLBACK_SCSV)) return;
  throw new TlsError(
    'INAPPROPRIATE_FALLBACK',
    `the client fell back to ${versionName(version)}, though this server speaks better: an attacker may have made it`,
  );
}

/** The last bytes of a server's random where TLS 1.2 or 1.3 is spoken, and less was negotiated (RFC 8446, 4.1.3). */
export function downgradeSentinel(config: Range, version: ProtocolVersion): Uint8Array | undefined {
  const [best = version] = enabledVersions(config);
  if (best === version || best < TLS12) return undefined;
  return version === TLS12 ? downgradeToTls12 : downgradeToTls11;
}

function enabledVersions({ legacy, minVersion, maxVersion }: Range): ProtocolVersion[] {
  return spoken.filter(
    (version) => version >= minVersion && version <= maxVersion && (version >= TLS12 || legacy !== undefined),
  );
}
