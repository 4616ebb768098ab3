/**
 * BIOs and the SSL object: SSL_do_handshake() and its family, in TypeScript.
 *
 * @packageDocumentation
 */
export {};
