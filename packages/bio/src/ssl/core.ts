import { TLS13 } from '@proj/crypto';
import { Connection, type Session } from '@proj/handshake';
import { configureClient, configureServer } from './configure.js';
import { Writer } from './data.js';
import { EarlyData } from './early-data.js';
import { Engine } from './engine.js';
import { type ErrorQueue, sslEntry } from './error-queue.js';
import type { HookHost } from './hooks.js';
import { Watch } from './info.js';
import { shutdownBits, sslModes, sslOptions } from './options.js';
import type { SslReason } from './reasons.js';
import type { Ssl } from './ssl.js';
import type { SslContext } from './ssl-context.js';
import { verifyOk } from './verification.js';

/** What a connection of SSL_new(3) holds, and what its calls work on, each in a room of its own. */
export class SslCore {
  readonly ssl: Ssl;
  context: SslContext;
  role: 'client' | 'server' | undefined;
  engine: Engine;
  watch: Watch;
  readonly writer: Writer = new Writer();
  /** On a client, the session that it was given last, or is to resume. */
  session: Session | undefined;
  early: EarlyData = new EarlyData();
  sentShutdown = false;
  receivedShutdown = false;
  /** What verification of the peer's chain came to. */
  verifyResult: number = verifyOk;
  /** Renegotiations that SSL_clear_num_renegotiations(3) has taken off. */
  renegotiationsSeen = 0;
  /** Where sessions are looked for: they stay where they are when a server's name makes the context another. */
  readonly #sessions: SslContext;

  constructor(ssl: Ssl, context: SslContext) {
    this.ssl = ssl;
    this.context = context;
    this.#sessions = context;
    this.watch = this.#newWatch();
    this.engine = this.#newEngine();
  }

  get errors(): ErrorQueue {
    return this.context.errors;
  }

  get onlyRole(): 'client' | 'server' | undefined {
    return this.context.onlyRole;
  }

  get mode(): number {
    return this.ssl.mode;
  }

  get options(): bigint {
    return this.ssl.options;
  }

  get quietShutdown(): boolean {
    return this.ssl.quietShutdown;
  }

  doHandshake(): number {
    return this.ssl.doHandshake();
  }

  /** SSL_get_shutdown(3). */
  get shutdownState(): number {
    const sent = this.sentShutdown ? shutdownBits.SENT : 0;
    const received = this.receivedShutdown || this.engine.receivedShutdown ? shutdownBits.RECEIVED : 0;
    return sent | received;
  }

  /** SSL_set_shutdown(3). */
  setShutdown(bits: number): void {
    this.sentShutdown = (bits & shutdownBits.SENT) !== 0;
    this.receivedShutdown = (bits & shutdownBits.RECEIVED) !== 0;
  }

  /** Notes why a call that does no I/O is refused. Returns 0. */
  refuse(reason: SslReason): 0 {
    this.errors.push(sslEntry(reason));
    return 0;
  }

  /** Takes a role, and begins anew. */
  begin(role: 'client' | 'server'): void {
    this.role = role;
    this.reset();
  }

  /** A session whose connection failed, or ended without our close_notify, is not to be resumed (RFC 5246, 7.2). */
  forgetBadSession(): void {
    const { failure, inInit } = this.engine;
    if (failure || !(inInit || this.sentShutdown)) this.session = undefined;
  }

  /** Forgets the connection. Settings, BIOs, role and session stay. */
  reset(): void {
    const { link } = this.engine;
    this.engine.endJob();
    this.watch = this.#newWatch();
    this.engine = this.#newEngine();
    link.moveTo(this.engine.link);
    this.early = new EarlyData();
    this.writer.clear();
    this.setShutdown(0);
    this.renegotiationsSeen = 0;
    this.verifyResult = verifyOk;
  }

  #newWatch(): Watch {
    const { ssl } = this;
    const core = this;
    return new Watch({
      get role() {
        return core.role ?? 'client';
      },
      get version() {
        return ssl.negotiated?.version;
      },
      info: (where, ret) => ssl.infoCallback?.(ssl, where, ret),
      // Before a version is negotiated, libssl tells the highest that is enabled.
      message: (direction, contentType, bytes) => {
        const version = ssl.negotiated?.version ?? ssl.maxVersion ?? TLS13;
        ssl.messageCallback?.(ssl, direction, version, contentType, bytes);
      },
      session: (session) => {
        this.session = session;
        ssl.newSessionCallback?.(ssl, session);
      },
      get keyLog() {
        const callback = ssl.keyLogCallback;
        return callback && ((line: string) => callback(ssl, line));
      },
    });
  }

  #newEngine(): Engine {
    const { ssl } = this;
    const core = this;
    return new Engine({
      watch: this.watch,
      get errors() {
        return core.errors;
      },
      get readAhead() {
        return ssl.readAhead;
      },
      get jobs() {
        return (ssl.mode & sslModes.ASYNC) === 0 ? undefined : ssl.asyncJobs;
      },
      get options() {
        return ssl.options;
      },
      get ignoreUnexpectedEof() {
        return (ssl.options & sslOptions.IGNORE_UNEXPECTED_EOF) !== 0n;
      },
      get autoRetry() {
        return (ssl.mode & sslModes.AUTO_RETRY) !== 0;
      },
      connect: () => this.#connect(),
    });
  }

  #connect(): Connection {
    const role = this.role ?? 'client';
    const host = this.#hookHost(role);
    const config =
      role === 'client'
        ? configureClient(host, this.watch, this.ssl.serverName)
        : configureServer(host, this.watch);
    return new Connection(config);
  }

  #hookHost(role: 'client' | 'server'): HookHost {
    const { context, engine, ssl, watch } = this;
    return {
      ssl,
      role,
      get certificateRequests() {
        return watch.certificateRequests;
      },
      certificateCache: context.certificateCache,
      verificationCache: context.verificationCache,
      sessions: this.#sessions,
      early: this.early,
      noteVerification: (code) => {
        this.verifyResult = code;
      },
      pause: (want, again) => engine.pause(want, again),
    };
  }
}
