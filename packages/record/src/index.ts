/**
 * The TLS record layer: framing, protection, sequence numbers and key changes, without I/O.
 *
 * @packageDocumentation
 */
export {};
