import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

/** Why there is no openssl, or `undefined` where there is one. */
export const noOpenssl: string | undefined =
  spawnSync('openssl', ['version']).status === 0 ? undefined : 'the program openssl is not here';

/** Starts `openssl s_server` on a free port of loopback; gives the port when it listens. */
export async function startServer(
  args: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`openssl s_server ended: ${text}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        const match = /^ACCEPT .*:(\d+)/m.exec(text);
        if (match) resolve(Number(match[1]));
      });
    }
  });
  return { child, port };
}

/** Runs `openssl s_client` with this input to its end; what it printed. */
export async function runClient(args: readonly string[], input: string): Promise<string> {
  const child = spawn('openssl', ['s_client', '-quiet', '-ign_eof', ...args], { stdio: 'pipe' });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  child.stderr.resume();
  child.stdin.write(input);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  return text;
}
