import type { CipherSuite, CryptoProvider, PublicKey } from '@proj/crypto';
import type { Certificate } from '@proj/crypto/x509';
import type { ClientConfig, Credential, ServerConfig } from './config.js';
import type { Dialect } from './states/common/dialect.js';
import type { Handshake, Next } from './states/state.js';
import type { HandshakeMessage } from './wire/handshake-message.js';

/** How keys are exchanged by an RSA encryption (RFC 5246, 7.4.7.1), which core states know nothing of. */
export interface RsaKeyExchange {
  /** The key of a server's certificate, to encrypt with. Throws `UNSUPPORTED_CERTIFICATE`. */
  keyOf(provider: CryptoProvider, leaf: Certificate): PublicKey;
  /** Client: ClientKeyExchange's body, and the premaster secret. */
  encrypt(handshake: Handshake<ClientConfig>, key: PublicKey, offered: number): RsaShare;
  /** Server: whether a credential's key can decrypt, and its certificate lets it. */
  serves(credential: Credential): boolean;
  /** Server: goes on with the premaster secret of ClientKeyExchange's body, or with another that nobody can tell from it. */
  decrypt(
    handshake: Handshake<ServerConfig>,
    credential: Credential,
    offered: number,
    body: Uint8Array,
    next: (premasterSecret: Uint8Array) => Next,
  ): Next;
}

/** A client's half of an RSA key exchange. */
export interface RsaShare {
  readonly body: Uint8Array;
  readonly secret: Uint8Array;
}

/** Looks at what a server receives before its records begin. */
export interface FirstBytes {
  /** Bytes that it holds. */
  readonly buffered: number;
  /** Bytes that it lacks before it knows more; 0 when it is done. */
  readonly needed: number;
  /** Takes bytes; gives back those that are not for it. */
  receive(bytes: Uint8Array): Uint8Array;
  /** The ClientHello that is whole, once. */
  take(): HandshakeMessage | undefined;
}

/**
 * What old versions and suites need, as `legacyVersions` of `@proj/handshake/legacy` gives it. Only a configuration that
 * is given one can enable them, and only a program that imports it contains them.
 */
export interface LegacySupport {
  /** Suites that can be named beside those of today. */
  readonly cipherSuites: readonly CipherSuite[];
  /**
   * How a version older than TLS 1.2 speaks; `undefined` for others.
   *
   * @internal
   */
  dialect(version: number): Dialect | undefined;
  /** @internal */
  readonly rsa: RsaKeyExchange;
  /**
   * Finds a ClientHello in the form of SSL 2.0 (RFC 5246, E.2), for a server that speaks TLS 1.0 or less.
   *
   * @internal
   */
  firstBytes(): FirstBytes;
  /** The same, but that application data is not cut against chosen plaintext (SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS). */
  withoutSplitting(): LegacySupport;
}
