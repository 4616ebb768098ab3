import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

/** An OpenSSL in Docker, by the name that `--peer` has for it, and the Debian suite that it comes from. */
export interface ImageRow {
  readonly name: string;
  readonly suite: string;
}

/** An image that is here, or why it is not. */
export type Image = { readonly tag: string } | { readonly why: string };

const folder = fileURLToPath(new URL('../../../docker', import.meta.url));
const tooling = fileURLToPath(new URL('../../../../../tooling/docker', import.meta.url));

/** Minutes for an engine to be installed, for a base image to be bootstrapped, and for an image to be built. */
const minutes = (count: number): number => count * 60_000;

/** All rows of `docker/images.json`. */
export function imageRows(): readonly ImageRow[] {
  return JSON.parse(readFileSync(`${folder}/images.json`, 'utf8'));
}

let engine: Promise<string | undefined> | undefined;

/** Makes an image, with an engine to run it in, where this machine can have one. */
export async function makeImage({ name, suite }: ImageRow): Promise<Image> {
  engine ??= startEngine();
  const why = await engine;
  if (why !== undefined) return { why };
  const base = `tls-interop-base:${suite}`;
  const based = await run([`${tooling}/base-image.sh`, suite, base], minutes(15));
  if (based.code !== 0) return { why: lastLine(based.output) };
  const tag = `tls-interop:${name}`;
  const build = ['docker', 'build', '-q', '--network=host', '--build-arg', `BASE=${base}`, '-t', tag, folder];
  const built = await run(build, minutes(10));
  if (built.code !== 0) return { why: `the image ${tag} could not be built: ${lastLine(built.output)}` };
  return { tag };
}

/** Why there is no engine; `undefined` when there is one. */
async function startEngine(): Promise<string | undefined> {
  const { code, output } = await run([`${tooling}/engine.sh`, 'start'], minutes(15));
  return code === 0 ? undefined : lastLine(output);
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) || 'no reason was given';
}
