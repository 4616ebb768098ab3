import { Bio } from './bio.js';
import { BioError } from './bio-error.js';
import { DatagramQueue } from './datagram-queue.js';

/** Where a datagram comes from or goes to (BIO_ADDR(3)). It is carried, and never looked at. */
export interface DatagramAddress {
  readonly address: string;
  readonly port: number;
}

/** One datagram of `sendMany` and `receiveMany` (BIO_MSG of BIO_sendmmsg(3)). */
export interface DatagramMessage {
  /** The bytes to send, or a buffer to be filled. */
  data: Uint8Array;
  /** Set by receiving: how many bytes of `data` were filled. */
  length?: number;
  /** The other end: where to send to, or, set by receiving, where it came from. */
  peer?: DatagramAddress | undefined;
  /** Our end: where to send from, or, set by receiving, where it was sent to. */
  local?: DatagramAddress | undefined;
}

/** What the user of a half says of itself: bits for `caps` (BIO_dgram_set_caps(3)). */
export const datagramCaps = {
  /** Honours the source addresses of what the other half writes. */
  HANDLES_SRC_ADDR: 1,
  /** Honours the destination addresses of what the other half writes. */
  HANDLES_DST_ADDR: 2,
  /** Gives source addresses with what it writes. */
  PROVIDES_SRC_ADDR: 4,
  /** Gives destination addresses with what it writes. */
  PROVIDES_DST_ADDR: 8,
} as const;

/** Bytes that a datagram BIO's buffer has at least when its size is set, as in libcrypto. */
const leastBuffer = 1024;

/** Bytes of a datagram that fit into an Ethernet frame with an IPv4 and a UDP header: the MTU until another is set. */
const defaultMtu = 1472;

/** What datagram BIOs have in common: a write puts one datagram into a queue, a read takes one out. */
export abstract class DatagramBio extends Bio {
  /** Whether a read into too small a buffer fails, and the datagram stays; otherwise its rest is lost (BIO_dgram_set_no_trunc(3)). */
  noTruncation = false;
  /** Bits of {@link datagramCaps} that the other half is told (BIO_dgram_set_caps(3)). */
  caps = 0;
  /** The source of datagrams that name none (BIO_dgram_set0_local_addr(3)). */
  localAddress: DatagramAddress | undefined;
  /** What is written here. */
  readonly #queue: DatagramQueue;
  #mtu: number = defaultMtu;
  #localAddressEnabled = false;

  /** @param grows Whether the queue holds whatever is written, until a size is set. */
  protected constructor(grows: boolean) {
    super();
    this.#queue = new DatagramQueue(9 * (DatagramQueue.overhead + defaultMtu), grows);
  }

  /** The BIO whose datagrams are read here; `undefined` when there is none. */
  protected abstract get source(): DatagramBio | undefined;

  /** BIO_dgram_get_mtu(3): the largest datagram that is meant to be written, in bytes. Nothing enforces it. */
  get mtu(): number {
    return this.#mtu;
  }

  /** BIO_dgram_set_mtu(3): for both halves of a pair. */
  set mtu(bytes: number) {
    this.#mtu = bytes;
    if (this.source) this.source.#mtu = bytes;
  }

  /** BIO_dgram_get_effective_caps(3): what the other half says of itself. */
  get effectiveCaps(): number {
    return this.source?.caps ?? 0;
  }

  /** BIO_dgram_get_local_addr_cap(3): whether the other half both honours source and gives destination addresses. */
  get canUseLocalAddress(): boolean {
    const { HANDLES_SRC_ADDR, PROVIDES_DST_ADDR } = datagramCaps;
    return (~this.effectiveCaps & (HANDLES_SRC_ADDR | PROVIDES_DST_ADDR)) === 0;
  }

  /** Whether messages may name their local address. */
  get localAddressEnabled(): boolean {
    return this.#localAddressEnabled;
  }

  /** BIO_dgram_set_local_addr_enable(3). False, and nothing changes, unless {@link DatagramBio.canUseLocalAddress}. */
  enableLocalAddress(enable: boolean): boolean {
    if (!this.canUseLocalAddress) return false;
    this.#localAddressEnabled = enable;
    return true;
  }

  /** BIO_get_write_buf_size(3): bytes that fit, with some for each datagram's addresses. */
  get writeBufferSize(): number {
    return this.#queue.capacity;
  }

  /** BIO_get_write_guarantee(3): the largest datagram that the next write takes; 0 when one as large as the MTU would not fit. */
  get writeGuarantee(): number {
    const room = this.#queue.room - DatagramQueue.overhead;
    return room < this.#mtu ? 0 : room;
  }

  /** The length of the next datagram to be read; 0 when there is none. */
  override get pending(): number {
    const { source } = this;
    return source ? (source.#queue.next?.data.length ?? 0) : 0;
  }

  override get writePending(): number {
    return 0;
  }

  /** True only where nothing can ever come: datagrams have no end. */
  override get eof(): boolean {
    return this.source === undefined;
  }

  /**
   * BIO_sendmmsg(3): writes datagrams with their addresses; how many. −1 when not even the first is taken, with the reason as
   * `cause`: `NON_FATAL` when there is no room. The retry flags stay as they are.
   */
  sendMany(messages: readonly DatagramMessage[]): number {
    return this.#each(messages, (message) => this.#send(message.data, message.local, message.peer));
  }

  /**
   * BIO_recvmmsg(3): reads datagrams into the messages' buffers, and sets their `length`, `peer` and, where that is enabled,
   * `local`; how many. −1 as {@link DatagramBio.sendMany}.
   */
  receiveMany(messages: readonly DatagramMessage[]): number {
    return this.#each(messages, (message) => this.#receive(message));
  }

  /** Forgets what was written here and not read yet. */
  protected override resetState(): number {
    this.discard();
    return 1;
  }

  /** Forgets what was written here and not read yet. */
  protected discard(): void {
    this.#queue.clear();
  }

  /** Fixes how many bytes fit: at least 1024, and not less than what waits. */
  protected fixBufferSize(size: number): void {
    this.#queue.resize(Math.max(size, leastBuffer));
  }

  protected override readBytes(into: Uint8Array): number {
    const message: DatagramMessage = { data: into };
    const failure = this.#receive(message);
    if (!failure) return message.length ?? 0;
    return failure.code === 'NON_FATAL' && this.pending === 0 ? this.retryRead() : this.fail(failure);
  }

  protected override writeBytes(data: Uint8Array): number {
    const failure = this.#send(data, undefined, undefined);
    if (!failure) return data.length;
    return failure.code === 'NON_FATAL' ? this.retryWrite() : this.fail(failure);
  }

  #each(
    messages: readonly DatagramMessage[],
    move: (message: DatagramMessage) => BioError | undefined,
  ): number {
    let moved = 0;
    for (const message of messages) {
      const failure = move(message);
      if (failure) return moved > 0 ? moved : this.fail(failure);
      moved += 1;
    }
    return moved;
  }

  #send(
    data: Uint8Array,
    local: DatagramAddress | undefined,
    peer: DatagramAddress | undefined,
  ): BioError | undefined {
    const { source } = this;
    if (!source) return unpaired();
    if (local && !this.#localAddressEnabled) return localNotAvailable();
    if (peer && (source.caps & datagramCaps.HANDLES_DST_ADDR) === 0) {
      return new BioError(
        'PEER_ADDR_NOT_AVAILABLE',
        'the other half does not say HANDLES_DST_ADDR in its caps',
      );
    }
    const isIn = this.#queue.put({
      data: data.slice(),
      source: local ?? this.localAddress,
      destination: peer,
    });
    return isIn ? undefined : new BioError('NON_FATAL', 'there is no room for this datagram now');
  }

  #receive(message: DatagramMessage): BioError | undefined {
    const { source } = this;
    if (!source) return unpaired();
    const datagram = source.#queue.next;
    if (!datagram) return new BioError('NON_FATAL', 'there is no datagram now');
    if (this.noTruncation && datagram.data.length > message.data.length) {
      return new BioError(
        'NON_FATAL',
        `the next datagram has ${datagram.data.length} bytes: give a buffer as large`,
      );
    }
    source.#queue.drop();
    message.length = Math.min(datagram.data.length, message.data.length);
    message.data.set(datagram.data.subarray(0, message.length));
    message.peer = datagram.source;
    if (this.#localAddressEnabled) message.local = datagram.destination;
    return undefined;
  }
}

function unpaired(): BioError {
  return new BioError('UNINITIALIZED', 'this BIO is in no pair; make one with createDatagramPair()');
}

function localNotAvailable(): BioError {
  return new BioError(
    'LOCAL_ADDR_NOT_AVAILABLE',
    'call enableLocalAddress(true) before messages name a local address',
  );
}
