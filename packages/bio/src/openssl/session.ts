import { Session } from '@proj/handshake';

/** i2d_SSL_SESSION(3): its bytes, which are as secret as it is; in a form of this library's own, not in OpenSSL's. */
export const i2d_SSL_SESSION = (session: Session): Uint8Array => session.serialize();
/** d2i_SSL_SESSION(3): the session of bytes from {@link i2d_SSL_SESSION}; throws a `TlsError` `DECODE_ERROR` for others. */
export const d2i_SSL_SESSION = (bytes: Uint8Array): Session => Session.parse(bytes);
/** SSL_SESSION_get_timeout(3): seconds. */
export const SSL_SESSION_get_timeout = (session: Session): number => session.fields.lifetime;
/** SSL_SESSION_get_protocol_version(3). */
export const SSL_SESSION_get_protocol_version = (session: Session): number => session.fields.version;
/** SSL_SESSION_get_max_early_data(3): bytes; 0 where none may be sent. */
export const SSL_SESSION_get_max_early_data = (session: Session): number => session.fields.maxEarlyData;
