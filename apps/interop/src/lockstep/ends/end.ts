import type { Fields } from '../model/observation.ts';
import type { BioKind, Call, Setting } from '../model/scenario.ts';

/** What an end stands on. */
export interface EndTemplate {
  readonly bio: BioKind;
  /** Bytes that each half of a pair holds. */
  readonly capacity: number;
}

/** One end of a connection, of some implementation: what `endpoint.c` offers. */
export interface End {
  /** Before {@link End.start}, sets the context; afterwards, the connection. */
  set(setting: Setting): Promise<void>;
  /** Makes the connection and its BIOs. */
  start(): Promise<void>;
  /** Calls the library, and looks at everything that can be seen after it. */
  call(call: Call): Promise<Fields>;
  /** Takes at most so many bytes of what was sent. */
  take(most: number): Promise<Uint8Array>;
  /** Gives bytes to be received; how many fitted. */
  put(bytes: Uint8Array): Promise<number>;
  /** There will be no more to receive. */
  end(): Promise<void>;
  /** Lets go of it. */
  free(): Promise<void>;
}

/** Makes ends: a library. */
export interface Implementation {
  readonly name: string;
  open(side: 'client' | 'server', template: EndTemplate): Promise<End>;
}
