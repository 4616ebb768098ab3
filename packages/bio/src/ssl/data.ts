import type { Connection } from '@proj/handshake';
import type { EarlyData } from './early-data.js';
import { type Engine, recordStep } from './engine.js';
import { sslModes } from './options.js';

/** Seals at most one record: the bytes taken, or −1. */
type Seal = (engine: Engine, connection: Connection, data: Uint8Array) => number;

/** Seals application data. */
export const sealData: Seal = (engine, connection, data) => engine.seal(connection, data);
/** Seals data that goes ahead of the complete handshake. */
export const sealEarly: Seal = (engine, connection, data) => engine.sealEarly(connection, data);

/** What reading and writing need beside the engine. */
export interface DataHost {
  readonly engine: Engine;
  readonly role: 'client' | 'server' | undefined;
  readonly mode: number;
  readonly sentShutdown: boolean;
  /** Whether the caller counts the peer's direction as closed. */
  readonly receivedShutdown: boolean;
  readonly early: EarlyData;
  /** SSL_do_handshake(3), for a handshake that is owed. */
  doHandshake(): number;
}

/** SSL_read(3) and, when `keep` says so, SSL_peek(3): at most one record. */
export function readData(host: DataHost, into: Uint8Array, keep: boolean): number {
  const { engine } = host;
  engine.begin();
  if (!host.role) return engine.refuse('UNINITIALIZED');
  if (host.early.barsData && !engine.isDead) return refuseForEarlyData(engine);
  if (host.receivedShutdown) return engine.countAsClosed();
  const waiting = engine.connection;
  if (waiting && waiting.readable > 0) return take(waiting, into, keep);
  if (engine.isDead) return engine.refuseFailed();
  if (waiting?.peerClosed) return 0;
  // A renegotiation goes on record by record: what the peer sent before it knew is data still.
  const connection = waiting?.renegotiationPending ? waiting : ready(host);
  if (typeof connection === 'number') return connection;
  for (;;) {
    const stop = engine.advance(connection, recordStep);
    if (typeof stop === 'number') {
      engine.tellInterrupted();
      return stop;
    }
    if (stop === 'closed') return 0;
    if (connection.readable > 0) return take(connection, into, keep);
    if (mustReturn(host, connection)) return waitForMore(engine, connection);
  }
}

/** Without AUTO_RETRY a read returns after a record or a handshake that held no data, even over a blocking BIO. */
function mustReturn({ mode }: DataHost, connection: Connection): boolean {
  if ((mode & sslModes.AUTO_RETRY) !== 0 || connection.isHandshaking) return false;
  return connection.bufferedInput === 0 && !connection.peerClosed;
}

function waitForMore(engine: Engine, connection: Connection): number {
  const stuck = engine.sendFlight(connection, false);
  return stuck ?? engine.awaitInput();
}

function take(connection: Connection, into: Uint8Array, keep: boolean): number {
  return keep ? connection.peek(into) : connection.read(into);
}

/** Completes the handshake where one is owed. A number is the result of a call that can not go on. */
function ready(host: DataHost): Connection | number {
  const { engine } = host;
  if (engine.inInit || engine.renegotiationOwed) {
    const result = host.doHandshake();
    if (result <= 0) return -1;
  }
  return engine.connection ?? -1;
}

/** Writes that were begun and could not be completed must be repeated as they were (SSL_write(3)). */
interface PendingWrite {
  readonly data: Uint8Array;
  /** Bytes that have been sealed into records. */
  readonly taken: number;
}

/** SSL_write(3) for one connection. */
export class Writer {
  #pending: PendingWrite | undefined;

  /** Whether a write has to be repeated. */
  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** Forgets a write that was not completed. */
  clear(): void {
    this.#pending = undefined;
  }

  /** The count that was written, at least one record where partial writes are enabled, else all of it; or −1. */
  write(host: DataHost, data: Uint8Array): number {
    const { engine } = host;
    engine.begin();
    if (!host.role) return engine.refuse('UNINITIALIZED');
    if (host.sentShutdown) return engine.refuse('PROTOCOL_IS_SHUTDOWN');
    if (engine.isDead) return engine.refuseFailed();
    if (host.early.barsData) return refuseForEarlyData(engine);
    const connection = ready(host);
    if (typeof connection === 'number') return connection;
    return engine.settleFailure() ?? this.put(host, connection, data, sealData);
  }

  /** Writes once a connection is ready for it. */
  put(host: Pick<DataHost, 'engine' | 'mode'>, connection: Connection, data: Uint8Array, seal: Seal): number {
    const misused = this.#misused(host, data);
    if (misused !== undefined) return misused;
    const { engine, mode } = host;
    let taken = this.#pending?.taken ?? 0;
    for (;;) {
      const stuck = engine.send(connection);
      if (stuck !== undefined) {
        this.#pending = taken > 0 ? { data, taken } : undefined;
        return stuck;
      }
      const partial = taken > 0 && (mode & sslModes.ENABLE_PARTIAL_WRITE) !== 0;
      if (taken === data.length || partial) {
        this.#pending = undefined;
        return taken;
      }
      const sealed = seal(engine, connection, data.subarray(taken));
      if (sealed < 0) return sealed;
      taken += sealed;
    }
  }

  /** A repeated write that is another one: what is on its way already can not be taken back. */
  #misused({ engine, mode }: Pick<DataHost, 'engine' | 'mode'>, data: Uint8Array): number | undefined {
    const pending = this.#pending;
    if (!pending) return undefined;
    if (data.length < pending.taken) return engine.abort('BAD_LENGTH');
    if ((mode & sslModes.ACCEPT_MOVING_WRITE_BUFFER) !== 0 || isSamePlace(pending.data, data))
      return undefined;
    return engine.abort('BAD_WRITE_RETRY');
  }
}

/** libssl's answer is 0. */
function refuseForEarlyData(engine: Engine): number {
  engine.refuse('SHOULD_NOT_HAVE_BEEN_CALLED');
  return 0;
}

function isSamePlace(a: Uint8Array, b: Uint8Array): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset;
}
