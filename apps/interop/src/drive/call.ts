/** One call of libssl's interface, and what could be seen right after it. */
export interface Call {
  /** The C name: `SSL_do_handshake`. */
  readonly call: string;
  /** The bytes that it was given or that it gave, where it moves data. */
  readonly bytes?: number;
  readonly ret: number;
  /** What SSL_get_error(3) answers for `ret`: `SSL_ERROR_WANT_READ`. */
  readonly error: string;
  /** SSL_state_string_long(3). */
  readonly state: string;
  /** Bytes that came and were not processed or read yet. */
  readonly pendingIn: number;
  /** Bytes that the transport has not taken yet. */
  readonly pendingOut: number;
  /** Milliseconds that the call took. */
  readonly ms: number;
  /** Milliseconds that poll() waited before this call, because the previous one asked for it. */
  readonly waited: number;
}
