/**
 * How many calls may stand still at once for decisions that others make, such as signatures of a key that is elsewhere
 * (ASYNC_start_job(3)). With SSL_MODE_ASYNC, a call that might stop so takes a job; it keeps it while it does, and gives it
 * back otherwise. Where there is none left, the call answers −1 with SSL_ERROR_WANT_ASYNC_JOB, to be repeated: that keeps
 * those that do the work from being asked for more than they can do. Connections that share one share its jobs.
 */
export class AsyncJobs {
  /** At most so many at once; 0 for any number (ASYNC_init_thread(3)). */
  max: number;
  #running = 0;

  constructor(max = 0) {
    this.max = max;
  }

  /** How many there are. */
  get running(): number {
    return this.#running;
  }

  /** Takes one; false where there is none left. */
  begin(): boolean {
    if (this.max > 0 && this.#running >= this.max) return false;
    this.#running += 1;
    return true;
  }

  /** Gives one back. */
  end(): void {
    this.#running -= 1;
  }
}
