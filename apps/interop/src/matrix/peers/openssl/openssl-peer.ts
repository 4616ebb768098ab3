import { compareVersions, type Openssl } from '../../../peers/openssl.ts';
import type { Identities } from '../../certificates.ts';
import type { Role } from '../../model/cell.ts';
import type { ClientSetup, Peer, PeerClients, PeerPipe, PeerServer, ServerSetup, Support } from '../peer.ts';
import { Shell } from '../shell.ts';
import { OpensslClients } from './clients.ts';
import { startEchoServer, startPipeClient, startPipeServer } from './processes.ts';
import { askOpenssl, type OpensslSupport } from './support.ts';

/** Where an openssl is run, and how to leave that place. */
export interface OpensslPlace {
  readonly name: string;
  readonly openssl: Openssl;
  /** A shell in the same place, and openssl as it is called there. */
  readonly shell: { readonly argv: readonly string[]; readonly openssl: readonly string[] };
  /** A directory that it can write to. */
  readonly scratch: string;
  close(): Promise<void>;
}

/** OpenSSL's s_server and s_client. */
export class OpensslPeer implements Peer {
  readonly name: string;
  readonly banner: string;
  readonly refusesByAlert = true;
  readonly serverLingers = true;
  readonly serverAnswersClose: boolean;
  readonly clientAnswersClose = true;
  readonly asServer: Support;
  readonly asClient: Support;
  readonly #place: OpensslPlace;
  readonly #identities: Identities;
  readonly #support: OpensslSupport;
  readonly #isOld: boolean;

  private constructor(place: OpensslPlace, identities: Identities, support: OpensslSupport) {
    this.name = place.name;
    this.banner = place.openssl.banner;
    this.asServer = support;
    this.asClient = support;
    this.#isOld = compareVersions(place.openssl.version, [3, 0, 0]) < 0;
    // Such an s_server marks a connection as shut down when its client has closed, and then just leaves.
    this.serverAnswersClose = !this.#isOld;
    this.#place = place;
    this.#identities = identities;
    this.#support = support;
  }

  /** Asks an openssl what it can do. */
  static async open(place: OpensslPlace, identities: Identities): Promise<OpensslPeer> {
    const shell = new Shell(place.shell.argv);
    try {
      return new OpensslPeer(place, identities, await askOpenssl(place.shell.openssl, shell));
    } finally {
      await shell.stop();
    }
  }

  lacksFeature(feature: string, ourRole: Role): string | undefined {
    if (feature === 'refusal-protocol' && ourRole === 'client' && this.#isOld) {
      return 's_server before 3.0 goes on without an application protocol';
    }
    return this.#support.lacksFeature(feature);
  }

  startServer(setup: ServerSetup): Promise<PeerServer> {
    return startEchoServer(this.#place.openssl, setup, this.#identities);
  }

  startPipeServer(setup: ServerSetup): Promise<PeerServer & PeerPipe> {
    // Before 3.0 it needs no leave to renegotiate, and has no option for it.
    const { renegotiation = false, ...rest } = setup;
    const known = renegotiation && !this.#isOld ? { ...rest, renegotiation } : rest;
    return startPipeServer(this.#place.openssl, known, this.#identities);
  }

  async startClients(): Promise<PeerClients> {
    const { argv, openssl } = this.#place.shell;
    return new OpensslClients(openssl, new Shell(argv), this.#place.scratch);
  }

  async startPipeClient(setup: ClientSetup, commands: boolean): Promise<PeerPipe> {
    return startPipeClient(this.#place.openssl, setup, commands);
  }

  close(): Promise<void> {
    return this.#place.close();
  }
}
