import type { Connection, Progress } from '@proj/handshake';
import type { Engine } from './engine.js';
import type { ErrorQueue } from './error-queue.js';
import { wants } from './get-error.js';
import type { Watch } from './info.js';

/** What driving a handshake needs beside the engine. */
export interface HandshakeHost {
  readonly engine: Engine;
  readonly errors: ErrorQueue;
  readonly watch: Watch;
  readonly role: 'client' | 'server' | undefined;
  /** The one role that is allowed, if there is only one. */
  readonly onlyRole: 'client' | 'server' | undefined;
}

/**
 * SSL_do_handshake(3): 1 when the handshake is complete; 0 when the peer ended it by the rules of the protocol, with
 * close_notify or a fatal alert; −1 when it failed, or has to wait. SSL_get_error(3) tells which.
 */
export function doHandshake(host: HandshakeHost): number {
  const { engine, watch } = host;
  engine.begin();
  if (engine.isDead) return engine.refuseFailed();
  if (!host.role) return engine.refuse('CONNECTION_TYPE_NOT_SET');
  if (host.onlyRole !== undefined && host.role !== host.onlyRole) {
    engine.refuse('SHOULD_NOT_HAVE_BEEN_CALLED');
    return 0;
  }
  if (!engine.inInit && !engine.renegotiationOwed) return 1;
  host.errors.clear();
  if (!engine.writeBio) {
    engine.want = wants.WRITING;
    engine.errorState = 'syscall';
    return -1;
  }
  const result = run(engine);
  if (engine.connection) watch.exit(result, result < 0 && engine.want === wants.READING);
  return result;
}

const handshakeStep = (connection: Connection): Progress => connection.handshake();

function run(engine: Engine): number {
  const connection = engine.start();
  if (typeof connection === 'number') return connection;
  if (connection.peerClosed) return engine.awaitNothing();
  const stop = engine.advance(connection, handshakeStep);
  if (typeof stop === 'number') return stop;
  if (stop !== 'done') return 0;
  // What is left may be a buffering BIO that could not pass on the end of the flight.
  const stuck = engine.send(connection);
  if (stuck !== undefined) return stuck;
  engine.handshakeDone = true;
  // A renegotiation waits until all that has come is read.
  engine.renegotiationOwed &&= connection.bufferedInput > 0 || connection.readable > 0;
  return 1;
}
