import { TlsError } from '@proj/crypto';

/** What may become of a connection of TLS 1.2 or below after its first handshake (RFC 5746). */
export interface RenegotiationConfig {
  /** Refuses every renegotiation, ours too (SSL_OP_NO_RENEGOTIATION); default true. TLS 1.3 has none. */
  readonly refuse: boolean;
  /** Server: lets a client begin one (SSL_OP_ALLOW_CLIENT_RENEGOTIATION); default false: only our HelloRequest can. */
  readonly allowClientRenegotiation: boolean;
  /**
   * Lets peers renegotiate that do not know RFC 5746 (SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION), and be connected to;
   * default false. Whoever sits in between can then put words before the client's. A connection whose first handshake was
   * secure stays so, whatever this says.
   */
  readonly allowUnsafeLegacy: boolean;
  /**
   * Server: lets clients resume a session in a renegotiation (not so: SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
   * default true.
   */
  readonly allowResumption: boolean;
  /**
   * Client: offers to resume this connection's session where the server asks for a renegotiation, as libssl does; default
   * true. Without it the server has to show its certificate again.
   */
  readonly resumeOnRequest: boolean;
  /** Renegotiations that the peer may have in one connection; default {@link MAX_PEER_RENEGOTIATIONS}. */
  readonly maxFromPeer: number;
  /** Those that it may have in any {@link PEER_RENEGOTIATION_WINDOW}; default {@link MAX_PEER_RENEGOTIATIONS_AT_ONCE}. */
  readonly maxFromPeerAtOnce: number;
}

/** Renegotiations in one connection: nobody needs as many, and each costs us far more than it costs the peer. */
export const MAX_PEER_RENEGOTIATIONS = 100;
/** Renegotiations in one window: what a person's steps through protected pages may take. */
export const MAX_PEER_RENEGOTIATIONS_AT_ONCE = 3;
/** Milliseconds over which {@link MAX_PEER_RENEGOTIATIONS_AT_ONCE} counts: ten minutes. */
export const PEER_RENEGOTIATION_WINDOW = 600_000;

/** The configuration with its defaults. Throws a `TlsError` `INVALID_CONFIG` for limits that are no counts. */
export function resolveRenegotiation(given: Partial<RenegotiationConfig> = {}): RenegotiationConfig {
  const {
    refuse = true,
    allowClientRenegotiation = false,
    allowUnsafeLegacy = false,
    allowResumption = true,
    resumeOnRequest = true,
    maxFromPeer = MAX_PEER_RENEGOTIATIONS,
    maxFromPeerAtOnce = MAX_PEER_RENEGOTIATIONS_AT_ONCE,
  } = given;
  for (const [name, count] of Object.entries({ maxFromPeer, maxFromPeerAtOnce })) {
    if (Number.isInteger(count) && count >= 1) continue;
    throw new TlsError('INVALID_CONFIG', `renegotiation.${name} is ${count}: give a positive integer`);
  }
  return {
    refuse,
    allowClientRenegotiation,
    allowUnsafeLegacy,
    allowResumption,
    resumeOnRequest,
    maxFromPeer,
    maxFromPeerAtOnce,
  };
}
