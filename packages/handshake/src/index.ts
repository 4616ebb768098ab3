/**
 * The TLS handshake: messages, extensions and state machines as a sans-I/O connection.
 *
 * @packageDocumentation
 */
export {};
