/** Bytes of a record's header: type, version, length (RFC 8446, 5.1). */
export const HEADER_LENGTH = 5;

/** Most bytes of content in a record (RFC 8446, 5.1; RFC 5246, 6.2.1). */
export const MAX_PLAINTEXT_LENGTH: number = 2 ** 14;

/** Most bytes that TLS 1.3 protection may add to the content: type, padding, tag (RFC 8446, 5.2). */
export const MAX_TLS13_EXPANSION = 256;

/** Most bytes that older protection may add to the content, and that compression might have (RFC 5246, 6.2.3). */
export const MAX_TLS12_EXPANSION = 2048;

/** Most bytes of a record of any version, header included: what a connection may have to buffer. */
export const MAX_RECORD_LENGTH: number = HEADER_LENGTH + MAX_PLAINTEXT_LENGTH + MAX_TLS12_EXPANSION;

/** Smallest `maxFragment`: what record_size_limit leaves for content at least, in TLS 1.3 (RFC 8449, 4). */
export const MIN_FRAGMENT_LENGTH = 63;

/**
 * Most records without content in a row, dropped ChangeCipherSpec records counted. They cost the peer next to nothing
 * and us an authentication each. BoringSSL and OpenSSL have the same number.
 */
export const MAX_EMPTY_RECORDS = 32;

/**
 * Bytes of memory that an empty buffer keeps. Some three full records fit, so a busy connection allocates nothing; what
 * a burst took beyond it is given back.
 */
export const RETAINED_CAPACITY = 65_536;
