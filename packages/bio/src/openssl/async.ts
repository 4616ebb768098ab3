import { AsyncJobs } from '../ssl/async-jobs.js';
import { wants } from '../ssl/get-error.js';
import type { Ssl } from '../ssl/ssl.js';

/** The jobs of the contexts that are made by these names, as in a C program with one thread. */
export const jobs: AsyncJobs = new AsyncJobs();

/** ASYNC_init_thread(3): at most so many jobs at once, 0 for any number; `initial` ones would only save time. Returns 1, or 0. */
export const ASYNC_init_thread = (max: number, initial: number): number => {
  if (max > 0 && initial > max) return 0;
  jobs.max = max;
  return 1;
};
/** ASYNC_cleanup_thread(3): no limit any more. */
export const ASYNC_cleanup_thread = (): void => {
  jobs.max = 0;
};
/** SSL_waiting_for_async(3): 1 where the last call stopped for a decision that others make, or 0. */
export const SSL_waiting_for_async = (ssl: Ssl): number => Number(ssl.want === wants.ASYNC_PAUSED);
