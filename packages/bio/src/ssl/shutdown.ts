import type { Connection } from '@proj/handshake';
import { type Engine, recordStep } from './engine.js';
import { shutdownBits } from './options.js';

/** What closing needs beside the engine. */
export interface ShutdownHost {
  readonly engine: Engine;
  readonly role: 'client' | 'server' | undefined;
  readonly quietShutdown: boolean;
  sentShutdown: boolean;
  /** Whether the caller counts the peer's direction as closed. */
  readonly receivedShutdown: boolean;
  setShutdown(bits: number): void;
}

/**
 * SSL_shutdown(3): the first call sends close_notify and returns 0, or 1 when the peer's has come already; the next waits
 * for the peer's and returns 1. −1 when that has to wait, or fails: SSL_get_error(3) tells which.
 */
export function shutdown(host: ShutdownHost): number {
  const { engine } = host;
  engine.begin();
  if (!host.role) return engine.refuse('UNINITIALIZED');
  if (engine.isDead) return engine.refuseFailed();
  if (host.quietShutdown) {
    host.setShutdown(shutdownBits.SENT | shutdownBits.RECEIVED);
    return 1;
  }
  const { connection } = engine;
  if (engine.inInit || !connection) return engine.refuse('SHUTDOWN_WHILE_IN_INIT');
  if (!host.sentShutdown) {
    host.sentShutdown = true;
    connection.close();
    engine.link.oweFlush();
    return sent(host, connection);
  }
  if (connection.output.pending > 0 || engine.link.owesFlush) return sent(host, connection);
  return hasClosed(host, connection) ? 1 : awaitClose(engine, connection);
}

/** Our close_notify goes out: 0, or 1 when the peer's has come already. */
function sent(host: ShutdownHost, connection: Connection): number {
  return host.engine.send(connection) ?? (hasClosed(host, connection) ? 1 : 0);
}

/** Whether the peer has closed, or the caller says so. */
function hasClosed({ receivedShutdown }: ShutdownHost, { peerClosed }: Connection): boolean {
  return receivedShutdown || peerClosed;
}

/** Reads until the peer's close_notify: messages are processed, data is a failure, as it would be lost. */
function awaitClose(engine: Engine, connection: Connection): number {
  for (;;) {
    if (connection.readable > 0) return engine.die('APPLICATION_DATA_AFTER_CLOSE_NOTIFY');
    const stop = engine.advance(connection, recordStep);
    if (stop === 'closed') return 1;
    if (typeof stop === 'number') return -1;
  }
}
