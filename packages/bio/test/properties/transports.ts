import { Bio, BufferBio, createBioPair, MemoryBio, type PairBio, SslBio } from '../../src/index.js';
import type { Ssl } from '../../src/ssl/ssl.js';

/** How many bytes each call on a BIO moves at most, in turn; 0 makes the caller wait. */
type Sizes = readonly number[];

/** How a connection's bytes come and go. */
export interface Splits {
  /** Bytes that each direction of a pair holds. */
  readonly capacity: number;
  readonly client: Sizes;
  readonly server: Sizes;
}

/** What each end sent, as the network saw it. */
interface Tap {
  readonly client: number[];
  readonly server: number[];
}

/** Something that carries bytes between two connections. */
export interface Transport {
  readonly client: Bio;
  readonly server: Bio;
  readonly tap: Tap;
  /** Moves bytes where nothing else does. */
  pump(): void;
}

/** The next of some sizes, over and over. */
class Turns {
  readonly #sizes: Sizes;
  #at = 0;

  constructor(sizes: Sizes) {
    this.#sizes = sizes;
  }

  next(): number {
    return this.#sizes[this.#at++ % this.#sizes.length] ?? 1;
  }
}

/**
 * Passes on at most as many bytes per call as a list says. Reads and writes follow the list each on their own: with one
 * count for both, a caller whose calls keep step with the list could wait for ever.
 */
class StutteringBio extends Bio {
  readonly #half: PairBio;
  readonly #reads: Turns;
  readonly #writes: Turns;
  readonly #sent: number[];

  constructor(half: PairBio, sizes: Sizes, sent: number[]) {
    super();
    this.#half = half;
    this.#reads = new Turns(sizes);
    this.#writes = new Turns(sizes);
    this.#sent = sent;
  }

  protected override readBytes(into: Uint8Array): number {
    const size = this.#reads.next();
    if (size === 0) return this.retryRead();
    const count = this.#half.read(into.subarray(0, size));
    this.copyRetry(this.#half);
    return count;
  }

  protected override writeBytes(data: Uint8Array): number {
    const size = this.#writes.next();
    if (size === 0) return this.retryWrite();
    const count = this.#half.write(data.subarray(0, size));
    this.copyRetry(this.#half);
    if (count > 0) this.#sent.push(...data.subarray(0, count));
    return count;
  }
}

/** A memory BIO each way for each end, and someone who carries the bytes over. */
export function overMemory({ client, server }: Splits): Transport {
  const tap: Tap = { client: [], server: [] };
  const [near, far] = [new MemoryEnd(), new MemoryEnd()];
  const [clientTurns, serverTurns] = [new Turns(client), new Turns(server)];
  return {
    client: near,
    server: far,
    tap,
    pump: () => {
      carry(near.outgoing, far.incoming, clientTurns.next(), tap.client);
      carry(far.outgoing, near.incoming, serverTurns.next(), tap.server);
    },
  };
}

/** Two memory BIOs as one. */
class MemoryEnd extends Bio {
  readonly incoming: MemoryBio = new MemoryBio();
  readonly outgoing: MemoryBio = new MemoryBio();

  protected override readBytes(into: Uint8Array): number {
    const count = this.incoming.read(into);
    this.copyRetry(this.incoming);
    return count;
  }

  protected override writeBytes(data: Uint8Array): number {
    return this.outgoing.write(data);
  }
}

function carry(from: MemoryBio, to: MemoryBio, size: number, sent: number[]): void {
  const bytes = new Uint8Array(Math.min(size, from.pending));
  if (bytes.length === 0) return;
  from.read(bytes);
  to.write(bytes);
  sent.push(...bytes);
}

const nothing = (): void => {};

/** A BIO pair. */
export function overPair({ capacity, client, server }: Splits): Transport {
  const tap: Tap = { client: [], server: [] };
  const [near, far] = createBioPair(capacity, capacity);
  return {
    client: new StutteringBio(near, client, tap.client),
    server: new StutteringBio(far, server, tap.server),
    tap,
    pump: nothing,
  };
}

/** Buffering BIOs in front of a pair; what they hold is as long as the pair. */
export function overBuffer(splits: Splits): Transport {
  const pair = overPair(splits);
  const size = Math.max(1, splits.capacity >> 1);
  return {
    ...pair,
    client: new BufferBio(size).push(pair.client),
    server: new BufferBio(size).push(pair.server),
  };
}

/** What a caller works with: the connection, or a BIO that filters through it. */
export interface End {
  readonly ssl: Ssl;
  doHandshake(): number;
  read(into: Uint8Array): number;
  write(data: Uint8Array): number;
}

/** The connection itself over a BIO. */
export function plainEnd(ssl: Ssl, bio: Bio): End {
  ssl.setBio(bio, bio);
  return {
    ssl,
    doHandshake: () => ssl.doHandshake(),
    read: (into) => ssl.read(into),
    write: (data) => ssl.write(data),
  };
}

/** BIO_f_ssl(3) at the head of a chain, with a buffering BIO behind it. */
export function filterEnd(ssl: Ssl, bio: Bio): End {
  const head = new SslBio(ssl);
  head.push(new BufferBio(100).push(bio));
  return {
    ssl,
    doHandshake: () => head.doHandshake(),
    read: (into) => head.read(into),
    write: (data) => head.write(data),
  };
}
