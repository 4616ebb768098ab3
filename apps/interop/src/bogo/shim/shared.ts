import { MemorySessionStore, type SessionStore, TicketKeys, type TicketProtector } from '@proj/handshake';
import { nodeProvider } from '@proj/node-adapter';
import type { ShimOptions } from './options.ts';
import type { Test } from './test.ts';

/** What the connections of one process have in common: the clock, and a server's memory. */
export class Shared {
  /** Milliseconds that the tests have let pass: their clock stands still otherwise. */
  #offset = 0;
  readonly clock: { readonly now: number };
  readonly #store: MemorySessionStore;
  readonly #tickets = new TicketKeys({ provider: nodeProvider });

  constructor() {
    const shared = this;
    const started = Date.now();
    this.clock = {
      get now(): number {
        return started + shared.#offset;
      },
    };
    this.#store = new MemorySessionStore({ now: () => this.clock.now });
  }

  /** Lets time pass. */
  advance(seconds: number): void {
    this.#offset += 1000 * seconds;
  }

  /** The server's session store, which notes for the test that a session was kept. */
  sessionStore({ state, decisions }: Test): SessionStore {
    const store = this.#store;
    return {
      add(id, session, expiresAt) {
        state.keptSession = true;
        store.add(id, session, expiresAt);
      },
      find: decisions.hook((id: Uint8Array) => store.find(id)),
      remove: (id) => store.remove(id),
    };
  }

  /** Seals the server's tickets. */
  ticketProtector({ skipTicket }: ShimOptions): TicketProtector {
    const tickets = this.#tickets;
    return {
      seal: (session, now) => (skipTicket ? new Uint8Array(0) : tickets.seal(session, now)),
      open: (ticket, now) => tickets.open(ticket, now),
    };
  }
}
