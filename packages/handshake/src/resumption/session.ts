import {
  type CipherSuite,
  cipherSuiteById,
  equalBytes,
  type ProtocolVersion,
  Reader,
  TLS13,
  TlsError,
  versions,
  Writer,
} from '@proj/crypto';

/** What a session is made of. */
export interface SessionFields {
  /** The version it was negotiated in, which it is resumed in. */
  readonly version: ProtocolVersion;
  /** TLS 1.2 resumes this very suite, TLS 1.3 any suite with its hash. */
  readonly suite: CipherSuite;
  /** The PSK of TLS 1.3 (RFC 8446, 4.6.1), the master secret of TLS 1.2. */
  readonly secret: Uint8Array;
  /** When it was made, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** Seconds that it may be resumed for. */
  readonly lifetime: number;
  /** Milliseconds to add to a ticket's age (RFC 8446, 4.2.11.1). */
  readonly ageAdd: number;
  /** Most bytes of early data; 0 for none (RFC 8446, 4.2.10). */
  readonly maxEarlyData: number;
  /** The name that the client wanted. */
  readonly serverName: string | undefined;
  /** The application protocol, which early data is bound to. */
  readonly alpn: string | undefined;
  /** What the server bound it to: see `sessionContext` of the server's configuration. */
  readonly context: Uint8Array;
  /** The peer's certificates as it sent them, DER, leaf first. */
  readonly peerChain: readonly Uint8Array[];
  /** Whether a path from the peer's certificate to a trust anchor was found. */
  readonly verified: boolean;
  /** TLS 1.2: whether the master secret is an extended one (RFC 7627). */
  readonly extendedMasterSecret: boolean;
  /** TLS 1.2: whether records were encrypted before they were authenticated (RFC 7366). */
  readonly encryptThenMac: boolean;
  /** TLS 1.2: the session id, when the server keeps the session; otherwise empty. */
  readonly sessionId: Uint8Array;
  /** The server's ticket, on the client; empty when there is none. */
  readonly ticket: Uint8Array;
}

/** First byte of a serialised session: other layouts get other numbers, and are not taken. */
const layout = 1;
const what = 'session';

/**
 * A session that a later connection can resume. It holds a secret: whoever reads it can take the place of either end.
 */
export class Session {
  /** What it is made of. */
  readonly fields: SessionFields;
  #offered = false;
  #ended = false;

  constructor(fields: SessionFields) {
    this.fields = fields;
  }

  /** When it ends, in milliseconds since the epoch. */
  get expiresAt(): number {
    return this.fields.createdAt + 1000 * this.fields.lifetime;
  }

  /**
   * Whether a connection may still offer it at this time: a session of TLS 1.3 is offered once, since using a ticket
   * again lets an onlooker link connections (RFC 8446, C.4), and one that was ended not at all.
   */
  isFresh(now: number): boolean {
    const single = this.fields.version === TLS13;
    return !this.#ended && !(single && this.#offered) && this.isAlive(now);
  }

  /** Whether its lifetime has begun and not ended. A clock that was set back ends it. */
  isAlive(now: number): boolean {
    return now >= this.fields.createdAt && now < this.expiresAt;
  }

  /** Notes that a connection offers it. */
  markOffered(): void {
    this.#offered = true;
  }

  /** Lets no connection offer it any more, as after a fatal alert (RFC 5246, 7.2.2). Its bytes do not tell. */
  end(): void {
    this.#ended = true;
  }

  /** Its bytes, with a version in front. They are as secret as the session is. */
  serialize(): Uint8Array {
    const { fields } = this;
    return new Writer(256)
      .u8(layout)
      .u16(fields.version)
      .u16(fields.suite.id)
      .vector8(fields.secret)
      .u32(Math.floor(fields.createdAt / 2 ** 32))
      .u32(fields.createdAt % 2 ** 32)
      .u32(fields.lifetime)
      .u32(fields.ageAdd)
      .u32(fields.maxEarlyData)
      .u8(flags(fields))
      .vector16(utf8(fields.serverName))
      .vector8(utf8(fields.alpn))
      .vector8(fields.context)
      .vector8(fields.sessionId)
      .vector16(fields.ticket)
      .vector24((chain) => {
        for (const certificate of fields.peerChain) chain.vector24(certificate);
      })
      .finish();
  }

  /**
   * The session of such bytes, copied. Throws a `TlsError` `DECODE_ERROR` for any others.
   *
   * @param suites - Suites that it may be of beside those of today: `legacyCipherSuites`.
   */
  static parse(bytes: Uint8Array, suites: readonly CipherSuite[] = []): Session {
    const reader = new Reader(bytes.slice(), what);
    if (reader.u8() !== layout) throw reader.error('these bytes have another layout');
    const version = knownVersion(reader);
    const suite = knownSuite(reader.u16(), suites);
    if (!suite) throw reader.error('its cipher suite is unknown');
    const secret = reader.vector8(1);
    const createdAt = reader.u32() * 2 ** 32 + reader.u32();
    const lifetime = reader.u32();
    const ageAdd = reader.u32();
    const maxEarlyData = reader.u32();
    const bits = reader.u8();
    const names = [reader.vector16(), reader.vector8()].map((name) => decoder.decode(name));
    const context = reader.vector8();
    const sessionId = reader.vector8();
    const ticket = reader.vector16();
    const peerChain = readChain(reader.vector24());
    reader.end();
    return new Session({
      version,
      suite,
      secret,
      createdAt,
      lifetime,
      ageAdd,
      maxEarlyData,
      serverName: names[0] || undefined,
      alpn: names[1] || undefined,
      context,
      sessionId,
      ticket,
      peerChain,
      verified: (bits & 1) !== 0,
      extendedMasterSecret: (bits & 2) !== 0,
      encryptThenMac: (bits & 4) !== 0,
    });
  }
}

/** The session of bytes that a store kept or a ticket held; `undefined` when they are of another layout or time. */
export function parseStored(bytes: Uint8Array, suites?: readonly CipherSuite[]): Session | undefined {
  try {
    return Session.parse(bytes, suites);
  } catch (error) {
    if (error instanceof TlsError) return undefined;
    throw error;
  }
}

/** Whether a server may resume this session here: its lifetime, the name, and what the server bound it to. */
export function isBoundTo(
  session: Session,
  now: number,
  serverName: string | undefined,
  context: Uint8Array,
): boolean {
  const { fields } = session;
  return session.isAlive(now) && fields.serverName === serverName && equalBytes(fields.context, context);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function utf8(text: string | undefined): Uint8Array {
  return encoder.encode(text ?? '');
}

function flags({ verified, extendedMasterSecret, encryptThenMac }: SessionFields): number {
  return (verified ? 1 : 0) | (extendedMasterSecret ? 2 : 0) | (encryptThenMac ? 4 : 0);
}

function knownSuite(id: number, suites: readonly CipherSuite[]): CipherSuite | undefined {
  return cipherSuiteById(id) ?? suites.find((suite) => suite.id === id);
}

function knownVersion(reader: Reader): ProtocolVersion {
  const number = reader.u16();
  const version = Object.values(versions).find((one) => one === number);
  if (version === undefined) throw reader.error('its version is unknown');
  return version;
}

function readChain(bytes: Uint8Array): Uint8Array[] {
  const list = new Reader(bytes, what);
  const chain: Uint8Array[] = [];
  while (list.remaining > 0) chain.push(list.vector24(1));
  return chain;
}
