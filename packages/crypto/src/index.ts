/**
 * libcrypto's part of TLS: what a provider of algorithms must give, the registries as data, the presentation language.
 *
 * @packageDocumentation
 */
export * from './bytes/index.js';
export { createProvider } from './create-provider.js';
export * from './errors.js';
export * from './keys/index.js';
export type * from './provider.js';
export * from './registry/index.js';
