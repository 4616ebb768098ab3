/** The content types that this layer carries (RFC 8446, 5.1, B.1). */
export const contentTypes = {
  /** A single byte that says that keys change (RFC 5246, 7.1); in TLS 1.3 only middleboxes look at it. */
  changeCipherSpec: 20,
  /** Two bytes: level and description. */
  alert: 21,
  /** Handshake messages, whole or in part. */
  handshake: 22,
  /** What the connection is for. */
  applicationData: 23,
} as const;

/** The number of a content type. */
export type ContentType = (typeof contentTypes)[keyof typeof contentTypes];

/** Whether a byte is a content type that this layer carries. */
export function isContentType(type: number): type is ContentType {
  return type >= contentTypes.changeCipherSpec && type <= contentTypes.applicationData;
}

/**
 * Writes a record's header (RFC 8446, 5.1) into `out` at `at`.
 *
 * @param length - Bytes of the body that follows.
 */
export function writeHeader(
  out: Uint8Array,
  at: number,
  type: ContentType,
  version: number,
  length: number,
): void {
  out[at] = type;
  out[at + 1] = version >> 8;
  out[at + 2] = version;
  out[at + 3] = length >> 8;
  out[at + 4] = length;
}
