import { type Aead, type AeadKey, type CryptoProvider, equalBytes, type Random, wipe } from '@proj/crypto';

/** Seals a server's sessions into tickets, and opens those that come back (RFC 5077, 4). */
export interface TicketProtector {
  /** A ticket that only {@link TicketProtector.open} can read, or an empty one for none. `now` is in milliseconds since the epoch. */
  seal(session: Uint8Array, now: number): Uint8Array;
  /** What was sealed; `undefined` for a ticket that was not, that was changed, or whose key is gone. */
  open(ticket: Uint8Array, now: number): Uint8Array | undefined;
}

/** A key for tickets, to share between servers. */
export interface TicketKey {
  /** 16 bytes that stand in the ticket in the clear. */
  readonly name: Uint8Array;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** What {@link TicketKeys} is made with. */
export interface TicketKeysOptions {
  /** Where the AEAD comes from: AES-256-GCM, else ChaCha20-Poly1305. */
  readonly provider: CryptoProvider;
  /** Where keys and nonces come from; default the provider's. */
  readonly random?: Random;
  /**
   * Keys of the caller's own: the first seals, all open, and none is ever replaced. Default: random keys that are.
   */
  readonly keys?: readonly TicketKey[];
  /** Seconds that a random key seals for; default 43,200 (half a day). */
  readonly rotateEvery?: number;
  /** Seconds that a key opens for after it sealed last: the lifetime of tickets, at most 7 days (the default). */
  readonly openFor?: number;
}

/** First byte of a ticket: other layouts get other numbers. */
const layout = 1;
const nameLength = 16;
const keyLength = 32;
const nonceLength = 12;
const headerLength = 1 + nameLength + nonceLength;

/** Random nonces of 96 bits may serve 2^32 times under one key (NIST SP 800-38D, 8.3). */
const maxSeals = 2 ** 32;

interface LiveKey {
  readonly name: Uint8Array;
  readonly key: AeadKey;
  readonly since: number;
  seals: number;
}

/**
 * Tickets under an AEAD. A key seals for half a day and opens for as long as what it has sealed may live, so that a key
 * that leaks opens no more than the sessions of that time; it is wiped then.
 */
export class TicketKeys implements TicketProtector {
  readonly #aead: Aead;
  readonly #random: Random;
  readonly #rotateEvery: number;
  readonly #openFor: number;
  readonly #fixed: boolean;
  /** The one that seals comes first. */
  #keys: LiveKey[];

  /** Throws a `RangeError` for keys of wrong lengths, and for a provider without an AEAD of 256-bit keys. */
  constructor({ provider, random, keys = [], rotateEvery = 43_200, openFor = 604_800 }: TicketKeysOptions) {
    const aead = provider.aead('AES-256-GCM') ?? provider.aead('CHACHA20-POLY1305');
    if (!aead) throw new RangeError(`the provider "${provider.name}" has no AEAD for tickets`);
    for (const { name, key } of keys) {
      if (name.length === nameLength && key.length === keyLength) continue;
      throw new RangeError(`a ticket key has a name of ${nameLength} bytes and ${keyLength} bytes of key`);
    }
    this.#aead = aead;
    this.#random = random ?? provider.random;
    this.#rotateEvery = 1000 * rotateEvery;
    this.#openFor = 1000 * openFor;
    this.#fixed = keys.length > 0;
    this.#keys = keys.map(({ name, key }) => ({
      name: name.slice(),
      key: aead.key(key),
      since: 0,
      seals: 0,
    }));
  }

  seal(session: Uint8Array, now: number): Uint8Array {
    const live = this.#sealingKey(now);
    live.seals += 1;
    const ticket = new Uint8Array(headerLength + session.length + this.#aead.tagLength);
    ticket[0] = layout;
    ticket.set(live.name, 1);
    ticket.set(this.#random(nonceLength), 1 + nameLength);
    ticket.set(session, headerLength);
    const header = ticket.subarray(0, headerLength);
    live.key.seal(header.subarray(1 + nameLength), header, ticket.subarray(headerLength));
    return ticket;
  }

  open(ticket: Uint8Array, now: number): Uint8Array | undefined {
    if (ticket[0] !== layout || ticket.length < headerLength + this.#aead.tagLength) return undefined;
    if (!this.#fixed) this.#retire(now);
    const header = ticket.subarray(0, headerLength);
    const name = header.subarray(1, 1 + nameLength);
    const live = this.#keys.find((one) => equalBytes(one.name, name));
    if (!live) return undefined;
    // A copy: an AEAD may open in place, and the ticket is a part of the transcript.
    return live.key.open(header.subarray(1 + nameLength), header, ticket.slice(headerLength));
  }

  #sealingKey(now: number): LiveKey {
    if (!this.#fixed) this.#retire(now);
    const [current] = this.#keys;
    const lasts = current && (this.#fixed || now < current.since + this.#rotateEvery);
    if (current && lasts && current.seals < maxSeals) return current;
    const name = this.#random(nameLength);
    const secret = this.#random(keyLength);
    const made = { name, key: this.#aead.key(secret), since: now, seals: 0 };
    wipe(secret);
    this.#keys.unshift(made);
    return made;
  }

  /** Wipes the keys whose tickets have all ended. */
  #retire(now: number): void {
    const kept: LiveKey[] = [];
    for (const key of this.#keys) {
      if (now < key.since + this.#rotateEvery + this.#openFor) kept.push(key);
      else key.key.destroy();
    }
    this.#keys = kept;
  }
}
