/**
 * The manual pages' names, each one line onto the classes. Where C has out-parameters, a function returns what they would
 * hold; its description says how. Errors go to one queue, as in a C program with one thread.
 *
 * @packageDocumentation
 */
export { ASYNC_cleanup_thread, ASYNC_init_thread, SSL_waiting_for_async } from './openssl/async.js';
export * from './openssl/bio.js';
export * from './openssl/bio-datagram.js';
export * from './openssl/bio-kinds.js';
export * from './openssl/constants.js';
export * from './openssl/ctx.js';
export * from './openssl/early-data.js';
export * from './openssl/err.js';
export * from './openssl/session.js';
export * from './openssl/ssl.js';
export * from './openssl/verify.js';
