/** The command line asks for something that can not be done; the message says what, and what to give instead. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
