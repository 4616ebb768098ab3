import { type CipherSuite, TlsError } from '@proj/crypto';
import type { Optional } from '../config-defaults.js';
import type { Hook } from '../decision.js';

/** A pre-shared key of TLS 1.2 (RFC 4279). */
export interface Psk12 {
  /** What it is called on the wire, in the clear: at most 65,535 bytes. */
  readonly identity: Uint8Array;
  /** At least 16 bytes, random: without an ephemeral exchange a password can be guessed from one recorded handshake. */
  readonly key: Uint8Array;
}

/** What a client is configured with for the suites of TLS 1.2 that a pre-shared key authenticates. */
export interface ClientPsk12 {
  /**
   * Gives the key for what the server hints at, which nothing authenticates (RFC 4279, 5.2); `undefined` for none, and then
   * the handshake fails. Suites with a pre-shared key need it. A key should not serve TLS 1.3 too.
   */
  readonly selectPsk12: Hook<Uint8Array, Psk12 | undefined> | undefined;
}

/** What a server is configured with for the suites of TLS 1.2 that a pre-shared key authenticates. */
export interface ServerPsk12 {
  /**
   * Gives the key of an identity, `undefined` for one that is not known. Suites with a pre-shared key need it; the key stands for
   * a client's certificate too, whatever `clientCertificate` says.
   */
  readonly findPsk12: Hook<Uint8Array, Uint8Array | undefined> | undefined;
  /** What is said of the key that is wanted, at most 65,535 bytes (RFC 4279, 5.2); default nothing. */
  readonly pskIdentityHint: Uint8Array;
}

const invalid = (message: string): TlsError => new TlsError('INVALID_CONFIG', message);

/** Whether a pre-shared key authenticates a suite. */
export function usesPsk({ authentication }: CipherSuite): boolean {
  return authentication === 'psk';
}

/** Whether any of the suites needs a certificate. */
export function needsCertificate(suites: readonly CipherSuite[]): boolean {
  return suites.some((suite) => !usesPsk(suite));
}

/** A client's part of the configuration. Throws a `TlsError` `INVALID_CONFIG`. */
export function clientPsk12(
  { selectPsk12 }: Optional<ClientPsk12>,
  suites: readonly CipherSuite[],
): ClientPsk12 {
  requireSource(suites, selectPsk12, 'selectPsk12');
  return { selectPsk12 };
}

/** A server's part of the configuration. Throws a `TlsError` `INVALID_CONFIG`. */
export function serverPsk12(
  { findPsk12, pskIdentityHint = new Uint8Array(0) }: Optional<ServerPsk12>,
  suites: readonly CipherSuite[],
): ServerPsk12 {
  requireSource(suites, findPsk12, 'findPsk12');
  if (pskIdentityHint.length > 0xffff)
    throw invalid(`pskIdentityHint has ${pskIdentityHint.length} bytes: give it at most 65535`);
  return { findPsk12, pskIdentityHint };
}

function requireSource(suites: readonly CipherSuite[], source: unknown, option: string): void {
  const suite = suites.find(usesPsk);
  if (suite && !source) throw invalid(`${suite.name} needs a pre-shared key: give ${option}`);
}

/** Throws a `TlsError` `INVALID_CONFIG` for a key that a hook gave and that no message or no security can be made of. */
export function checkPsk12({ identity, key }: Psk12): void {
  if (key.length < 16 || key.length > 0xffff)
    throw invalid(`a pre-shared key has ${key.length} bytes: give it at least 16 random ones`);
  if (identity.length > 0xffff)
    throw invalid(`the identity of a pre-shared key has ${identity.length} bytes: give it at most 65535`);
}
