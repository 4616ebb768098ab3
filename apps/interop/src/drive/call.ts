/** One call of libssl's interface, and what could be seen right after it. */
export interface Call {
  /** The C name: `SSL_do_handshake`. */
  readonly call: string;
  readonly ret: number;
  /** What SSL_get_error(3) answers for `ret`: `SSL_ERROR_WANT_READ`. */
  readonly error: string;
  /** SSL_state_string_long(3). */
  readonly state: string;
  /** Bytes that had come and waited, in the BIO or decrypted, when the call was made. */
  readonly pendingIn: number;
  /** Bytes that still waited for the transport to take them when the call returned. */
  readonly pendingOut: number;
  /** Milliseconds that the call took. */
  readonly ms: number;
  /** Milliseconds that poll() waited before this call, because the previous one asked for it. */
  readonly waited: number;
}
