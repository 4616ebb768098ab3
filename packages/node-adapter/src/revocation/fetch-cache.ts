interface Entry<T> {
  readonly value: Promise<T>;
  /** Milliseconds since the epoch; endless while it is being fetched. */
  until: number;
}

/** Answers by what was asked, until they grow old. Who asks while another is waiting for the same gets the same answer. */
export class FetchCache<T> {
  readonly #size: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry<T>>();

  /** @param size answers to keep; the oldest goes first. */
  constructor(size: number, now: () => number) {
    this.#size = size;
    this.#now = now;
  }

  /**
   * The answer kept under a key, or a new one. One that fails is kept for a while too, so that a responder that is down
   * does not delay every handshake.
   *
   * @param until when a value grows old, milliseconds since the epoch.
   * @param failureTime milliseconds that a failure is kept.
   */
  get(key: string, fetch: () => Promise<T>, until: (value: T) => number, failureTime: number): Promise<T> {
    const kept = this.#entries.get(key);
    if (kept && this.#now() < kept.until) return kept.value;
    const entry: Entry<T> = { value: fetch(), until: Number.POSITIVE_INFINITY };
    entry.value.then(
      (value) => {
        entry.until = until(value);
      },
      () => {
        entry.until = this.#now() + failureTime;
      },
    );
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#trim();
    return entry.value;
  }

  #trim(): void {
    if (this.#entries.size <= this.#size) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
