import type { Readable, Writable } from 'node:stream';
import { shutdownBits } from '@proj/bio';
import { TlsError } from '@proj/crypto';
import type { Stage } from './scene.ts';

/** Milliseconds for the peer to answer our close_notify. */
const closePatience = 5_000;

/** Where a conversation's data comes from and goes to. */
export interface Ends {
  /** What is sent; `undefined` is nothing. */
  readonly input: Readable | undefined;
  /** Takes what is received. */
  readonly output: Writable | undefined;
  /** Whether the end of the input leaves our direction open until the peer closes. */
  readonly ignoreEof: boolean;
}

/**
 * Sends the input and passes on what is received, at the same time, until the peer closes; at the end of the input we say
 * close_notify, and read what still comes. Throws what makes either direction fail.
 */
export async function converse(stage: Stage, ends: Ends): Promise<void> {
  const { driver } = stage;
  driver.patience = undefined;
  let inputEnded = (): void => {};
  const lingering = new Promise<void>((resolve) => {
    inputEnded = () => setTimeout(resolve, closePatience).unref();
  });
  const receiving = receiveAll(stage, ends.output);
  const sending = sendAll(stage, ends).then((ended) => {
    if (ended) inputEnded();
  });
  // Sending alone does not end the conversation, but its failure does.
  const failing = new Promise<never>((_resolve, reject) => sending.catch(reject));
  receiving.catch(() => {});
  try {
    await Promise.race([receiving, lingering, failing]);
  } finally {
    ends.input?.destroy();
  }
  if (driver.ssl.shutdownState === (shutdownBits.SENT | shutdownBits.RECEIVED)) return;
  await driver.close();
}

/** Passes on data until the peer has said close_notify. */
async function receiveAll(stage: Stage, output: Writable | undefined): Promise<void> {
  const { driver } = stage;
  try {
    for (let data = await driver.read(); data; data = await driver.read()) {
      stage.count('received', data.length);
      if (output) await write(output, data);
    }
  } catch (error) {
    // After our close_notify many peers just go away; nothing that we wait for can be missing then.
    const weClosed = (driver.ssl.shutdownState & shutdownBits.SENT) !== 0;
    if (!(weClosed && error instanceof TlsError && error.code === 'UNEXPECTED_EOF')) throw error;
  }
}

/** Sends all input; whether our direction was closed behind it. */
async function sendAll(stage: Stage, { input, ignoreEof }: Ends): Promise<boolean> {
  if (input) {
    for await (const chunk of input.iterator({ destroyOnReturn: false })) {
      const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      await stage.driver.write(data);
      stage.count('sent', data.length);
    }
  }
  if (ignoreEof && input) return false;
  await stage.driver.close();
  return true;
}

function write(output: Writable, data: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(data, (error) => (error ? reject(error) : resolve()));
  });
}
