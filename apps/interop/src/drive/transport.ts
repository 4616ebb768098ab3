import type { Bio } from '@proj/bio';

/** What SSL_get_error(3) may ask its caller to wait for; `any` is for who reads and writes at the same time. */
export type Condition = 'read' | 'write' | 'connect' | 'any';

/** A BIO, and the means to wait for it. */
export interface Transport {
  readonly bio: Bio;
  /**
   * Waits until the BIO may be able to do what it could not; false when the time, in milliseconds, is over before. Without
   * a time it waits as long as it takes.
   */
  poll(condition: Condition, milliseconds: number | undefined): Promise<boolean>;
  /** Lets what was written leave, then lets go of the connection beneath. */
  close(): Promise<void>;
}
