import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nobleProvider } from '@proj/crypto/noble';
import { Authority } from '@tooling/ca';

/** A throwaway authority and a certificate of it for `server.example`, as PEM. */
export function serverMaterial(): { trust: string; certificate: string; key: string } {
  const root = Authority.root(nobleProvider, { subject: 'Test Root' });
  const leaf = root.leaf({ names: [{ dns: 'server.example' }] });
  return { trust: root.pem, certificate: leaf.chainPem, key: leaf.keyPem };
}

/** A directory for one test file, removed by {@link Scratch.remove}. */
export class Scratch {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'bio-'));

  /** The path of a file there. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file there. Returns its path. */
  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
