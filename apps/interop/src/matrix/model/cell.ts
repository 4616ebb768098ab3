import type { GroupName, KeyType, SignatureSchemeName } from '@proj/crypto';

/** Where our cryptography comes from. */
export type ProviderName = 'node' | 'noble';

/** Which end we are. */
export type Role = 'client' | 'server';

/** The versions that there are. */
export type Version = 'TLSv1.3' | 'TLSv1.2';

/** What lies between our SSL object and the socket. */
export type TransportKind = 'socket' | 'pair' | 'one-byte';

/** A certificate's key, and the scheme that it signs the handshake with. */
export interface Signature {
  readonly key: KeyType;
  readonly scheme: SignatureSchemeName;
}

/** What a handshake is to come to. */
export interface Parameters extends Signature {
  readonly version: Version;
  /** OpenSSL's name of the cipher suite. */
  readonly suite: string;
  readonly group: GroupName;
  /** CBC suites only: whether they are used with encrypt-then-MAC (RFC 7366). */
  readonly encryptThenMac?: boolean;
}

/** What is done in a cell: a handshake with a few bytes both ways, a transfer of many, or one feature of TLS. */
type Exercise =
  | { readonly kind: 'handshake' }
  | { readonly kind: 'transfer'; readonly bytes: number }
  | { readonly kind: 'feature'; readonly feature: string };

/** One connection, or attempt at one, with a real peer. */
export interface Cell {
  readonly peer: string;
  readonly role: Role;
  readonly provider: ProviderName;
  readonly transport: TransportKind;
  readonly parameters: Parameters;
  readonly exercise: Exercise;
}

/** What came of a cell. A skipped one could not be tried. */
export interface Result {
  readonly cell: Cell;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Milliseconds that it took. */
  readonly ms: number;
  /** Why it failed, or was skipped. */
  readonly why?: string;
  /** What both ends said last, when it failed. */
  readonly trace?: Trace;
}

/** The end of a connection that failed, as both ends saw it. */
export interface Trace {
  /** Our last messages, oldest first: `> ClientHello`, `< alert handshake_failure`. */
  readonly ours: readonly string[];
  /** The last lines that the peer printed. */
  readonly peers: readonly string[];
  /** The command line of the peer. */
  readonly command: string;
}

/** A name for a cell by which `--cell` finds it again. */
export function cellId({ peer, role, provider, transport, parameters, exercise }: Cell): string {
  return [peer, `as-${role}`, provider, transport, parametersId(parameters), exerciseId(exercise)].join('/');
}

function parametersId({ version, suite, group, key, scheme, encryptThenMac }: Parameters): string {
  const macOrder = encryptThenMac === undefined ? '' : encryptThenMac ? '+EtM' : '-EtM';
  return [version, `${suite}${macOrder}`, group, `${key}+${scheme}`].join('/');
}

/** What is done in a cell, as it stands in its name. */
export function exerciseId(exercise: Exercise): string {
  switch (exercise.kind) {
    case 'handshake':
      return 'handshake';
    case 'transfer':
      return `transfer+${exercise.bytes}`;
    case 'feature':
      return exercise.feature;
  }
}

/** What finds cells by a pattern in which `*` stands for anything. */
export function cellMatcher(pattern: string): (cell: Cell) => boolean {
  const source = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  const expression = new RegExp(`^${source.join('.*')}$`);
  return (cell) => expression.test(cellId(cell));
}
