import { type Random, TlsError } from '@proj/crypto';
import type { BaseOptions, Optional } from '../config-defaults.js';
import type { Hook } from '../decision.js';
import { maxTicketLifetime } from '../wire/new-session-ticket13.js';
import type { ExternalPsk } from './external-psk.js';
import type { Session } from './session.js';
import type { SessionStore } from './session-store.js';
import { TicketKeys, type TicketProtector } from './ticket-keys.js';

/** What both roles are configured with for resumption and pre-shared keys. */
export interface CommonResumption {
  /** Pre-shared keys of TLS 1.3, in order of preference. */
  readonly externalPsks: readonly ExternalPsk[];
  /**
   * Whether a pre-shared key may be used without an ephemeral exchange (`psk_ke`, RFC 8446, 4.2.9). Whoever learns the key
   * then reads all that was ever sent: default false.
   */
  readonly pskWithoutDhe: boolean;
}

/** What a client is configured with for resumption. */
export interface ClientResumption extends CommonResumption {
  /** The session to resume; it is offered when its version, suite, name and verification fit this configuration. */
  readonly session: Session | undefined;
  /** Whether to ask for sessions, which come through `observer.session`; default true. */
  readonly sessionTickets: boolean;
  /**
   * Whether to offer early data where the session allows it (RFC 8446, 2.3). It can be replayed by others: default false.
   */
  readonly earlyData: boolean;
}

/** What the `acceptEarlyData` hook is asked. */
export interface EarlyDataRequest {
  /** The session that the client resumes. */
  readonly session: Session;
  /** The protocol that the data is in. */
  readonly alpn: string | undefined;
}

/** What a server is configured with for resumption. */
export interface ServerResumption extends CommonResumption {
  /** Whether tickets may hold the session itself (not so: SSL_OP_NO_TICKET); default true. */
  readonly statelessTickets: boolean;
  /** Seals sessions into tickets; default keys of its own, made at random and replaced in time. */
  readonly ticketProtector: TicketProtector | undefined;
  /** Where sessions are kept that are not in their tickets; without one there are none. */
  readonly sessionStore: SessionStore | undefined;
  /** Tickets to send after a full TLS 1.3 handshake, 0 to 255; default 2, for two connections in parallel. */
  readonly ticketCount: number;
  /** Seconds that a session may be resumed for, at most 604,800 (7 days; RFC 8446, 4.6.1); default 7200. */
  readonly sessionLifetime: number;
  /** Up to 255 bytes that tell this service from others with the same keys or store (SSL_set_session_id_context). */
  readonly sessionContext: Uint8Array;
  /**
   * Bytes of early data to accept (RFC 8446, 2.3); default 0: none. Needs a `sessionStore`, by which a session is used
   * but once.
   */
  readonly maxEarlyData: number;
  /**
   * Bytes of early data to take in one connection, where its ticket allowed more, and to skip where it is rejected; default
   * 16,384, or `maxEarlyData` if that is more (SSL_CTX_set_recv_max_early_data(3)).
   */
  readonly maxReceivedEarlyData: number;
  /** Milliseconds that the ages of a ticket as client and server see it may be apart (RFC 8446, 8.3); default 10,000. */
  readonly earlyDataWindow: number;
  /** Has the last word on early data that could be accepted. */
  readonly acceptEarlyData: Hook<EarlyDataRequest, boolean> | undefined;
}

/** Bytes of a record's content, at most (RFC 8446, 5.1): what OpenSSL takes of early data by default. */
const maxRecord = 16_384;

const invalid = (message: string): TlsError => new TlsError('INVALID_CONFIG', message);

function commonResumption(options: Optional<CommonResumption>): CommonResumption {
  const externalPsks = options.externalPsks ?? [];
  for (const { identity, key } of externalPsks) {
    if (identity.length < 1 || identity.length > 0xffff)
      throw invalid(
        `the identity of an external PSK has ${identity.length} bytes: give it 1 to 65535 of them`,
      );
    if (key.length < 16)
      throw invalid(`an external PSK has ${key.length} bytes: give it at least 16 random ones`);
  }
  return { externalPsks, pskWithoutDhe: options.pskWithoutDhe ?? false };
}

/** A client's part of the configuration. Throws a `TlsError` `INVALID_CONFIG`. */
export function clientResumption(options: Optional<ClientResumption>): ClientResumption {
  return {
    ...commonResumption(options),
    session: options.session,
    sessionTickets: options.sessionTickets ?? true,
    earlyData: options.earlyData ?? false,
  };
}

/** A server's part of the configuration. Throws a `TlsError` `INVALID_CONFIG`. */
export function serverResumption(
  options: Optional<ServerResumption> & BaseOptions & { readonly random?: Random | undefined },
): ServerResumption {
  const { ticketCount = 2, sessionLifetime = 7200, maxEarlyData = 0, earlyDataWindow = 10_000 } = options;
  inRange('ticketCount', ticketCount, 255);
  inRange('sessionLifetime', sessionLifetime, maxTicketLifetime);
  const { maxReceivedEarlyData = Math.max(maxRecord, maxEarlyData) } = options;
  inRange('maxEarlyData', maxEarlyData, 0xffff_ffff);
  inRange('maxReceivedEarlyData', maxReceivedEarlyData, 0xffff_ffff);
  inRange('earlyDataWindow', earlyDataWindow, 1000 * maxTicketLifetime);
  const { statelessTickets = true } = options;
  const sessionContext = options.sessionContext ?? new Uint8Array(0);
  if (sessionContext.length > 255)
    throw invalid(`sessionContext has ${sessionContext.length} bytes: give it at most 255`);
  if (maxEarlyData > 0 && !options.sessionStore) {
    throw invalid('early data can be replayed unless each session is used once: give a sessionStore');
  }
  return {
    ...commonResumption(options),
    statelessTickets,
    ticketProtector: statelessTickets ? (options.ticketProtector ?? ownTicketKeys(options)) : undefined,
    sessionStore: options.sessionStore,
    ticketCount,
    sessionLifetime,
    sessionContext,
    maxEarlyData,
    maxReceivedEarlyData,
    earlyDataWindow,
    acceptEarlyData: options.acceptEarlyData,
  };
}

/** A provider with nothing to seal tickets with gives none, as one without a hash gives no suite of it. */
function ownTicketKeys({ provider, random }: BaseOptions & { readonly random?: Random | undefined }) {
  const able = provider.aead('AES-256-GCM') ?? provider.aead('CHACHA20-POLY1305');
  return able && new TicketKeys({ provider, random: random ?? provider.random });
}

function inRange(option: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= max) return;
  throw invalid(`${option} is ${value}: give an integer of 0 to ${max}`);
}
