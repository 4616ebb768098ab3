/**
 * TLS 1.1 and below, RSA key exchange and Triple DES for the SSL object, apart from the rest so that only who asks for them
 * gets them. All of it is broken or about to be (RFC 8996, RFC 7568, RFC 9325).
 *
 * @example
 * ```ts
 * const ctx = SSL_CTX_new(TLS_client_method(), provider);
 * SSL_CTX_enable_legacy(ctx);
 * SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
 * SSL_CTX_set_cipher_list(ctx, 'ALL:@SECLEVEL=0');
 * ```
 *
 * @packageDocumentation
 */
import { type ProtocolVersion, SSL30, TLS10, TLS11 } from '@proj/crypto';
import { type LegacyOptions, legacyVersions } from '@proj/handshake/legacy';
import type { PreparedMethod } from './openssl/ctx.js';
import type { SslContext } from './ssl/ssl-context.js';

export { type LegacyOptions, legacyVersions } from '@proj/handshake/legacy';

/** SSL 3.0, for SSL_CTX_set_min_proto_version(3). */
export const SSL3_VERSION: typeof SSL30 = SSL30;
/** TLS 1.0, for SSL_CTX_set_min_proto_version(3). */
export const TLS1_VERSION: typeof TLS10 = TLS10;
/** TLS 1.1, for SSL_CTX_set_min_proto_version(3). */
export const TLS1_1_VERSION: typeof TLS11 = TLS11;

/**
 * Lets a context's versions, cipher list and options name what is old, where C has options of the build. Call it before
 * those; it enables nothing by itself.
 */
export const SSL_CTX_enable_legacy = (ctx: SslContext, options?: LegacyOptions): void => {
  ctx.legacy = legacyVersions(options);
};

function onlyVersion(version: ProtocolVersion, role: PreparedMethod['role']): PreparedMethod {
  const prepare = (ctx: SslContext): void => {
    SSL_CTX_enable_legacy(ctx);
    ctx.minVersion = version;
    ctx.maxVersion = version;
  };
  return { role, prepare };
}

/** TLSv1_1_method(3): TLS 1.1 alone, either role; the suites have to be named. */
export const TLSv1_1_method = (): PreparedMethod => onlyVersion(TLS11, undefined);
/** TLSv1_1_client_method(3): clients only. */
export const TLSv1_1_client_method = (): PreparedMethod => onlyVersion(TLS11, 'client');
/** TLSv1_1_server_method(3): servers only. */
export const TLSv1_1_server_method = (): PreparedMethod => onlyVersion(TLS11, 'server');
/** TLSv1_method(3): TLS 1.0 alone, either role; the suites have to be named. */
export const TLSv1_method = (): PreparedMethod => onlyVersion(TLS10, undefined);
/** TLSv1_client_method(3): clients only. */
export const TLSv1_client_method = (): PreparedMethod => onlyVersion(TLS10, 'client');
/** TLSv1_server_method(3): servers only. */
export const TLSv1_server_method = (): PreparedMethod => onlyVersion(TLS10, 'server');
/** SSLv3_method(3): SSL 3.0 alone, either role; the suites have to be named. */
export const SSLv3_method = (): PreparedMethod => onlyVersion(SSL30, undefined);
/** SSLv3_client_method(3): clients only. */
export const SSLv3_client_method = (): PreparedMethod => onlyVersion(SSL30, 'client');
/** SSLv3_server_method(3): servers only. */
export const SSLv3_server_method = (): PreparedMethod => onlyVersion(SSL30, 'server');
