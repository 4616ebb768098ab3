import type { Connection, Progress } from '@proj/handshake';
import type { EarlyData } from './early-data.js';
import type { Engine } from './engine.js';
import type { ErrorQueue } from './error-queue.js';
import { wants } from './get-error.js';
import type { Watch } from './info.js';

/** What driving a handshake needs beside the engine. */
export interface HandshakeHost {
  readonly engine: Engine;
  readonly errors: ErrorQueue;
  readonly watch: Watch;
  readonly early: EarlyData;
  readonly role: 'client' | 'server' | undefined;
  /** The one role that is allowed, if there is only one. */
  readonly onlyRole: 'client' | 'server' | undefined;
}

const handshakeStep = (connection: Connection): Progress => connection.handshake();

/**
 * SSL_do_handshake(3): 1 when the handshake is complete; 0 when the peer ended it by the rules of the protocol, with
 * close_notify or a fatal alert; −1 when it failed, or has to wait. SSL_get_error(3) tells which.
 */
export function doHandshake(host: HandshakeHost): number {
  const { early, engine, watch } = host;
  const refused = refusal(host);
  if (refused !== undefined) return refused;
  if (!engine.inInit && !engine.renegotiationOwed) return 1;
  early.resumeHandshake();
  watch.resume();
  return settle(host, proceed(host, handshakeStep));
}

/**
 * A part of a handshake: 1 when `step` is done and all is out, which may be the whole handshake; otherwise as
 * {@link doHandshake}.
 */
export function drive(host: HandshakeHost, step: (connection: Connection) => Progress): number {
  const refused = refusal(host);
  if (refused !== undefined) return refused;
  const result = proceed(host, step);
  const isPart = result > 0 && host.engine.connection?.isHandshaking === true;
  return isPart ? result : settle(host, result);
}

function refusal({ engine, onlyRole, role }: HandshakeHost): number | undefined {
  engine.begin();
  if (engine.isDead) return engine.refuseFailed();
  if (!role) return engine.refuse('CONNECTION_TYPE_NOT_SET');
  if (onlyRole === undefined || role === onlyRole) return undefined;
  engine.refuse('SHOULD_NOT_HAVE_BEEN_CALLED');
  return 0;
}

function proceed({ engine, errors }: HandshakeHost, step: (connection: Connection) => Progress): number {
  errors.clear();
  if (!engine.writeBio) {
    engine.want = wants.WRITING;
    engine.errorState = 'syscall';
    return -1;
  }
  const connection = engine.start();
  if (typeof connection === 'number') return connection;
  if (connection.peerClosed) return engine.awaitNothing();
  const stop = engine.advance(connection, step);
  if (typeof stop === 'number') return stop;
  if (stop === 'closed') return 0;
  // Data that only a read can take: early data, or what is left from before a renegotiation.
  if (stop === 'has-data') return engine.refuse('UNEXPECTED_RECORD');
  // What is left may be a buffering BIO that could not pass on the end of the flight.
  return engine.send(connection) ?? 1;
}

/** Notes what a handshake has come to. */
function settle({ engine, watch }: HandshakeHost, result: number): number {
  const { connection } = engine;
  if (!connection) return result;
  if (result > 0) {
    engine.handshakeDone = true;
    // A renegotiation waits until all that has come is read.
    engine.renegotiationOwed &&= connection.bufferedInput > 0 || connection.readable > 0;
  }
  watch.exit(result, result < 0 && engine.want === wants.READING);
  return result;
}
