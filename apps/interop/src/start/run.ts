import type { CryptoProvider } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { nodeProvider } from '@proj/node-adapter';
import { connectTo } from './connect.ts';
import { fourHandshakes } from './four-handshakes.ts';
import type { HandshakeRecord } from './handshake-record.ts';
import { help } from './help.ts';
import { printable, usableWidth } from './layout.ts';
import type { StartOptions } from './options.ts';
import { parseOptions } from './parse-options.ts';
import { appendTo } from './read-files.ts';
import { Story } from './story.ts';
import { coloured, plain, type Style, wantsColour } from './style.ts';
import { tellSummary } from './summary.ts';
import { UsageError } from './usage-error.ts';
import { showCertificates, type Watching } from './watching.ts';

/** What of a process `start` uses. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Exit codes: all went well; something did not; the command line can not be followed. */
const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

const providers: Readonly<Record<StartOptions['provider'], CryptoProvider>> = {
  node: nodeProvider,
  noble: nobleProvider,
};

/** Does what the command line says. Returns the exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { env, stdout, stderr } = surroundings;
  const json = args.some((word) => /^--?json$/.test(word));
  const style = wantsColour(env, stdout.isTTY) ? coloured : plain;
  const width = usableWidth(stdout.columns, env);
  let records: readonly HandshakeRecord[] = [];
  let failure: string | undefined;
  let code: number = exitCodes.ok;
  try {
    const options = parseOptions(args);
    if (options.help) {
      stdout.write(help(style, width));
      return code;
    }
    records = await handshakes(options, style, width, surroundings);
    failure = records.find(({ ok }) => !ok)?.error;
    if (failure !== undefined) code = exitCodes.failed;
  } catch (error) {
    failure = printable(error instanceof Error ? error.message : String(error));
    code = error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
  if (json) {
    const refusal = records.length === 0 && failure !== undefined ? { error: failure } : {};
    stdout.write(`${JSON.stringify({ handshakes: records, ...refusal }, undefined, 2)}\n`);
  }
  if (failure !== undefined) stderr.write(`start: ${failure}\n`);
  return code;
}

async function handshakes(
  options: StartOptions,
  style: Style,
  width: number,
  { stdin, stdout }: Surroundings,
): Promise<readonly HandshakeRecord[]> {
  const { json, detail, target } = options;
  const silent = json || detail === 'quiet';
  const story = new Story(silent ? () => {} : (text) => stdout.write(text), style, width, detail === 'calls');
  const provider = providers[options.provider];
  const watching: Watching = {
    messages: options.messages,
    keyLog: options.keyLogFile === undefined ? undefined : appendTo('keylogfile', options.keyLogFile),
    showCertificates: options.showCertificates ? showCertificates : () => {},
  };
  if (target) {
    const input = json && stdin.isTTY ? undefined : stdin;
    const output = json ? undefined : stdout;
    const interactive = input !== undefined && stdin.isTTY;
    return [await connectTo({ options, target, provider, watching, input, interactive, output }, story)];
  }
  const { tls12, tls13 } = options;
  const records = await fourHandshakes({ provider, tls12, tls13, ...watching }, story);
  tellSummary(story, records);
  return records;
}
