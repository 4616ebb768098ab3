import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { UsageError } from './usage-error.ts';

/** The text of the file of an option. Throws a {@link UsageError} that says why it can not be read. */
export function readOptionFile(option: string, path: string): string {
  return attempt(option, path, 'can not be read', () => readFileSync(path, 'utf8'));
}

/** Does something with the contents of an option's file; what is wrong with them is told with the file's name. */
export function useOptionFile(option: string, path: string, use: (text: string) => void): void {
  const text = readOptionFile(option, path);
  try {
    use(text);
  } catch (error) {
    throw new UsageError(`-${option} ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** How `openssl rehash` names certificates: a hash of the subject, and a number. */
const hashedName = /^[0-9a-f]{8}\.\d+$/;

/** The certificates of a directory such as /etc/ssl/certs, PEM. Throws a {@link UsageError}. */
export function readCertificateDirectory(option: string, path: string): string {
  const names = attempt(option, path, 'can not be read', () => readdirSync(path));
  const hashed = names.filter((name) => hashedName.test(name)).sort();
  if (hashed.length === 0) {
    throw new UsageError(
      `-${option} ${path} has no certificates under hashed names: run "openssl rehash ${path}"`,
    );
  }
  return hashed.map((name) => readOptionFile(option, join(path, name))).join('\n');
}

/** Appends lines to the file of an option, which only this user may read. Throws a {@link UsageError} at once if it can not. */
export function appendTo(option: string, path: string): (line: string) => void {
  const append = (text: string): void => appendFileSync(path, text, { mode: 0o600 });
  attempt(option, path, 'can not be written', () => append(''));
  return (line) => append(`${line}\n`);
}

function attempt<T>(option: string, path: string, problem: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const number = error instanceof Error && 'errno' in error ? error.errno : undefined;
    const reason = typeof number === 'number' ? getSystemErrorMessage(number) : String(error);
    throw new UsageError(`-${option} ${path} ${problem}: ${reason}`);
  }
}
