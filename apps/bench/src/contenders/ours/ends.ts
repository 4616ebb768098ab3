import { type Bio, Ssl, SslContext, sslErrors } from '@proj/bio';
import type { CryptoProvider } from '@proj/crypto';
import type { Kind } from '../../contender.ts';
import type { Profile } from '../../profile.ts';

/** What a contender of ours is made of. */
export interface OursOptions {
  readonly name: string;
  readonly provider: CryptoProvider;
  readonly profile: Profile;
  /** Let the client remember chains that it has verified; otherwise each handshake verifies anew, as node:tls does. */
  readonly rememberChains?: boolean;
  readonly kind?: Kind;
  /** Send requests as early data. */
  readonly earlyData?: boolean;
  /** Join small writes by a buffering BIO over the filter BIO of the connection, as C programs do. */
  readonly buffered?: boolean;
}

/** One end: the SSL object, and the BIO below it. */
export interface End<B extends Bio = Bio> {
  readonly ssl: Ssl;
  readonly bio: B;
}

/** Bytes of early data that a server takes. */
const maxEarlyData = 16_384;

/** The contexts of both ends, and the session to resume. */
export class Contexts {
  readonly options: OursOptions;
  readonly #server: SslContext;
  readonly #client: SslContext;
  #session: Ssl['session'];

  constructor(options: OursOptions) {
    const { earlyData = false, profile, provider, rememberChains = false } = options;
    const { version, suite, group } = profile;
    const suites = version === 'TLSv1.3' ? { cipherSuites: suite } : { cipherList: suite };
    const common = { provider, minVersion: version, maxVersion: version, groups: group, ...suites };
    this.options = options;
    this.#client = new SslContext({
      ...common,
      trust: profile.rootPem,
      ...(rememberChains ? {} : { verificationCache: 'none' as const }),
    });
    this.#server = new SslContext({
      ...common,
      certificate: profile.chainPem,
      privateKey: profile.keyPem,
    });
    for (const context of [this.#client, this.#server]) context.readAhead = true;
    if (earlyData) this.#server.maxEarlyData = maxEarlyData;
  }

  client<B extends Bio>(bio: B): End<B> {
    const ssl = new Ssl(this.#client);
    ssl.setBio(bio, bio);
    ssl.setConnectState();
    ssl.serverName = this.options.profile.host;
    if (this.#session) ssl.session = this.#session;
    return { ssl, bio };
  }

  server<B extends Bio>(bio: B): End<B> {
    const ssl = new Ssl(this.#server);
    ssl.setBio(bio, bio);
    ssl.setAcceptState();
    return { ssl, bio };
  }

  /** Whether the client has yet to read the ticket that the next one is to resume by; TLS 1.2 gives it in the handshake. */
  awaitsTicket({ ssl }: End): boolean {
    const { kind, profile } = this.options;
    return kind === 'resumed' && profile.version === 'TLSv1.3' && ssl.session === this.#session;
  }

  /** Keeps the session for the next client. Throws where one was offered and not taken. */
  keepSession({ ssl }: End): void {
    if (this.options.kind !== 'resumed') return;
    if (this.#session && !ssl.sessionReused) throw new Error('the server did not resume the session');
    this.#session = ssl.session;
  }
}

/** One attempt: the result, or `undefined` when it has to be repeated after waiting. */
export function attempt({ ssl }: End, call: () => number): number | undefined {
  const ret = call();
  if (ret > 0) return ret;
  const error = ssl.getError(ret);
  if (error === sslErrors.WANT_READ || error === sslErrors.WANT_WRITE || error === sslErrors.WANT_CONNECT)
    return undefined;
  throw ssl.failure ?? new Error(`a call answered ${ret}, SSL_get_error ${error}`);
}
