import { fileURLToPath } from 'node:url';
import type { TemporaryDirectory } from '../../certificates/temporary-directory.ts';
import { imageRows, makeImage } from '../../matrix/docker/images.ts';
import { run } from '../../matrix/docker/run.ts';

const folder = fileURLToPath(new URL('../../../lockstep', import.meta.url));

/** Milliseconds for a compiler, and for an image with one to be made. */
const compilerLimit = 120_000;
const imageLimit = 15 * 60_000;

/** A libssl that can be had, and the command that runs `endpoint.c` with it; or why it can not. */
export type Target =
  | { readonly name: string; readonly argv: readonly string[] }
  | { readonly name: string; readonly why: string };

/** The names that `--libssl` has. */
export function targetNames(): readonly string[] {
  return ['system', ...imageRows().map(({ name }) => name)];
}

/** Builds `endpoint.c` with the libssl of a name. */
export async function openTarget(name: string, directory: TemporaryDirectory): Promise<Target> {
  if (name === 'system') return compile(directory);
  const row = imageRows().find((one) => one.name === name);
  if (!row) throw new RangeError(`there is no libssl "${name}": there are ${targetNames().join(', ')}`);
  const image = await makeImage(row);
  if ('why' in image) return { name, why: image.why };
  const tag = `tls-lockstep:${name}`;
  const { code, output } = await run(
    ['docker', 'build', '-q', '--network=host', '--build-arg', `BASE=${image.tag}`, '-t', tag, folder],
    imageLimit,
  );
  if (code !== 0) return { name, why: `the image ${tag} could not be built: ${lastLine(output)}` };
  const mount = `${directory.path}:${directory.path}:ro`;
  const isolation = ['--network=none', '--cap-drop=ALL', '--security-opt=no-new-privileges'];
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  return {
    name,
    argv: ['docker', 'run', '--rm', '-i', '--init', ...isolation, '--user', user, '--volume', mount, tag],
  };
}

async function compile(directory: TemporaryDirectory): Promise<Target> {
  const program = `${directory.path}/endpoint`;
  const flags = ['-std=c11', '-D_GNU_SOURCE', '-O1', '-Wall', '-Wextra', '-Werror'];
  const command = ['cc', ...flags, '-o', program, `${folder}/endpoint.c`, '-lssl', '-lcrypto'];
  const { code, output } = await run(command, compilerLimit);
  if (code === 0) return { name: 'system', argv: [program] };
  const missing = output.includes('openssl/') || code === undefined;
  const why = missing ? 'there is no cc, or no libssl to compile with: install gcc and libssl-dev' : output;
  return { name: 'system', why };
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) || 'no reason was given';
}
