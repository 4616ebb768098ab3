/** Which end of a connection. */
export type Side = 'client' | 'server';

/** The versions that scenarios are played in. */
export type Version = '1.1' | '1.2' | '1.3';

/**
 * What a connection stands on: a BIO pair, two memory BIOs, BIO_f_buffer over a pair both ways or for reading only, or a
 * pair with BIO_f_ssl above the connection.
 */
export type BioKind = 'pair' | 'memory' | 'buffer' | 'reader' | 'filter';

/** A setting of an end: its name in `endpoint.c`, and its values. */
export type Setting = readonly [name: SettingName, ...values: string[]];

/** Names of settings. */
type SettingName =
  | 'alpn'
  | 'alpn-select'
  | 'certificate'
  | 'ciphers'
  | 'eof-return'
  | 'groups'
  | 'host'
  | 'mode'
  | 'no-mode'
  | 'no-option'
  | 'option'
  | 'quiet-shutdown'
  | 'read-ahead'
  | 'sigalgs'
  | 'suites'
  | 'tickets'
  | 'trust'
  | 'verify'
  | 'version'
  | 'watch';

/** Calls of the library, by their names without SSL_. */
type CallName =
  | 'accept'
  | 'clear'
  | 'connect'
  | 'flush'
  | 'handshake'
  | 'key_update'
  | 'peek'
  | 'read'
  | 'renegotiate'
  | 'renegotiate_abbreviated'
  | 'set_accept_state'
  | 'set_connect_state'
  | 'set_shutdown'
  | 'shutdown'
  | 'write';

/** One call: its name; bytes, or what else it takes; for a write also which of two buffers it is from. */
export type Call = readonly [name: CallName, number?: number, buffer?: number];

/** One step of a scenario. */
export type Step =
  /** A call. */
  | { readonly do: 'call'; readonly side: Side; readonly call: Call }
  /** Carries what `from` has sent to the other end: at most so many bytes, or up to the end of the record. */
  | { readonly do: 'carry'; readonly from: Side; readonly most: number | 'record' }
  /** As `carry` of one record, with its last byte changed. */
  | { readonly do: 'corrupt'; readonly from: Side }
  /** There will be no more input for this end. */
  | { readonly do: 'end'; readonly side: Side }
  /** Puts bytes that nobody sent into this end's input. */
  | { readonly do: 'inject'; readonly side: Side; readonly hex: string }
  /** Calls both ends in turn, and carries at most so many bytes each way in between, until both are done or stuck. */
  | { readonly do: 'drive'; readonly client: Call; readonly server: Call; readonly most: number }
  /** Changes a setting of the connection. */
  | { readonly do: 'set'; readonly side: Side; readonly setting: Setting };

/** What is done with two ends, whoever they are. */
export interface Scenario {
  /** Unique; says what happens. */
  readonly name: string;
  /** What it is about: a heading of the report. */
  readonly subject: string;
  readonly version: Version;
  readonly bio: BioKind;
  /** Bytes that each half of a pair holds. */
  readonly capacity: number;
  readonly client: readonly Setting[];
  readonly server: readonly Setting[];
  readonly steps: readonly Step[];
  /** Versions of libssl that it can not be played with, and why. */
  readonly lacking?: Readonly<Record<string, string>>;
}

/** The other end. */
export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}
