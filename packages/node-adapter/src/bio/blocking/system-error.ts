import { constants } from 'node:os';
import type { PlainError } from './channel.js';

/** Takes out of an error of Node.js what can be sent to another thread: a copy of the whole would lose its code. */
export function plainError(error: Error): PlainError {
  // Where a name has several addresses and none answers, each has its own error, and the whole has no message.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const source = inner instanceof Error ? inner : error;
  const { code, errno, syscall }: NodeJS.ErrnoException = source;
  return {
    message: source.message,
    ...(code !== undefined && { code }),
    ...(errno !== undefined && { errno }),
    ...(syscall !== undefined && { syscall }),
  };
}

/** An error as Node.js reports those of the system. */
export function systemError({ message, ...rest }: PlainError): NodeJS.ErrnoException {
  return Object.assign(new Error(message), rest);
}

/** What a call reports that waited in vain. */
export function timedOut(syscall: string, milliseconds: number): NodeJS.ErrnoException {
  return systemError({
    message: `${syscall} ETIMEDOUT: nothing happened for ${milliseconds} ms`,
    code: 'ETIMEDOUT',
    errno: -constants.errno.ETIMEDOUT,
    syscall,
  });
}
