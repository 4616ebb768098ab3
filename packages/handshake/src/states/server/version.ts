import { FALLBACK_SCSV, SSL30, TLS12, TLS13, TlsError, versionName } from '@proj/crypto';
import type { ServerConfig } from '../../config.js';
import type { ClientHelloExtensions } from '../../extensions/client-hello-extensions.js';
import type { ClientHello } from '../../wire/client-hello.js';

/** A version that this server has states for. */
export type SpokenVersion = typeof TLS12 | typeof TLS13;

/** All of them, best first. */
const spoken: readonly SpokenVersion[] = [TLS13, TLS12];

type Range = Pick<ServerConfig, 'minVersion' | 'maxVersion'>;

/**
 * The best version that both ends have. supported_versions alone decides where it is there; where it is not, the answer
 * is TLS 1.2 or below whatever legacy_version says (RFC 8446, 4.2.1). Throws `UNSUPPORTED_PROTOCOL`
 * (protocol_version), also for a hello that says SSL 3.0 or older (RFC 8446, D.5).
 */
export function selectVersion(
  config: Range,
  hello: ClientHello,
  { supportedVersions }: ClientHelloExtensions,
): SpokenVersion {
  const isOffered = supportedVersions
    ? (version: number) => supportedVersions.includes(version)
    : (version: number) => version <= Math.min(hello.legacyVersion, TLS12);
  const selected = enabledVersions(config).find(isOffered);
  if (selected !== undefined && hello.legacyVersion > SSL30) return selected;
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
export function checkFallback(config: Range, hello: ClientHello, version: SpokenVersion): void {
  const [best] = enabledVersions(config);
  if (version === best || !hello.cipherSuites.includes(FALLBACK_SCSV)) return;
  throw new TlsError(
    'INAPPROPRIATE_FALLBACK',
    `the client fell back to ${versionName(version)}, though this server speaks better: an attacker may have made it`,
  );
}

/** Whether a better version is spoken than was negotiated, which the random then tells (RFC 8446, 4.1.3). */
export function isDowngrade(config: Range, version: SpokenVersion): boolean {
  return enabledVersions(config)[0] !== version;
}

function enabledVersions({ minVersion, maxVersion }: Range): SpokenVersion[] {
  return spoken.filter((version) => version >= minVersion && version <= maxVersion);
}
