import type { ProtocolVersion } from '@proj/crypto';
import type { ClientConfig, ServerConfig } from '../config.js';
import { suiteInRange } from '../config-preferences.js';

/**
 * A configuration with the version of the handshake before as its only one: records are bound to it, and whoever
 * renegotiates has something to lose by another.
 */
export function lockedConfig<Config extends ClientConfig | ServerConfig>(
  config: Config,
  version: ProtocolVersion | undefined,
): Config {
  if (version === undefined) return config;
  const range = { minVersion: version, maxVersion: version };
  return {
    ...config,
    ...range,
    cipherSuites: config.cipherSuites.filter((suite) => suiteInRange(suite, range)),
  };
}
