/**
 * TLS over Web Streams: any pair of a readable and a writable stream of bytes (a TCP socket of Deno, of Cloudflare Workers
 * or of Node.js through `toWeb`, a WebSocketStream, a WebTransport stream) becomes a pair that is encrypted.
 *
 * @packageDocumentation
 */
import type { Certificate, VerifiedChain } from '@proj/crypto/x509';
import { MemoryBio } from './bio/memory.js';
import { sslErrors } from './ssl/get-error.js';
import { Ssl } from './ssl/ssl.js';
import type { SslContext } from './ssl/ssl-context.js';

/** What is needed of a stream to read from. */
export interface ByteSource {
  /** Locks the stream, and gives what reads from it. */
  getReader(): {
    /** The next chunk, or the end. */
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    /** Wants no more. */
    cancel(reason?: unknown): Promise<void>;
  };
}

/** What is needed of a stream to write to. */
export interface ByteSink {
  /** Locks the stream, and gives what writes to it. */
  getWriter(): {
    /** Resolves when the stream takes more. */
    write(chunk: Uint8Array): Promise<void>;
    /** Resolves when all is written. */
    close(): Promise<void>;
    /** Drops what was not written yet. */
    abort(reason?: unknown): Promise<void>;
  };
}

/** What carries the bytes of the connection. */
export interface ByteTransport {
  readonly readable: ByteSource;
  readonly writable: ByteSink;
}

/** What is needed of an `AbortSignal`. */
export interface Abort {
  readonly aborted: boolean;
  readonly reason: unknown;
  /** Calls `listener` when it is aborted. */
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
}

/** `ReadableStream` where the platform's types know it, else the part that is used here. */
export type PlainReadable = typeof globalThis extends { ReadableStream: { prototype: infer Stream } }
  ? Stream
  : ByteSource;

/** `WritableStream` where the platform's types know it, else the part that is used here. */
export type PlainWritable = typeof globalThis extends { WritableStream: { prototype: infer Stream } }
  ? Stream
  : ByteSink;

/** What a handshake agreed on. */
export interface HandshakeInfo {
  /** Such as `TLSv1.3`. */
  readonly version: string;
  /** IANA's name of the cipher suite. */
  readonly cipherSuite: string;
  /** The application protocol. */
  readonly alpn: string | undefined;
  /** The name that the client asked for. */
  readonly serverName: string | undefined;
  /** The peer's certificates as it sent them, leaf first. */
  readonly peerChain: readonly Certificate[];
  /** The path that verification found. */
  readonly verifiedChain: VerifiedChain | undefined;
  /** The connection, for what else can be asked of it. It must not be driven. */
  readonly ssl: Ssl;
}

/** An encrypted connection's plaintext side. */
export interface TlsStreams {
  /**
   * What the peer sends, in chunks of one record at most. Ends with the peer's close_notify; a transport that ends without
   * one is an error, as what came may have been truncated.
   */
  readonly readable: PlainReadable;
  /** What the peer is to get. Closing it sends close_notify and closes the transport's writable side; reading may go on. */
  readonly writable: PlainWritable;
  /** Settles when the handshake has: with what was agreed on, or the error. The streams wait for it by themselves. */
  readonly ready: Promise<HandshakeInfo>;
}

/** How to connect as a client. */
export interface ConnectOptions {
  /** The name to ask for and to verify, or an IP address to verify. */
  readonly serverName: string;
  /** Ends the connection. */
  readonly signal?: Abort | undefined;
}

/** How to accept as a server. */
export interface AcceptOptions {
  /** Ends the connection. */
  readonly signal?: Abort | undefined;
}

/** Begins a TLS connection as a client. The handshake starts at once. */
export function connectTls(
  transport: ByteTransport,
  context: SslContext,
  options: ConnectOptions,
): TlsStreams {
  const ssl = new Ssl(context);
  ssl.serverName = options.serverName;
  ssl.setConnectState();
  return new Pipe(ssl, transport).open(options.signal);
}

/** Begins a TLS connection as a server. The handshake starts at once. */
export function acceptTls(
  transport: ByteTransport,
  context: SslContext,
  options: AcceptOptions = {},
): TlsStreams {
  const ssl = new Ssl(context);
  ssl.setAcceptState();
  return new Pipe(ssl, transport).open(options.signal);
}

interface ReadableController {
  enqueue(chunk: Uint8Array): void;
  close(): void;
  error(reason: unknown): void;
}

interface WritableController {
  error(reason: unknown): void;
}

// The platform's, typed as far as they are used: the package sees no DOM library.
declare const ReadableStream: new (
  source: {
    start(controller: ReadableController): void;
    pull(controller: ReadableController): Promise<void>;
    cancel(reason: unknown): Promise<void>;
  },
  strategy: { highWaterMark: number },
) => PlainReadable;
declare const WritableStream: new (
  sink: {
    start(controller: WritableController): void;
    write(chunk: Uint8Array): Promise<void>;
    close(): Promise<void>;
    abort(reason: unknown): Promise<void>;
  },
  strategy: { highWaterMark: number },
) => PlainWritable;

/** Bytes of plaintext that are sealed before the transport is waited for. */
const writeSize = 64 * 1024;

/** Drives a connection between the transport's streams and the two that it offers. */
class Pipe {
  readonly #ssl: Ssl;
  readonly #incoming = new MemoryBio();
  readonly #outgoing = new MemoryBio();
  readonly #reader: ReturnType<ByteSource['getReader']>;
  readonly #writer: ReturnType<ByteSink['getWriter']>;
  readonly #plain = new Uint8Array(16 * 1024);
  #readable: ReadableController | undefined;
  #writable: WritableController | undefined;
  #ready: Promise<HandshakeInfo> | undefined;
  #error: { readonly reason: unknown } | undefined;
  #sent: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;

  constructor(ssl: Ssl, { readable, writable }: ByteTransport) {
    this.#ssl = ssl;
    ssl.setBio(this.#incoming, this.#outgoing);
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
  }

  open(signal: Abort | undefined): TlsStreams {
    const ready = this.#handshake();
    this.#ready = ready;
    // Who looks at the streams only gets the error from them.
    ready.catch(() => {});
    const readable = new ReadableStream(
      {
        start: (controller) => {
          this.#readable = controller;
        },
        pull: (controller) => this.#pull(controller),
        cancel: (reason) => this.#reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
    const writable = new WritableStream(
      {
        start: (controller) => {
          this.#writable = controller;
        },
        write: (chunk) => this.#write(chunk),
        close: () => this.#close(),
        abort: (reason) => this.#writer.abort(reason),
      },
      { highWaterMark: 1 },
    );
    if (signal?.aborted) this.#abort(signal.reason);
    else signal?.addEventListener('abort', () => this.#abort(signal.reason), { once: true });
    return { readable, writable, ready };
  }

  async #handshake(): Promise<HandshakeInfo> {
    const ssl = this.#ssl;
    await this.#drive(() => ssl.doHandshake());
    if (!ssl.isInitFinished) throw this.#fail(new Error('the peer closed the connection in the handshake'));
    return {
      version: ssl.version,
      cipherSuite: ssl.cipher?.name ?? '',
      alpn: ssl.alpnSelected,
      serverName: ssl.requestedServerName,
      peerChain: ssl.peerChain,
      verifiedChain: ssl.verifiedChain,
      ssl,
    };
  }

  async #pull(controller: ReadableController): Promise<void> {
    await this.#ready;
    const count = await this.#drive(() => this.#ssl.read(this.#plain));
    if (count > 0) controller.enqueue(this.#plain.slice(0, count));
    else controller.close();
  }

  async #write(chunk: Uint8Array): Promise<void> {
    await this.#ready;
    for (let at = 0; at < chunk.length; at += writeSize) {
      await this.#drive(() => this.#ssl.write(chunk.subarray(at, at + writeSize)));
      await this.#sent;
    }
  }

  async #close(): Promise<void> {
    await this.#ready;
    this.#ssl.shutdown();
    this.#send();
    await this.#sent;
    await this.#writer.close();
  }

  /** Repeats a call until it has a result: a positive one, or 0 for the peer's close_notify. */
  async #drive(call: () => number): Promise<number> {
    for (;;) {
      if (this.#error) throw this.#error.reason;
      const ret = call();
      const error = this.#ssl.getError(ret);
      const { openDecision } = this.#ssl;
      this.#send();
      if (error === sslErrors.NONE) return ret;
      if (error === sslErrors.ZERO_RETURN) return 0;
      if (error === sslErrors.WANT_READ) await this.#receive();
      else if (error === sslErrors.WANT_ASYNC && openDecision) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          openDecision.whenSettled(resolve);
        });
      } else throw this.#fail(this.#ssl.failure ?? unanswered(error));
    }
  }

  /** Takes the transport's next bytes, when they are needed and not before. */
  async #receive(): Promise<void> {
    const { done, value } = await this.#reader.read().catch((error: unknown) => {
      throw this.#fail(error);
    });
    if (done) this.#incoming.eofReturn = 0;
    else if (value) this.#incoming.write(value);
  }

  /**
   * Gives the transport what is to go out, in order. Only who writes data waits for it: the peer may have stopped reading,
   * and its last words can be there to read all the same.
   */
  #send(): void {
    if (this.#outgoing.pending === 0) return;
    const bytes = this.#outgoing.data.slice();
    this.#outgoing.reset();
    this.#sent = this.#writer.write(bytes);
    this.#sent.catch((error) => this.#end(error));
  }

  /** Lets go of the transport after an error; our alert, if there is one, is on its way. */
  #fail(error: unknown): unknown {
    if (!this.#end(error)) return error;
    this.#writable?.error(error);
    this.#writer.close().catch(() => {});
    return error;
  }

  /** Ends everything at once: the peer gets no close_notify. */
  #abort(reason: unknown): void {
    if (!this.#end(reason)) return;
    this.#readable?.error(reason);
    this.#writable?.error(reason);
    this.#writer.abort(reason).catch(() => {});
  }

  /** Whatever is under way ends with this error, unless one came before. A read that waits is woken by the cancelling. */
  #end(reason: unknown): boolean {
    if (this.#error) return false;
    this.#error = { reason };
    this.#wake?.();
    this.#reader.cancel(reason).catch(() => {});
    return true;
  }
}

function unanswered(error: number): Error {
  return new Error(
    `a callback wants to be called again (SSL_get_error gives ${error}), and streams can not know when: answer at once, or through a decision`,
  );
}
