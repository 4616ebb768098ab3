import type { GroupName, SignatureSchemeName } from '@proj/crypto';
import type { Identity } from '../certificates.ts';
import type { Parameters, Role, Version } from '../model/cell.ts';

/** What a peer may lack. Transfers are named by their bytes. */
export type Dimension = 'version' | 'suite' | 'group' | 'scheme' | 'extension' | 'transfer';

/** What a peer can do as one of the ends of a connection, and how that is known. */
export interface Support {
  /** Why it can not do this; `undefined` when it can. */
  lacks(version: Version, dimension: Dimension, value: string): string | undefined;
  /** Why it can not do these together, though it can do each; `undefined` when it can. */
  lacksTogether(parameters: Parameters): string | undefined;
  /** Why it can not sign so with its own key; `undefined` when it can. */
  lacksSigner(parameters: Parameters): string | undefined;
  /** Whether its ClientHello has a key share for this group, whatever it is told. */
  sharesAnyway(group: GroupName): boolean;
}

/** Things that a peer may be told to leave out. */
export type Omission =
  | 'extended-master-secret'
  | 'encrypt-then-mac'
  | 'middlebox-compatibility'
  | 'session-tickets';

/** What both ends can be told. Left out is the program's own default. */
export interface CommonSetup {
  readonly version?: Version;
  readonly suites?: readonly string[];
  readonly groups?: readonly GroupName[];
  readonly schemes?: readonly SignatureSchemeName[];
  /** Whether to allow what is weak: SHA-1 signatures, 64-bit tags. */
  readonly relaxed?: boolean;
  readonly alpn?: readonly string[];
  readonly without?: Omission;
  /** Prints this many bytes of keying material for this label when connected. */
  readonly exporter?: { readonly label: string; readonly bytes: number };
}

/** What a server is to be. */
export interface ServerSetup extends CommonSetup {
  readonly identity: Identity;
  /**
   * `echo` answers each line, to any number of connections one after the other. `pipe` takes one connection, prints what
   * comes, and sends what it is given.
   */
  readonly conversation: 'echo' | 'pipe';
  /** How many connections a `pipe` takes, one after the other; one when absent. */
  readonly connections?: number;
  /** Takes early data (RFC 8446, 2.3), and prints it. */
  readonly earlyData?: boolean;
  /** Lets clients renegotiate (RFC 5246, 7.4.1.2). */
  readonly renegotiation?: boolean;
  /** The finite field for TLS 1.2's DHE suites. */
  readonly dhGroup?: GroupName;
  /** Another identity, for clients that ask for this name; other names but the first one's are refused. */
  readonly other?: { readonly name: string; readonly identity: Identity };
  /** Asks for a client's certificate, and verifies it. */
  readonly clientCertificate?: {
    readonly rootFile: string;
    readonly required: boolean;
    readonly schemes?: readonly SignatureSchemeName[];
  };
}

/** What a client is to be. */
export interface ClientSetup extends CommonSetup {
  readonly port: number;
  /** Whom it trusts. */
  readonly rootFile: string;
  /** The name that it asks for and verifies. */
  readonly serverName: string;
  readonly identity?: Identity;
}

/** What a client does once it is connected. */
export interface ClientTask {
  /** What it sends. */
  readonly say: string;
  /** Whether it says close_notify right after, before it has read anything. */
  readonly closeFirst?: boolean;
  /** Whether it keeps the session that it is given, or offers the one that it has kept. */
  readonly session?: 'keep' | 'offer';
  /** A file to send as early data, with the session. */
  readonly earlyFile?: string;
}

/** What a client reports when its connection is over. */
export interface ClientReport {
  /** Whether it is content: verified, connected, closed in order. */
  readonly ok: boolean;
  /** What it received. */
  readonly received: string;
  /** What it says of the connection, as far as it does: `version`, `suite`, `alpn`, … */
  readonly view: Readonly<Record<string, string>>;
}

/** A process that talks with us. */
export interface PeerProcess {
  /** What was run; it can be pasted into a shell. */
  readonly command: string;
  /** All that it has printed so far. */
  transcript(): string;
  stop(): Promise<void>;
}

/** A server that listens on loopback. */
export interface PeerServer extends PeerProcess {
  readonly port: number;
  /** An echo server's answer to a line. */
  answer(line: string): string;
}

/** An end of a connection that can be made to speak, for as long as it lasts. */
export interface PeerPipe extends PeerProcess {
  /** Bytes that it has received are printed among other things. */
  printed(): Buffer;
  /** Waits until it has printed more than so many bytes; false when it ended, or the time was over. */
  waitForMore(length: number, milliseconds: number): Promise<boolean>;
  /** Sends bytes; none of them may be letters, which can be commands. */
  send(data: Uint8Array): Promise<void>;
  /** Sends a KeyUpdate, and asks for one in return or does not. */
  updateKeys?(request: boolean): Promise<void>;
  /** Asks for another handshake, of TLS 1.2 (RFC 5246, 7.4.1). */
  renegotiate?(): Promise<void>;
  /** Waits until it has ended by itself; whether it was content. */
  ended(milliseconds: number): Promise<boolean>;
}

/** Runs clients one after the other. */
export interface PeerClients extends PeerProcess {
  /** Whether they still print what comes when they have closed first. */
  readonly listensAfterClose: boolean;
  /** Connects, does its task, and ends when the server closes. */
  run(setup: ClientSetup, task: ClientTask): Promise<ClientReport>;
}

/** A program that speaks TLS, ready to be run. */
export interface Peer {
  readonly name: string;
  /** Its version, for people. */
  readonly banner: string;
  readonly asServer: Support;
  readonly asClient: Support;
  /** Whether its server answers close_notify with its own, and does not just leave. */
  readonly serverAnswersClose: boolean;
  /** The same of its client. */
  readonly clientAnswersClose: boolean;
  /**
   * Whether its server reads on when it has refused a client. Where it just closes, with more of ours under way, TCP may take
   * its alert back.
   */
  readonly serverLingers: boolean;
  /** Whether its client verifies within the handshake, so that an alert says why it refuses. */
  readonly refusesByAlert: boolean;
  /** Why a feature can not be tried with this peer when we have this role; `undefined` when it can. */
  lacksFeature(feature: string, ourRole: Role, version: Version): string | undefined;
  startServer(setup: ServerSetup): Promise<PeerServer>;
  startPipeServer(setup: ServerSetup): Promise<PeerServer & PeerPipe>;
  startClients(): Promise<PeerClients>;
  /** @param commands Whether it obeys {@link PeerPipe.updateKeys} and others; it then prints more than what it receives. */
  startPipeClient(setup: ClientSetup, commands: boolean): Promise<PeerPipe>;
  /** Ends all that was started for it. */
  close(): Promise<void>;
}
