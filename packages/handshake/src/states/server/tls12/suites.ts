import {
  type CipherSuite,
  type Group,
  type KeyType,
  type ProtocolVersion,
  type SuiteKeyExchange,
  TlsError,
  versionName,
} from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { suiteAuthenticationOf } from '../../common/credentials.js';
import { shared } from '../../common/preference.js';
import { selectCurve, selectFiniteField } from './groups.js';

/** A cipher suite with the group that its key exchange would use; an RSA key exchange uses none. */
export interface PossibleSuite {
  readonly suite: CipherSuite;
  readonly group: Group | undefined;
}

/** Whether keys are exchanged without a group. */
function needsNoGroup({ keyExchange }: CipherSuite): boolean {
  return keyExchange === 'rsa' || keyExchange === 'psk';
}

/** Whether a suite goes with a certificate's key of this type. */
export function isSignedWith({ authentication }: CipherSuite, keyType: KeyType): boolean {
  return authentication === suiteAuthenticationOf(keyType);
}

/**
 * The suites of the version that both ends have and whose key exchange has a group, best first. Throws
 * `NO_SHARED_CIPHER` when there is none (RFC 5246, 7.4.1.3).
 */
export function possibleSuites(
  config: ServerConfig,
  { hello, extensions }: ReceivedClientHello,
  version: ProtocolVersion,
): PossibleSuite[] {
  const { supportedGroups } = extensions;
  const groups: { readonly [kind in SuiteKeyExchange]?: Group | undefined } = {
    ecdhe: selectCurve(config, supportedGroups),
    dhe: selectFiniteField(config, supportedGroups),
  };
  const ours = config.cipherSuites.filter((suite) => !suite.tls13 && suite.minVersion <= version);
  const common = shared(ours, hello.cipherSuites, config.preferServerOrder);
  const possible = common.flatMap((suite) => {
    const group = groups[suite.keyExchange];
    return group || needsNoGroup(suite) ? [{ suite, group }] : [];
  });
  if (possible.length > 0) return possible;
  if (common.length === 0) {
    throw new TlsError(
      'NO_SHARED_CIPHER',
      `the client offers no cipher suite of ${versionName(version)} that this server uses`,
    );
  }
  // RFC 7919, 4: the client could have had finite fields, only larger or other ones than ours.
  const isTooWeak = common.some(({ keyExchange }) => keyExchange === 'dhe');
  throw new TlsError(
    'NO_SHARED_CIPHER',
    'the cipher suites in common need a group in common, and there is none',
    isTooWeak ? { alert: 'insufficient_security' } : {},
  );
}
