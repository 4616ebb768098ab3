/**
 * TLS for Node.js: socket BIOs, the node:crypto provider and tls-compatible sockets.
 *
 * @packageDocumentation
 */
export {};
