import type { Certificate } from '@proj/crypto/x509';
import type { Session } from '../resumption/session.js';
import { PEER_RENEGOTIATION_WINDOW, type RenegotiationConfig } from './config.js';

/** A new session, or one that resumes an old one where there is one to offer. */
export type RenegotiationKind = 'full' | 'abbreviated';

/** What the handshake before bound, and the next one may not change. */
export interface Bound {
  /** The peer's certificates; empty when it had shown none. */
  readonly peerChain: readonly Certificate[];
  readonly extendedMasterSecret: boolean;
}

/** Where a connection stands with its renegotiations. */
export class Renegotiation {
  /** What we are to begin as soon as nothing is on its way. */
  wanted: RenegotiationKind | undefined;
  /** Server: our HelloRequest is out, and its ClientHello has not come. */
  requested = false;
  /** Whether the one that we began or asked for is to agree on a new session rather than resume one. */
  fresh = false;
  /** Client: the session that this connection was given last, to be resumed by an abbreviated one. */
  session: Session | undefined;
  /** Whether the handshake that is running has begun anew for server-gated cryptography. */
  restarted = false;
  /** How often handshakes have done so. */
  restarts = 0;
  /** What binds the one that is running. */
  running: Bound | undefined;
  /** How many have begun. */
  count = 0;
  #fromPeer = 0;
  readonly #times: number[] = [];

  /** Whether one is wanted, asked for, or running. */
  get pending(): boolean {
    return this.wanted !== undefined || this.requested || this.running !== undefined;
  }

  /**
   * Whether one that the peer asks for now is within the limits; it counts if it is.
   *
   * @param now - Milliseconds.
   */
  admits({ maxFromPeer, maxFromPeerAtOnce }: RenegotiationConfig, now: number): boolean {
    const times = this.#times;
    while (times[0] !== undefined && now - times[0] >= PEER_RENEGOTIATION_WINDOW) times.shift();
    if (this.#fromPeer >= maxFromPeer || times.length >= maxFromPeerAtOnce) return false;
    this.#fromPeer += 1;
    times.push(now);
    return true;
  }

  /** Server: notes that our HelloRequest goes out. */
  request(): void {
    this.fresh = this.wanted === 'full';
    this.wanted = undefined;
    this.requested = true;
  }

  /** Notes that one begins. */
  begin(bound: Bound): void {
    if (this.wanted !== undefined) this.fresh = this.wanted === 'full';
    this.wanted = undefined;
    this.running = bound;
    this.count += 1;
  }

  /** Notes that the handshake that is running begins anew. */
  restart(): void {
    this.restarted = true;
    this.restarts += 1;
  }

  /** Notes that a handshake is complete. */
  finish(): void {
    this.requested = false;
    this.restarted = false;
    this.fresh = false;
    this.running = undefined;
  }
}
