import type { AllowEarlyDataCallback } from '../ssl/callbacks.js';
import {
  type EarlyDataStatus,
  type EarlyRead,
  type EarlyWrite,
  earlyDataReads,
  earlyDataStatuses,
} from '../ssl/early-data.js';
import type { SslSettings } from '../ssl/settings.js';
import type { Ssl } from '../ssl/ssl.js';
import type { SslContext } from '../ssl/ssl-context.js';

/** SSL_read_early_data(3): it failed, or has to be called again. */
export const SSL_READ_EARLY_DATA_ERROR: typeof earlyDataReads.ERROR = earlyDataReads.ERROR;
/** SSL_read_early_data(3): early data was read. */
export const SSL_READ_EARLY_DATA_SUCCESS: typeof earlyDataReads.SUCCESS = earlyDataReads.SUCCESS;
/** SSL_read_early_data(3): there is no more. */
export const SSL_READ_EARLY_DATA_FINISH: typeof earlyDataReads.FINISH = earlyDataReads.FINISH;
/** SSL_get_early_data_status(3): none was sent. */
export const SSL_EARLY_DATA_NOT_SENT: typeof earlyDataStatuses.NOT_SENT = earlyDataStatuses.NOT_SENT;
/** SSL_get_early_data_status(3): it was not taken, or not yet. */
export const SSL_EARLY_DATA_REJECTED: typeof earlyDataStatuses.REJECTED = earlyDataStatuses.REJECTED;
/** SSL_get_early_data_status(3): it was taken. */
export const SSL_EARLY_DATA_ACCEPTED: typeof earlyDataStatuses.ACCEPTED = earlyDataStatuses.ACCEPTED;

/** SSL_write_early_data(3): C's result and out-parameter. */
export const SSL_write_early_data = (ssl: Ssl, data: Uint8Array): EarlyWrite => ssl.writeEarlyData(data);
/** SSL_read_early_data(3): C's result and out-parameter. */
export const SSL_read_early_data = (ssl: Ssl, into: Uint8Array): EarlyRead => ssl.readEarlyData(into);
/** SSL_get_early_data_status(3): one of SSL_EARLY_DATA_…. */
export const SSL_get_early_data_status = (ssl: Ssl): EarlyDataStatus => ssl.earlyDataStatus;

const setMax = (on: SslSettings, bytes: number): 1 => {
  on.maxEarlyData = bytes;
  return 1;
};
const setMaxReceived = (on: SslSettings, bytes: number): 1 => {
  on.maxReceivedEarlyData = bytes;
  return 1;
};

/** SSL_CTX_set_max_early_data(3): bytes, 0 to 2³² − 1; others fail the handshake. Returns 1. */
export const SSL_CTX_set_max_early_data = (on: SslContext, bytes: number): number => setMax(on, bytes);
/** SSL_set_max_early_data(3): as {@link SSL_CTX_set_max_early_data}. */
export const SSL_set_max_early_data = (on: Ssl, bytes: number): number => setMax(on, bytes);
/** SSL_CTX_get_max_early_data(3). */
export const SSL_CTX_get_max_early_data = (on: SslContext): number => on.maxEarlyData;
/** SSL_get_max_early_data(3). */
export const SSL_get_max_early_data = (on: Ssl): number => on.maxEarlyData;
/** SSL_CTX_set_recv_max_early_data(3): bytes, 0 to 2³² − 1; others fail the handshake. Returns 1. */
export const SSL_CTX_set_recv_max_early_data = (on: SslContext, bytes: number): number =>
  setMaxReceived(on, bytes);
/** SSL_set_recv_max_early_data(3): as {@link SSL_CTX_set_recv_max_early_data}. */
export const SSL_set_recv_max_early_data = (on: Ssl, bytes: number): number => setMaxReceived(on, bytes);
/** SSL_CTX_get_recv_max_early_data(3). */
export const SSL_CTX_get_recv_max_early_data = (on: SslContext): number => on.maxReceivedEarlyData;
/** SSL_get_recv_max_early_data(3). */
export const SSL_get_recv_max_early_data = (on: Ssl): number => on.maxReceivedEarlyData;
/** SSL_CTX_set_allow_early_data_cb(3). */
export const SSL_CTX_set_allow_early_data_cb = (
  on: SslContext,
  callback: AllowEarlyDataCallback | undefined,
): void => {
  on.allowEarlyDataCallback = callback;
};
/** SSL_set_allow_early_data_cb(3). */
export const SSL_set_allow_early_data_cb = (on: Ssl, callback: AllowEarlyDataCallback | undefined): void => {
  on.allowEarlyDataCallback = callback;
};
