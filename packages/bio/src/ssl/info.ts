import { TLS13 } from '@proj/crypto';
import type { Direction, MessageName, Observer, Session } from '@proj/handshake';
import { contentTypes } from '@proj/record';
import {
  type HandshakeState,
  stateAfter,
  stateBefore,
  stateEarlyData,
  stateError,
  stateOk,
} from './state-strings.js';

/** The `where` of an info callback (SSL_CTX_set_info_callback(3)). */
export const infoEvents = {
  LOOP: 0x01,
  EXIT: 0x02,
  READ: 0x04,
  WRITE: 0x08,
  HANDSHAKE_START: 0x10,
  HANDSHAKE_DONE: 0x20,
  CONNECT: 0x1000,
  ACCEPT: 0x2000,
  ALERT: 0x4000,
} as const;

/** What a watch tells of. */
export interface WatchTarget {
  readonly role: 'client' | 'server';
  /** The negotiated version, as far as it is known. */
  readonly version: number | undefined;
  info(where: number, ret: number): void;
  message(direction: Direction, contentType: number, bytes: Uint8Array): void;
  /** Takes key log lines; `undefined` where nobody wants them, and no secret need be put into text. */
  readonly keyLog: ((line: string) => void) | undefined;
  session(session: Session): void;
}

/** The level of a fatal alert (RFC 8446, 6). */
const fatal = 2;

interface HeldMessage {
  readonly direction: Direction;
  readonly contentType: number;
  readonly bytes: Uint8Array;
}

/**
 * Turns what a connection's observer sees into libssl's callbacks in libssl's order, and keeps the state that
 * SSL_state_string(3) tells. libssl reports LOOP before each step, so that the state is the one being left, and once more
 * when a flight ends; a message is reported in the state that it leads to.
 */
export class Watch implements Observer {
  readonly #target: WatchTarget;
  #state: HandshakeState = stateBefore;
  #phase: 'writing' | 'reading' = 'writing';
  /** How often a server has asked for a certificate. */
  certificateRequests = 0;
  #complete = false;
  #doneOwed = false;
  #isResting = false;
  #held: HeldMessage | undefined;
  /** The state that a call is in while it can not write the KeyUpdate that it is for. */
  #unsent: HandshakeState | undefined;

  constructor(target: WatchTarget) {
    this.#target = target;
  }

  /** Where the handshake is. */
  get state(): HandshakeState {
    return this.#state;
  }

  /** A fatal error happened here. */
  failed(): void {
    this.#complete = true;
    this.#state = stateError(this.#state.number);
  }

  /** The state machine stops for now: it waits, or is done, or has failed. */
  exit(ret: number, waitsForInput: boolean): void {
    if (waitsForInput) this.#endFlight();
    if (ret < 0 && this.#unsent) this.#state = this.#unsent;
    if (ret > 0) {
      this.#unsent = undefined;
      this.#state = stateOk;
      this.#tellDone();
    }
    this.#target.info(this.#role | infoEvents.EXIT, ret);
  }

  /** The handshake rests where early data may go: a handshake of its own, as libssl tells it. */
  rest(): void {
    this.#loop();
    this.#phase = 'reading';
    this.#state = stateEarlyData;
    this.#isResting = true;
    this.#target.info(infoEvents.HANDSHAKE_DONE, 1);
    this.#target.info(this.#role | infoEvents.EXIT, 1);
  }

  /** The handshake goes on, if it rested. */
  resume(): void {
    if (!this.#isResting) return;
    this.#isResting = false;
    this.#phase = 'writing';
    this.#target.info(infoEvents.HANDSHAKE_START, 1);
    this.#loop();
    this.#phase = 'reading';
  }

  handshakeStart(): void {
    this.#complete = false;
    this.#phase = 'writing';
    this.#target.info(infoEvents.HANDSHAKE_START, 1);
  }

  handshakeDone(): void {
    this.#loop();
    this.#complete = true;
    this.#phase = 'reading';
    // Told when the last flight is out, or when a ticket follows it.
    this.#doneOwed = true;
  }

  transition(direction: Direction, message: MessageName): void {
    this.#unsent = undefined;
    if (direction === 'write' && message === 'certificate_request') this.certificateRequests += 1;
    const next = stateAfter(this.#target.role, direction, message);
    if (next) this.#enter(direction, next);
    this.#tellDone();
    this.#release();
    if (this.#complete) this.#leavePostHandshake(direction, message);
  }

  message(direction: Direction, _version: number, contentType: number, bytes: Uint8Array): void {
    this.#release();
    if (contentType !== contentTypes.alert) {
      this.#held = { direction, contentType, bytes };
      return;
    }
    if (!this.#complete) this.#endFlight();
    // libssl is in its error state before it says so to the peer.
    if (direction === 'write' && bytes[0] === fatal) this.failed();
    this.#target.message(direction, contentType, bytes);
  }

  alert(direction: Direction, level: number, description: number): void {
    const way = direction === 'read' ? infoEvents.READ : infoEvents.WRITE;
    this.#target.info(infoEvents.ALERT | way, (level << 8) | description);
  }

  get keyLog(): ((line: string) => void) | undefined {
    return this.#target.keyLog;
  }

  session(session: Session): void {
    this.#target.session(session);
  }

  get #role(): number {
    return this.#target.role === 'client' ? infoEvents.CONNECT : infoEvents.ACCEPT;
  }

  #enter(direction: Direction, next: HandshakeState): void {
    this.resume();
    if (this.#complete) {
      if (direction === 'read') for (let i = 0; i < 2; i += 1) this.#loop();
    } else {
      if (direction === 'read') this.#endFlight();
      else this.#phase = 'writing';
      this.#loop();
    }
    this.#state = next;
  }

  #tellDone(): void {
    if (!this.#doneOwed) return;
    this.#doneOwed = false;
    this.#target.info(infoEvents.HANDSHAKE_DONE, 1);
  }

  /** Our flight is out, and the peer's is waited for. */
  #endFlight(): void {
    if (this.#phase === 'reading') return;
    this.#loop();
    if (this.#target.role === 'server' && this.#target.version === TLS13 && !this.#complete) {
      this.#state = stateEarlyData;
      this.#loop();
    }
    this.#phase = 'reading';
  }

  #leavePostHandshake(direction: Direction, message: MessageName): void {
    this.#loop();
    if (direction === 'write' && message !== 'key_update') return;
    if (direction === 'write') this.#unsent = this.#state;
    this.#state = stateOk;
    if (direction === 'read') this.#target.info(this.#role | infoEvents.EXIT, 1);
  }

  #loop(): void {
    this.#target.info(this.#role | infoEvents.LOOP, 1);
  }

  #release(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = undefined;
    this.#target.message(held.direction, held.contentType, held.bytes);
  }
}
