import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { run, succeed } from './command.ts';
import type { Available } from './runtimes.ts';

const helper = resolve(import.meta.dirname, '../../browser/chromium.sh');

/** The machine's Chromium, installed where that is possible. */
export async function findChromium(): Promise<Available> {
  try {
    const { code, stdout } = await run('bash', [helper], { cwd: tmpdir(), timeLimit: 480_000 });
    const [line = ''] = stdout.trim().split('\n');
    return code === 0 ? { program: line } : { missing: line };
  } catch (error) {
    return { missing: String(error).split('\n', 1).join() };
  }
}

/** Makes one ES module of a program and all that it imports, as browsers load it. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild made nothing of ${entry}`);
  return file.text;
}

// Nothing of a person's own browser is used, and nothing but the page is loaded.
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Serves a page with this script on loopback, opens it, and gives the text of its element `#result`. */
export async function runInChromium(chromium: string, script: string): Promise<string> {
  const page =
    '<!doctype html><meta charset="utf-8"><pre id="result">nothing ran</pre><script type="module" src="/script.js"></script>';
  const server = createServer((request, response) => {
    const isScript = request.url === '/script.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : page);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  try {
    const address = `http://127.0.0.1:${port}/`;
    const dom = await succeed(chromium, [...flags, `--user-data-dir=${profile}`, '--dump-dom', address], {
      cwd: profile,
      timeLimit: 90_000,
    });
    const result = /<pre id="result">(.*?)<\/pre>/s.exec(dom)?.[1];
    if (result === undefined) throw new Error(`the page was not loaded: ${dom}`);
    return result;
  } finally {
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
