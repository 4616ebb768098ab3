import type { TlsError } from '@proj/crypto';
import { BioError, type BioErrorCode } from '../bio/bio-error.js';
import { reasonNumber, reasonNumberOf, reasonText, type SslReason } from './reasons.js';

/** Numbers of OpenSSL's libraries (ERR_LIB_…). */
const libraries = { system: 2, ssl: 20, bio: 32 } as const;

const libraryNames: Readonly<Record<number, string>> = {
  [libraries.system]: 'system library',
  [libraries.ssl]: 'SSL routines',
  [libraries.bio]: 'BIO routines',
};

/** Set in the code of an error of the operating system; the rest of it is the `errno`. */
const systemFlag = 0x8000_0000;

/** BIO_R_… . */
const bioReasons: Readonly<Record<BioErrorCode, readonly [number: number, text: string]>> = {
  LOCAL_ADDR_NOT_AVAILABLE: [111, 'local addr not available'],
  NON_FATAL: [112, 'non fatal or transient error'],
  NO_PORT_DEFINED: [113, 'no port defined'],
  PEER_ADDR_NOT_AVAILABLE: [114, 'peer addr not available'],
  UNINITIALIZED: [120, 'uninitialized'],
  UNSUPPORTED_METHOD: [121, 'unsupported method'],
  IN_USE: [123, 'in use'],
  BROKEN_PIPE: [124, 'broken pipe'],
  INVALID_ARGUMENT: [125, 'invalid argument'],
  WRITE_TO_READ_ONLY_BIO: [126, 'write to read only BIO'],
  AMBIGUOUS_HOST_OR_SERVICE: [129, 'ambiguous host or service'],
  MALFORMED_HOST_OR_SERVICE: [130, 'malformed host or service'],
  NO_ACCEPT_ADDR_OR_SERVICE_SPECIFIED: [143, 'no accept addr or service specified'],
  NO_HOSTNAME_OR_SERVICE_SPECIFIED: [144, 'no hostname or service specified'],
};

const bioTexts = new Map<number, string>(Object.values(bioReasons).map(([number, text]) => [number, text]));

/** An entry of an error queue. */
export interface ErrorEntry {
  /** Library and reason as OpenSSL 3 packs them. */
  readonly code: number;
  /** More about it, such as `SSL alert number 40`; empty when there is nothing to say. */
  readonly data: string;
  /** What failed: a `TlsError`, a `BioError`, a socket's error. */
  readonly cause: unknown;
}

/**
 * Errors in the order in which they happened (ERR_get_error(3)). For people and logs: what a connection reports through
 * SSL_get_error(3) does not depend on what is in here. As in OpenSSL, the ring of 16 slots holds 15 errors, and the
 * oldest makes room.
 */
export class ErrorQueue {
  static readonly #capacity = 15;
  #entries: ErrorEntry[] = [];

  /** How many errors there are. */
  get length(): number {
    return this.#entries.length;
  }

  /** Adds an error. */
  push(entry: ErrorEntry): void {
    if (this.#entries.length === ErrorQueue.#capacity) this.#entries.shift();
    this.#entries.push(entry);
  }

  /** ERR_get_error(3): takes the oldest. */
  shift(): ErrorEntry | undefined {
    return this.#entries.shift();
  }

  /** ERR_peek_error(3): the oldest. */
  get first(): ErrorEntry | undefined {
    return this.#entries[0];
  }

  /** ERR_peek_last_error(3): the newest. */
  get last(): ErrorEntry | undefined {
    return this.#entries.at(-1);
  }

  /** ERR_clear_error(3). */
  clear(): void {
    this.#entries = [];
  }
}

/** An entry for a reason of the SSL library. */
export function sslEntry(reason: SslReason, cause?: unknown): ErrorEntry {
  return { code: pack(libraries.ssl, reasonNumber(reason)), data: '', cause };
}

/** An entry for an error of the protocol. */
export function tlsEntry(error: TlsError): ErrorEntry {
  const data = error.code === 'ALERT_RECEIVED' ? `SSL alert number ${error.alertCode}` : error.message;
  return { code: pack(libraries.ssl, reasonNumberOf(error)), data, cause: error };
}

/** An entry for what a BIO gave as the cause of its failure: a `BioError`, or an error of the system. */
export function bioEntry(cause: unknown): ErrorEntry {
  const data = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof BioError) return { code: pack(libraries.bio, bioReasons[cause.code][0]), data, cause };
  return { code: systemFlag + errnoOf(cause), data, cause };
}

/** ERR_GET_LIB(3) and ERR_GET_REASON(3). */
export function unpack(code: number): { readonly library: number; readonly reason: number } {
  if (code >= systemFlag) return { library: libraries.system, reason: code - systemFlag };
  return { library: (code >>> 23) & 0xff, reason: code & 0x7f_ffff };
}

/** ERR_reason_error_string(3): the text of a code's reason, or `undefined`. */
export function reasonString(code: number): string | undefined {
  const { library, reason } = unpack(code);
  if (library === libraries.ssl) return reasonText(reason);
  return library === libraries.bio ? bioTexts.get(reason) : undefined;
}

/** ERR_error_string(3): `error:0A000152:SSL routines::unsafe legacy renegotiation disabled`. */
export function errorString(code: number): string {
  const { library, reason } = unpack(code);
  const hex = code.toString(16).toUpperCase().padStart(8, '0');
  const libraryName = libraryNames[library] ?? `lib(${library})`;
  return `error:${hex}:${libraryName}::${reasonString(code) ?? `reason(${reason & 0x3_ffff})`}`;
}

function pack(library: number, reason: number): number {
  return library * 0x80_0000 + reason;
}

/** The `errno` of an error of Node.js, which gives it negative; 0 for anything else. */
function errnoOf(cause: unknown): number {
  if (typeof cause !== 'object' || cause === null || !('errno' in cause)) return 0;
  return typeof cause.errno === 'number' ? Math.abs(cause.errno) & 0xffff : 0;
}
