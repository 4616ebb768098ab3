import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../peers/at-exit.ts';

/** A directory for keys and certificates that only this user can read, gone when this process ends. */
export class TemporaryDirectory {
  readonly path: string;
  readonly #forget: () => void;

  constructor() {
    const path = mkdtempSync(join(tmpdir(), 'tls-'));
    this.path = path;
    this.#forget = atExit(() => rmSync(path, { recursive: true, force: true }));
  }

  /** Writes a file; its path. */
  write(name: string, contents: string | Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, contents, { mode: 0o600 });
    return path;
  }

  /** Removes the directory and all in it. */
  remove(): void {
    this.#forget();
    rmSync(this.path, { recursive: true, force: true });
  }
}
