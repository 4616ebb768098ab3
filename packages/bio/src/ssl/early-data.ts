import { TLS13 } from '@proj/crypto';
import type { Connection, Progress } from '@proj/handshake';
import type { SslCore } from './core.js';
import { sealData, sealEarly } from './data.js';
import { type Engine, recordStep } from './engine.js';
import { drive } from './handshake.js';
import { sslModes } from './options.js';
import type { SslReason } from './reasons.js';

/** What SSL_read_early_data(3) answers. */
export const earlyDataReads = { ERROR: 0, SUCCESS: 1, FINISH: 2 } as const;

/** What SSL_get_early_data_status(3) answers. */
export const earlyDataStatuses = { NOT_SENT: 0, REJECTED: 1, ACCEPTED: 2 } as const;

/** An answer of SSL_get_early_data_status(3). */
export type EarlyDataStatus = (typeof earlyDataStatuses)[keyof typeof earlyDataStatuses];

/** What SSL_read_early_data(3) answers, and how many bytes it read. */
export interface EarlyRead {
  readonly ret: (typeof earlyDataReads)[keyof typeof earlyDataReads];
  readonly readbytes: number;
}

/** What SSL_write_early_data(3) answers, and how many bytes it wrote. */
export interface EarlyWrite {
  readonly ret: 0 | 1;
  readonly written: number;
}

const failed: EarlyWrite & EarlyRead = { ret: earlyDataReads.ERROR, written: 0, readbytes: 0 };

/**
 * How far a connection is with its early data. A client: `connecting` until its ClientHello is out, then `writing`, with
 * `flushing` in between where the transport is full. A server: `accepting` until it has answered the ClientHello, then
 * `reading`, then `read`.
 */
type Stage = 'none' | 'connecting' | 'writing' | 'flushing' | 'accepting' | 'reading' | 'read' | 'over';

/** Where a connection stands with its early data. */
export class EarlyData {
  stage: Stage = 'none';
  /** Whether the handshake rests for early data, and counts as not running (SSL_in_init(3)). */
  isResting = false;
  /** Bytes of the write that is being flushed. */
  written = 0;

  /** Whether a client is to offer early data. */
  get isOffered(): boolean {
    return this.stage === 'connecting';
  }

  /** Whether a server's application takes early data: it asked for it before the handshake. */
  get isTaken(): boolean {
    return this.stage === 'accepting';
  }

  /**
   * Whether SSL_read(3) and SSL_write(3) have to wait: what came could be taken for data that is not early, and what goes
   * would have to wait for a handshake that early data is to go before.
   */
  get barsData(): boolean {
    return this.stage === 'connecting' || this.stage === 'accepting' || this.stage === 'reading';
  }

  /** The handshake goes on: a client writes no more early data. */
  resumeHandshake(): void {
    this.isResting = false;
    if (this.stage === 'connecting' || this.stage === 'writing' || this.stage === 'flushing')
      this.stage = 'over';
  }
}

/**
 * SSL_write_early_data(3). A client's first call, instead of a handshake, sends the ClientHello and early data behind it,
 * as its session allows; calls that follow send more, until the handshake goes on. A server writes before the client's
 * Finished has come, once it has begun to read early data.
 */
export function writeEarlyData(core: SslCore, data: Uint8Array): EarlyWrite {
  const { early, engine } = core;
  engine.begin();
  if (engine.isDead) return refused(engine);
  if (core.role === 'server') return writeBeforeFinished(core, data);
  if (early.stage === 'none' && mayOffer(core)) early.stage = 'connecting';
  if (early.stage === 'connecting' && !connect(core)) return failed;
  const { connection } = engine;
  if (!connection) return refused(engine);
  if (early.stage === 'flushing') return flush(core, connection, early.written);
  if (early.stage !== 'writing') return refused(engine);
  if (!core.writer.isPending && data.length > connection.earlyDataLeft)
    return refused(engine, 'TOO_MUCH_EARLY_DATA');
  const written = core.writer.put(whole(core), connection, data, sealEarly);
  if (written < 0) return failed;
  return flush(core, connection, written);
}

/**
 * SSL_read_early_data(3), on a server instead of its handshake: `SUCCESS` with early data; `FINISH` when there is no more,
 * or none was sent or taken, and the handshake is to go on; `ERROR` where SSL_get_error(3) says why not.
 */
export function readEarlyData(core: SslCore, into: Uint8Array): EarlyRead {
  const { early, engine } = core;
  engine.begin();
  if (engine.isDead) return refused(engine);
  if (early.stage === 'none' && core.role === 'server' && !engine.connection) early.stage = 'accepting';
  if (early.stage === 'accepting' && !accept(core)) return failed;
  const { connection } = engine;
  if (early.stage !== 'reading' || !connection) return refused(engine);
  while (connection.readable > 0 || connection.stateName === 'server13-end-of-early-data') {
    if (connection.readable > 0) return { ret: earlyDataReads.SUCCESS, readbytes: connection.read(into) };
    const stop = engine.advance(connection, recordStep);
    if (typeof stop === 'number' || stop === 'closed') return failed;
  }
  early.stage = 'read';
  return { ret: earlyDataReads.FINISH, readbytes: 0 };
}

/** SSL_get_early_data_status(3): a client that has no answer yet counts as rejected. */
export function earlyDataStatus({ engine }: SslCore): EarlyDataStatus {
  const { earlyData = 'none' } = engine.connection?.negotiated ?? {};
  if (earlyData === 'none') return earlyDataStatuses.NOT_SENT;
  return earlyData === 'accepted' ? earlyDataStatuses.ACCEPTED : earlyDataStatuses.REJECTED;
}

function mayOffer({ engine, role, session }: SslCore): boolean {
  return role === 'client' && !engine.connection && (session?.fields.maxEarlyData ?? 0) > 0;
}

/** Sends the ClientHello. Answers whether early data may follow. */
function connect(core: SslCore): boolean {
  if (drive(core, helloStep) <= 0) return false;
  if (core.engine.connection?.negotiated.earlyData === 'offered') return rest(core, 'writing');
  // The session fits these settings no more. The handshake goes on as any other.
  core.early.resumeHandshake();
  refused(core.engine);
  return false;
}

/** Answers the ClientHello. Answers whether early data may be read. */
function accept(core: SslCore): boolean {
  return drive(core, answerStep) > 0 && rest(core, 'reading');
}

function rest({ early, engine, watch }: SslCore, stage: 'writing' | 'reading'): true {
  early.stage = stage;
  early.isResting = engine.inInit;
  if (early.isResting) watch.rest();
  return true;
}

/** A client's ClientHello, and no more. */
function helloStep(connection: Connection): Progress {
  return connection.stateName === 'idle' ? connection.handshake() : sent(connection);
}

/** A server's answer to the ClientHello, and no more: what follows in TLS 1.3 may be early data. */
function answerStep(connection: Connection): Progress {
  const { negotiated, stateName } = connection;
  const isAnswered = negotiated.version === TLS13 && stateName !== 'server-client-hello';
  return isAnswered ? sent(connection) : connection.handshake();
}

function sent({ output }: Connection): Progress {
  return output.pending > 0 ? { kind: 'has-output', bytes: output.pending } : { kind: 'done' };
}

/** Pushes what was written on to the transport: until that is done, the call is to be repeated. */
function flush({ early, engine }: SslCore, connection: Connection, written: number): EarlyWrite {
  early.written = written;
  early.stage = 'flushing';
  engine.link.oweFlush();
  if (engine.send(connection) !== undefined) return failed;
  early.stage = 'writing';
  return { ret: 1, written };
}

function writeBeforeFinished(core: SslCore, data: Uint8Array): EarlyWrite {
  const { early, engine } = core;
  const { connection } = engine;
  if (!connection || (early.stage !== 'reading' && early.stage !== 'read')) return refused(engine);
  if (core.sentShutdown) return refused(engine, 'PROTOCOL_IS_SHUTDOWN');
  const seal = connection.isHandshaking ? sealEarly : sealData;
  const written = core.writer.put(whole(core), connection, data, seal);
  return written < 0 ? failed : { ret: 1, written };
}

/** Early data is written whole, whatever SSL_MODE_ENABLE_PARTIAL_WRITE says. */
function whole({ engine, mode }: SslCore): { readonly engine: Engine; readonly mode: number } {
  return { engine, mode: mode & ~sslModes.ENABLE_PARTIAL_WRITE };
}

function refused(engine: Engine, reason: SslReason = 'SHOULD_NOT_HAVE_BEEN_CALLED'): EarlyWrite & EarlyRead {
  if (engine.isDead) engine.refuseFailed();
  else engine.refuse(reason);
  return failed;
}
