import { TlsError } from '@proj/crypto';
import type { Session } from '@proj/handshake';
import { Connection, type Observer } from '@proj/handshake';
import { configureClient, configureServer } from './configure.ts';
import { loadCredentials } from './credentials.ts';
import { Decisions } from './decisions.ts';
import { Driver, EarlyDataRejected } from './driver.ts';
import { exchange } from './exchange.ts';
import type { ParsedFlags } from './flags.ts';
import type { ShimOptions } from './options.ts';
import { Unexpected } from './outcome.ts';
import type { Shared } from './shared.ts';
import { newState, type Test, type TestState } from './test.ts';
import { Transport } from './transport.ts';

/** Runs one connection of a test; the session that a client was given. */
export async function runConnection(
  flags: ParsedFlags,
  shared: Shared,
  isResume: boolean,
  session: Session | undefined,
): Promise<Session | undefined> {
  const options = isResume ? flags.resume : flags.initial;
  const test = newTest(options, shared, isResume, session);
  const connection = new Connection(configure(test));
  const transport = await Transport.open(options);
  const driver = new Driver(connection, transport, test.decisions);
  try {
    await exchangeWithRetry(test, driver, flags.retry);
  } catch (error) {
    await driver.flush().catch(() => {});
    throw error;
  } finally {
    await transport.close();
  }
  const { expectMsgCallback } = test.options;
  if (expectMsgCallback !== '' && test.state.messages !== expectMsgCallback)
    throw new Unexpected(`other messages than expected:\n${test.state.messages}`);
  return test.state.newSession;
}

async function exchangeWithRetry(test: Test, driver: Driver, retry: ShimOptions): Promise<void> {
  const expectsRejection = test.isResume && !test.options.server && test.options.expectRejectEarlyData;
  try {
    await exchange(test, driver, false);
  } catch (error) {
    if (!(error instanceof EarlyDataRejected)) throw error;
    test.options = retry;
    await exchange(test, driver, true);
    return;
  }
  if (expectsRejection) throw new Unexpected('the early data was not rejected');
}

function newTest(
  options: ShimOptions,
  shared: Shared,
  isResume: boolean,
  session: Session | undefined,
): Test {
  const decisions = new Decisions(options.async);
  const state = newState();
  const credentials = loadCredentials(options, decisions, (number) => {
    state.signedWith = number;
  });
  return { options, isResume, credentials, decisions, shared, session, clock: shared.clock, state };
}

function configure(test: Test) {
  const observer = observe(test);
  return test.options.server ? configureServer(test, observer) : configureClient(test, observer);
}

function observe(test: Test): Observer {
  const { state } = test;
  return {
    handshakeStart() {
      state.verified = undefined;
    },
    handshakeDone() {
      state.handshakeDone = true;
    },
    session(session) {
      state.newSession = session;
      state.gotSession = true;
    },
    message: (direction, _version, contentType, bytes) => noteMessage(state, direction, contentType, bytes),
    keyLog(line) {
      const [label = '', , secret = ''] = line.split(' ');
      state.secrets.set(label, new Uint8Array(Buffer.from(secret, 'hex')));
    },
  };
}

function noteMessage(state: TestState, direction: string, contentType: number, bytes: Uint8Array): void {
  const [first, second] = bytes;
  if (contentType === 20) state.messages += `${direction} ccs\n`;
  else if (contentType === 21) state.messages += `${direction} alert ${first} ${second}\n`;
  else state.messages += `${direction} hs ${first}\n`;
  if (direction === 'read' && contentType === 22 && first === 1) state.helloSeen = true;
}

/** How an error reads for the runner: its code between colons, then what it says. */
export function describe(error: unknown): string {
  if (!(error instanceof TlsError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const alert = error.code === 'ALERT_RECEIVED' ? ` ${error.alert}` : '';
  return `:${error.code}:${alert} ${error.message}`;
}
