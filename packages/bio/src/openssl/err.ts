import { type ErrorEntry, ErrorQueue, errorString, reasonString, unpack } from '../ssl/error-queue.js';

/** The queue of this program: errors of what is made through the C names go here. */
export const queue: ErrorQueue = new ErrorQueue();

/** ERR_get_error(3): takes the oldest error; 0 when there is none. */
export const ERR_get_error = (): number => queue.shift()?.code ?? 0;
/** ERR_peek_error(3): the oldest error; 0 when there is none. */
export const ERR_peek_error = (): number => queue.first?.code ?? 0;
/** ERR_peek_last_error(3): the newest error; 0 when there is none. */
export const ERR_peek_last_error = (): number => queue.last?.code ?? 0;
/** ERR_get_error_all(3): takes the oldest error with what more is known of it. */
export const ERR_get_error_all = (): ErrorEntry | undefined => queue.shift();
/** ERR_clear_error(3). */
export const ERR_clear_error = (): void => queue.clear();
/** ERR_error_string(3): such as `error:0A000152:SSL routines::unsafe legacy renegotiation disabled`. */
export const ERR_error_string = (code: number): string => errorString(code);
/** ERR_reason_error_string(3). */
export const ERR_reason_error_string = (code: number): string | undefined => reasonString(code);
/** ERR_GET_REASON(3). */
export const ERR_GET_REASON = (code: number): number => unpack(code).reason;
/** ERR_GET_LIB(3). */
export const ERR_GET_LIB = (code: number): number => unpack(code).library;
