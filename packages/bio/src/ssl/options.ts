/**
 * SSL_OP_… by name (SSL_CTX_set_options(3)). A mask is a `bigint`, as newer options lie above 32 bits. Options that this
 * library does not look at are kept and given back: what they switch off is never done here.
 */
export const sslOptions = {
  NO_EXTENDED_MASTER_SECRET: 0x1n,
  CLEANSE_PLAINTEXT: 0x2n,
  /** A client goes on with a server that does not know RFC 5746. */
  LEGACY_SERVER_CONNECT: 0x4n,
  ENABLE_KTLS: 0x8n,
  /** A client pads a hello of 256 to 511 bytes, on which some servers hang (RFC 7685). */
  TLSEXT_PADDING: 0x10n,
  SAFARI_ECDHE_ECDSA_BUG: 0x40n,
  /** The end of the transport counts as close_notify. What was read may then have been truncated by anyone. */
  IGNORE_UNEXPECTED_EOF: 0x80n,
  /** A server lets clients begin a renegotiation, where `NO_RENEGOTIATION` is cleared too. */
  ALLOW_CLIENT_RENEGOTIATION: 0x100n,
  DISABLE_TLSEXT_CA_NAMES: 0x200n,
  ALLOW_NO_DHE_KEX: 0x400n,
  DONT_INSERT_EMPTY_FRAGMENTS: 0x800n,
  NO_QUERY_MTU: 0x1000n,
  COOKIE_EXCHANGE: 0x2000n,
  /** Sessions are kept by the server rather than sealed into tickets; a client of TLS 1.2 asks for no ticket. */
  NO_TICKET: 0x4000n,
  CISCO_ANYCONNECT: 0x8000n,
  /** A server has clients negotiate anew rather than resume where they renegotiate. */
  NO_SESSION_RESUMPTION_ON_RENEGOTIATION: 0x10000n,
  NO_COMPRESSION: 0x20000n,
  /** Peers that do not know RFC 5746 may renegotiate. Whoever sits in between can then put words before the client's. */
  ALLOW_UNSAFE_LEGACY_RENEGOTIATION: 0x40000n,
  /** Encrypt-then-MAC (RFC 7366) is neither offered nor accepted. */
  NO_ENCRYPT_THEN_MAC: 0x80000n,
  /** TLS 1.3 looks like TLS 1.2 to middleboxes (RFC 8446, D.4). */
  ENABLE_MIDDLEBOX_COMPAT: 0x100000n,
  PRIORITIZE_CHACHA: 0x200000n,
  /** A server follows its own order of suites and groups. */
  CIPHER_SERVER_PREFERENCE: 0x400000n,
  TLS_ROLLBACK_BUG: 0x800000n,
  NO_ANTI_REPLAY: 0x1000000n,
  NO_SSLv3: 0x2000000n,
  NO_TLSv1: 0x4000000n,
  NO_TLSv1_2: 0x8000000n,
  NO_TLSv1_1: 0x10000000n,
  NO_TLSv1_3: 0x20000000n,
  /** Every renegotiation is refused, ours too. Set by default, unlike in libssl. */
  NO_RENEGOTIATION: 0x40000000n,
  CRYPTOPRO_TLSEXT_BUG: 0x80000000n,
} as const;

/** The options of a new context. */
export const defaultOptions: bigint =
  sslOptions.NO_COMPRESSION |
  sslOptions.ENABLE_MIDDLEBOX_COMPAT |
  sslOptions.CIPHER_SERVER_PREFERENCE |
  sslOptions.NO_RENEGOTIATION;

/** SSL_MODE_… by name (SSL_CTX_set_mode(3)). */
export const sslModes = {
  /** A write returns when at least one record is out. */
  ENABLE_PARTIAL_WRITE: 0x1,
  /** A write may be repeated from another place in memory. */
  ACCEPT_MOVING_WRITE_BUFFER: 0x2,
  /** A read goes on by itself after a message that was no data. */
  AUTO_RETRY: 0x4,
  NO_AUTO_CHAIN: 0x8,
  RELEASE_BUFFERS: 0x10,
  SEND_FALLBACK_SCSV: 0x80,
  /** Calls take jobs of `SslSettings.asyncJobs`. A decision that comes later stops a call in any mode. */
  ASYNC: 0x100,
} as const;

/** The modes of a new context. */
export const defaultMode: number = sslModes.AUTO_RETRY;

/** SSL_VERIFY_… by name (SSL_CTX_set_verify(3)). */
export const verifyModes = {
  /** A client goes on whatever the server's certificate is; a server asks for none. */
  NONE: 0,
  /** A client insists on a certificate that it can verify; a server asks for one, and verifies one that comes. */
  PEER: 1,
  /** With `PEER`, a server insists on a certificate. */
  FAIL_IF_NO_PEER_CERT: 2,
  /** With `PEER`, a server asks for a certificate once in a connection: not again in a renegotiation, nor after the handshake. */
  CLIENT_ONCE: 4,
  /** With `PEER`, a server of TLS 1.3 asks for a certificate not in the handshake, but when it is told to after it. */
  POST_HANDSHAKE: 8,
} as const;

/** What SSL_get_shutdown(3) gives. */
export const shutdownBits = { SENT: 1, RECEIVED: 2 } as const;

/** Types of SSL_key_update(3). */
export const keyUpdateTypes = { NOT_REQUESTED: 0, REQUESTED: 1 } as const;

/** SSL_SESS_CACHE_… by name (SSL_CTX_set_session_cache_mode(3)); modes that are not here are kept and given back. */
export const sessionCacheModes = {
  OFF: 0,
  /** Kept and given back: a client's sessions go to its callback, and to `Ssl.session`, in any mode. */
  CLIENT: 1,
  /** A server keeps sessions that are not in tickets. */
  SERVER: 2,
  BOTH: 3,
  /** A server keeps them in a store that it was given, not in one of the context's own. */
  NO_INTERNAL: 0x300,
} as const;
