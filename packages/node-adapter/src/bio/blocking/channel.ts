import type { MessagePort } from 'node:worker_threads';
import type { Address, Endpoint } from '../endpoint.js';
import { SharedRing } from './shared-ring.js';

/** Words that both threads see: 32-bit integers at the beginning of a channel's memory. */
export const words = {
  /** Counts what happened in the worker; the caller's thread waits for it to change. */
  events: 0,
  /** Bits of {@link status}. */
  status: 1,
  inHead: 2,
  inTail: 3,
  outHead: 4,
  outTail: 5,
  /** 1 while the worker sleeps until there is something to send. */
  wantsOutput: 6,
  /** 1 while the worker holds back input for which there was no room. */
  wantsRoom: 7,
} as const;

/** What the worker says of a channel; bits are only ever added. */
export const status = {
  /** It is connected, or it listens. */
  open: 1,
  /** The peer sends nothing more. */
  ended: 2,
  /** It failed: the reason lies in the channel's port. */
  failed: 4,
} as const;

const controlSize = 64;

/** Bytes of each of a channel's two rings: several TLS records, as little as a kernel's socket buffer. */
const ringSize = 64 * 1024;

/** What the caller's thread asks the worker for. */
export type Order =
  | { readonly kind: 'connect'; readonly endpoint: Endpoint; readonly link: Link }
  | { readonly kind: 'listen'; readonly endpoint: Endpoint; readonly link: Link }
  | { readonly kind: 'end' };

/**
 * What is said on a channel's port towards the worker. That a port was closed would reach the worker only in a turn of the
 * caller's event loop: so it is said.
 */
export type Request =
  | { readonly kind: 'wake' }
  | { readonly kind: 'accept'; readonly link: Link }
  | { readonly kind: 'end-writing' }
  | { readonly kind: 'close' };

/** What is said on a channel's port towards the caller's thread, before its status says so. */
export type Report =
  | { readonly kind: 'open'; readonly local: Address; readonly remote: Address }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** An error of the system, as it crosses from one thread to another. */
export interface PlainError {
  readonly message: string;
  readonly code?: string;
  readonly errno?: number;
  readonly syscall?: string;
}

/** One end's means of speaking to the other. */
export interface Link {
  readonly memory: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** The memory of a channel, seen from either thread. */
export class Channel {
  readonly words: Int32Array;
  /** From the network. */
  readonly input: SharedRing;
  /** To the network; a byte leaves it when the system has taken it. */
  readonly output: SharedRing;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, controlSize / 4);
    this.input = new SharedRing(
      this.words,
      { head: words.inHead, tail: words.inTail },
      new Uint8Array(memory, controlSize, ringSize),
    );
    this.output = new SharedRing(
      this.words,
      { head: words.outHead, tail: words.outTail },
      new Uint8Array(memory, controlSize + ringSize, ringSize),
    );
  }

  /** Memory for a channel. */
  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(controlSize + 2 * ringSize);
  }

  /** Whether the worker has said this of the channel: bits of {@link status}. */
  is(bits: number): boolean {
    return (Atomics.load(this.words, words.status) & bits) !== 0;
  }

  /** For the worker: says something of the channel, and wakes the caller's thread. */
  tell(bits = 0): void {
    Atomics.or(this.words, words.status, bits);
    Atomics.add(this.words, words.events, 1);
    Atomics.notify(this.words, words.events);
  }
}
