import type { Listener } from '../../drive/socket-transport.ts';
import type { Identities } from '../certificates.ts';
import type { Cell } from '../model/cell.ts';
import type { Peer, PeerProcess } from '../peers/peer.ts';
import type { OurEnd } from './our-end.ts';

/** Where a cell is played: what it starts is noted, for traces, and ended after it. */
export class Stage {
  readonly cell: Cell;
  readonly peer: Peer;
  readonly identities: Identities;
  /** Our end of the connection, once there is one. */
  end: OurEnd | undefined;
  /** The peer's process, once there is one. */
  process: PeerProcess | undefined;
  readonly #endings: (() => void | Promise<void>)[] = [];

  constructor(cell: Cell, peer: Peer, identities: Identities) {
    this.cell = cell;
    this.peer = peer;
    this.identities = identities;
  }

  /** Our end; its transport is closed when the cell is over. */
  use(end: OurEnd): OurEnd {
    this.end = end;
    this.#endings.push(() => end.close());
    return end;
  }

  /** A process of the peer; it is stopped when the cell is over. */
  watch<Process extends PeerProcess>(process: Process): Process {
    this.process = process;
    this.#endings.push(() => process.stop());
    return process;
  }

  /** A listener; it is closed when the cell is over. */
  keep(listener: Listener): Listener {
    this.#endings.push(() => listener.close());
    return listener;
  }

  /** Ends all that is left, what was started last first. */
  async clear(): Promise<void> {
    for (const end of this.#endings.reverse()) await end();
  }
}
