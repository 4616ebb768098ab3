import { readFileSync } from 'node:fs';
import type { Bio, MemoryBio, PairBio, Ssl, SslBio, SslContext } from '@proj/bio';
import * as openssl from '@proj/bio/openssl';
import type { CryptoProvider } from '@proj/crypto';
import type { Fields } from '../model/observation.ts';
import type { Call, Setting } from '../model/scenario.ts';
import type { End, EndTemplate, Implementation } from './end.ts';
import { Events } from './our-events.ts';
import { observe } from './our-observation.ts';
import { setConnection, setContext } from './our-settings.ts';

/** Bytes of each buffer that is written from and read into. */
const bufferBytes = 70_000;

/** This library, through its OpenSSL names. */
export class Ours implements Implementation {
  readonly name: string;
  readonly #provider: CryptoProvider;

  constructor(provider: CryptoProvider) {
    this.name = `@proj/bio on ${provider.name}`;
    this.#provider = provider;
  }

  async open(_side: 'client' | 'server', template: EndTemplate): Promise<End> {
    return new OurEnd(this.#provider, template);
  }
}

class OurEnd implements End {
  readonly #template: EndTemplate;
  readonly #context: SslContext;
  readonly #events = new Events();
  readonly #buffers = [pattern(), pattern()] as const;
  readonly #into = new Uint8Array(bufferBytes);
  #made: OurConnection | undefined;

  constructor(provider: CryptoProvider, template: EndTemplate) {
    this.#template = template;
    this.#context = openssl.SSL_CTX_new(openssl.TLS_method(), provider);
    // What libssl does unless it is told otherwise.
    openssl.SSL_CTX_set_verify(this.#context, openssl.SSL_VERIFY_NONE);
    openssl.SSL_CTX_clear_options(this.#context, openssl.SSL_OP_NO_RENEGOTIATION);
    this.#context.recordPerMessage = true;
  }

  async set(setting: Setting): Promise<void> {
    if (setting[0] === 'watch') this.#events.watch(this.#context);
    else if (this.#made) setConnection(this.#made, setting);
    else setContext(this.#context, setting, (path) => readFileSync(path, 'utf8'));
  }

  async start(): Promise<void> {
    this.#made = connect(openssl.SSL_new(this.#context), this.#template);
  }

  async call([name, number = 0, buffer = 0]: Call): Promise<Fields> {
    const made = this.#connection;
    const { ssl, filter } = made;
    const into = this.#into.subarray(0, number);
    const from = this.#buffers[buffer === 0 ? 0 : 1].subarray(0, number);
    const seen = (ret: number, data?: Uint8Array): Fields =>
      observe(made, { ret, io: true, data }, this.#events);
    const noted = (ret: number): Fields => observe(made, { ret, io: false, data: undefined }, this.#events);
    switch (name) {
      case 'handshake':
        return seen(filter ? openssl.BIO_do_handshake(filter) : openssl.SSL_do_handshake(ssl));
      case 'read':
        return seen(filter ? openssl.BIO_read(filter, into) : openssl.SSL_read(ssl, into), into);
      case 'write':
        return seen(filter ? openssl.BIO_write(filter, from) : openssl.SSL_write(ssl, from));
      case 'connect':
        return seen(openssl.SSL_connect(ssl));
      case 'accept':
        return seen(openssl.SSL_accept(ssl));
      case 'peek':
        return seen(openssl.SSL_peek(ssl, into), into);
      case 'shutdown':
        return seen(openssl.SSL_shutdown(ssl));
      case 'set_connect_state':
        openssl.SSL_set_connect_state(ssl);
        return noted(1);
      case 'set_accept_state':
        openssl.SSL_set_accept_state(ssl);
        return noted(1);
      case 'flush': {
        const bio = openssl.SSL_get_wbio(ssl);
        return noted(bio ? openssl.BIO_flush(bio) : 0);
      }
      case 'renegotiate':
        return noted(openssl.SSL_renegotiate(ssl));
      case 'renegotiate_abbreviated':
        return noted(openssl.SSL_renegotiate_abbreviated(ssl));
      case 'key_update':
        return noted(openssl.SSL_key_update(ssl, number));
      case 'set_shutdown':
        openssl.SSL_set_shutdown(ssl, number);
        return noted(1);
      case 'clear':
        return noted(openssl.SSL_clear(ssl));
    }
  }

  async take(most: number): Promise<Uint8Array> {
    const into = new Uint8Array(Math.min(most, openssl.BIO_ctrl_pending(this.#connection.output)));
    const count = openssl.BIO_read(this.#connection.output, into);
    return into.subarray(0, Math.max(count, 0));
  }

  async put(bytes: Uint8Array): Promise<number> {
    return Math.max(openssl.BIO_write(this.#connection.input, bytes), 0);
  }

  async end(): Promise<void> {
    const { pair, memory } = this.#connection;
    if (pair) openssl.BIO_shutdown_wr(pair.outer);
    if (memory) openssl.BIO_set_mem_eof_return(memory, 0);
  }

  async free(): Promise<void> {
    if (this.#made) openssl.SSL_free(this.#made.ssl);
    this.#made = undefined;
    openssl.ERR_clear_error();
  }

  get #connection(): OurConnection {
    if (!this.#made) throw new Error('this end is not started');
    return this.#made;
  }
}

/** A connection, and what it stands on. */
export interface OurConnection {
  readonly ssl: Ssl;
  readonly filter: SslBio | undefined;
  readonly pair: { readonly inner: PairBio; readonly outer: PairBio } | undefined;
  /** The memory BIO that it reads from, where there is no pair. */
  readonly memory: MemoryBio | undefined;
  /** Where the transport puts what is to be received, and takes what was sent. */
  readonly input: Bio;
  readonly output: Bio;
}

function connect(ssl: Ssl, { bio, capacity }: EndTemplate): OurConnection {
  if (bio === 'memory') {
    const memory = openssl.BIO_new(openssl.BIO_s_mem());
    const output = openssl.BIO_new(openssl.BIO_s_mem());
    openssl.SSL_set_bio(ssl, memory, output);
    return { ssl, filter: undefined, pair: undefined, memory, input: memory, output };
  }
  const [inner, outer] = openssl.BIO_new_bio_pair(capacity, capacity);
  const transport = { pair: { inner, outer }, memory: undefined, input: outer, output: outer };
  if (bio !== 'filter') {
    const buffered = bio === 'buffer' || bio === 'reader';
    const own = buffered ? openssl.BIO_push(openssl.BIO_new(openssl.BIO_f_buffer()), inner) : inner;
    openssl.SSL_set_bio(ssl, own, bio === 'reader' ? inner : own);
    return { ssl, filter: undefined, ...transport };
  }
  const filter = openssl.BIO_set_ssl(ssl, true);
  openssl.BIO_push(filter, inner);
  return { ssl, filter, ...transport };
}

function pattern(): Uint8Array {
  return Uint8Array.from({ length: bufferBytes }, (_, index) => index);
}
