import { spawnSync } from 'node:child_process';
import { atExit } from '../../peers/at-exit.ts';
import { PeerError } from '../../peers/peer-error.ts';
import { run } from './run.ts';

/** Seconds after which a container ends, whatever happens: no run leaves one behind. */
const lifetime = 2 * 60 * 60;

/** Milliseconds for an engine to start or to end a container. */
const engineLimit = 60_000;

let count = 0;

/** A running container that shares this machine's loopback, and runs what it is told to. */
export class Container {
  /** What stands in front of a command to run it inside. */
  readonly argv: readonly string[];
  readonly #name: string;
  readonly #forget: () => void;

  private constructor(name: string) {
    this.#name = name;
    this.argv = ['docker', 'exec', '-i', name];
    this.#forget = atExit(() => {
      spawnSync('docker', ['kill', name], { stdio: 'ignore', timeout: engineLimit });
    });
  }

  /** Starts an image, with a directory that it can read under the same path. Throws a {@link PeerError}. */
  static async start(tag: string, directory: string): Promise<Container> {
    count += 1;
    const name = `tls-interop-${process.pid}-${count}`;
    const { code, output } = await run(
      [
        ...['docker', 'run', '--detach', '--rm', '--init', '--name', name, '--network=host'],
        ...['--user', `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`],
        ...['--cap-drop=ALL', '--security-opt=no-new-privileges', '--volume', `${directory}:${directory}:ro`],
        ...['--entrypoint', 'sleep', tag, String(lifetime)],
      ],
      engineLimit,
    );
    if (code !== 0) throw new PeerError('failed', `the container of ${tag} did not start: ${output}`);
    return new Container(name);
  }

  /** Ends it, and what runs in it. */
  async stop(): Promise<void> {
    this.#forget();
    await run(['docker', 'kill', this.#name], engineLimit);
  }
}
