import { TLS13 } from '@proj/crypto';
import type { SslCore } from './core.js';
import { verifyModes } from './options.js';
import type { SslReason } from './reasons.js';
import { asksForCertificate, effectiveVerifyMode } from './verification.js';

/**
 * SSL_verify_client_post_handshake(3): 1 when the request is to go out with the next call, or 0, and the error queue says why
 * not. Does no I/O.
 */
export function verifyClientPostHandshake(core: SslCore): number {
  const reason = obstacle(core);
  if (reason) return core.refuse(reason);
  const mode = effectiveVerifyMode(core.ssl, 'server');
  core.engine.connection?.requestClientCertificate((mode & verifyModes.FAIL_IF_NO_PEER_CERT) !== 0);
  return 1;
}

/** Why the client can not be asked, in libssl's order. */
function obstacle({ engine, role, ssl, watch }: SslCore): SslReason | undefined {
  const { connection, failure } = engine;
  if (ssl.negotiated?.version !== undefined && ssl.negotiated.version !== TLS13) return 'WRONG_SSL_VERSION';
  if (role !== 'server') return 'NOT_SERVER';
  if (!connection || connection.isHandshaking || failure) return 'STILL_IN_INIT';
  if (!connection.negotiated.postHandshakeAuth) return 'EXTENSION_NOT_RECEIVED';
  if (connection.clientCertificatePending) return 'REQUEST_SENT';
  if (connection.closed) return 'PROTOCOL_IS_SHUTDOWN';
  const asks = asksForCertificate(effectiveVerifyMode(ssl, 'server'), watch.certificateRequests);
  return asks ? undefined : 'INVALID_CONFIG';
}
