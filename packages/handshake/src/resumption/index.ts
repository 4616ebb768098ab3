export type { ClientResumption, CommonResumption, EarlyDataRequest, ServerResumption } from './config.js';
export type { ExternalPsk } from './external-psk.js';
export { type ImportablePsk, type ImportTarget, importPsk } from './import-psk.js';
export type { ClientPsk12, Psk12, ServerPsk12 } from './psk12.js';
export { Session, type SessionFields } from './session.js';
export { MemorySessionStore, type SessionStore } from './session-store.js';
export { type TicketKey, TicketKeys, type TicketKeysOptions, type TicketProtector } from './ticket-keys.js';
