import type { ServerConfig } from '../../config.js';
import type { Session } from '../../resumption/session.js';

/** A client that has to show who it is can not do so in a resumed handshake: it must have done so before. */
export function hasClientIdentity(
  { clientCertificate, verifyChain }: ServerConfig,
  { fields }: Session,
): boolean {
  if (fields.peerChain.length === 0) return clientCertificate !== 'require';
  return fields.verified || verifyChain !== undefined;
}
