import type { ServerResumption, Session, SessionStore, TicketProtector } from '@proj/handshake';
import type { HookHost } from './hooks.js';
import { sessionCacheModes, sslOptions, verifyModes } from './options.js';
import type { SslSettings } from './settings.js';
import { effectiveVerifyMode } from './verification.js';
import { hasIdentities, requiredIdentities } from './verify-parameters.js';

/** What the servers of a context resume sessions by, unless they are given something else. */
export interface SharedSessions {
  /** `undefined` where the provider has no AEAD to seal tickets with. */
  readonly ownTicketKeys: TicketProtector | undefined;
  readonly ownSessionStore: SessionStore;
}

/** A server's part of the configuration. */
export function serverResumption({ early, ssl, sessions }: HookHost): Partial<ServerResumption> {
  return {
    statelessTickets: wantsTickets(ssl),
    ticketProtector: ssl.ticketProtector ?? sessions.ownTicketKeys,
    sessionStore: sessionStore(ssl, sessions),
    ticketCount: ssl.ticketCount,
    sessionLifetime: ssl.sessionTimeout,
    sessionContext: ssl.sessionIdContext,
    maxEarlyData: ssl.maxEarlyData,
    maxReceivedEarlyData: ssl.maxReceivedEarlyData,
    acceptEarlyData: () => early.isTaken && (ssl.allowEarlyDataCallback?.(ssl) ?? true),
  };
}

/** Whether tickets are asked for, and given. */
export function wantsTickets({ options }: SslSettings): boolean {
  return (options & sslOptions.NO_TICKET) === 0n;
}

function sessionStore(ssl: SslSettings, sessions: SharedSessions): SessionStore | undefined {
  const { sessionCacheMode: mode } = ssl;
  if ((mode & sessionCacheModes.SERVER) === 0) return undefined;
  if (ssl.sessionStore) return ssl.sessionStore;
  return (mode & sessionCacheModes.NO_INTERNAL) === 0 ? sessions.ownSessionStore : undefined;
}

/**
 * The session that a client was given, unless it would let in a server that would not get in by a full handshake: in a
 * resumed one no certificate is shown, and it may be from a connection that asked for less, or for another name.
 */
export function trustedSession(host: HookHost): Session | undefined {
  const { session } = host.ssl;
  if (!session || (effectiveVerifyMode(host.ssl, 'client') & verifyModes.PEER) === 0) return session;
  const { peerChain, verified } = session.fields;
  const [leaf] = peerChain;
  if (!verified || !leaf) return undefined;
  const required = requiredIdentities(host.ssl.verification, host.ssl.serverName);
  return hasIdentities(host.certificateCache.parse(leaf), required) ? session : undefined;
}
