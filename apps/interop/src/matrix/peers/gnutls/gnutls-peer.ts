import { PeerError } from '../../../peers/peer-error.ts';
import type { Identities } from '../../certificates.ts';
import { run } from '../../docker/run.ts';
import type { Role, Version } from '../../model/cell.ts';
import type {
  ClientReport,
  ClientSetup,
  ClientTask,
  Peer,
  PeerClients,
  PeerPipe,
  PeerServer,
  ServerSetup,
} from '../peer.ts';
import { type GnutlsClient, gnutlsPipe, startGnutlsClient, startGnutlsServer } from './processes.ts';
import { askGnutls, GnutlsSupport } from './support.ts';

/** Milliseconds for one client's connection. */
const patience = 60_000;

const noStreams = 'gnutls-serv has no standard streams to join with';

/** What these programs can not be made to do. */
const featuresLacking: readonly {
  readonly feature: string;
  readonly why: string;
  readonly only?: { readonly ourRole?: Role; readonly version?: Version };
}[] = [
  { feature: 'key-update-ours', why: noStreams, only: { ourRole: 'client' } },
  { feature: 'key-update-theirs', why: noStreams, only: { ourRole: 'client' } },
  { feature: 'key-update-theirs', why: 'its command needs a line of its own, and lines are data to it' },
  {
    feature: 'refusal-version',
    why: 'gnutls-serv says handshake_failure, where others say protocol_version',
    only: { ourRole: 'client' },
  },
  { feature: 'renegotiation-ours', why: noStreams, only: { ourRole: 'client' } },
  { feature: 'renegotiation-theirs', why: noStreams, only: { ourRole: 'client' } },
  { feature: 'renegotiation-theirs', why: 'its command needs a line of its own, and lines are data to it' },
  { feature: 'exporter', why: noStreams, only: { ourRole: 'client' } },
  { feature: 'exporter', why: 'gnutls-cli prints keying material in its log, not where data goes' },
  { feature: 'early-data', why: noStreams, only: { ourRole: 'client' } },
  { feature: 'early-data', why: 'gnutls-cli resumes only within one run', only: { ourRole: 'server' } },
  { feature: 'resumption', why: 'gnutls-cli resumes only within one run', only: { ourRole: 'server' } },
  {
    feature: 'resumption-without-tickets',
    why: 'gnutls-cli resumes only within one run',
    only: { ourRole: 'server' },
  },
  {
    feature: 'resumption-without-tickets',
    why: 'gnutls-serv has nothing but tickets for TLS 1.3',
    only: { version: 'TLSv1.3' },
  },
];

/** GnuTLS's gnutls-serv and gnutls-cli. */
export class GnutlsPeer implements Peer {
  readonly name = 'gnutls';
  readonly banner: string;
  readonly refusesByAlert = true;
  readonly serverAnswersClose = true;
  readonly clientAnswersClose = false;
  readonly serverLingers = false;
  readonly asServer: GnutlsSupport;
  readonly asClient: GnutlsSupport;
  readonly #identities: Identities;

  private constructor(banner: string, known: ReadonlySet<string>, identities: Identities) {
    this.banner = banner;
    this.asServer = new GnutlsSupport(known, 'server');
    this.asClient = new GnutlsSupport(known, 'client');
    this.#identities = identities;
  }

  /** Finds it on this machine. Throws a {@link PeerError} when it is not there. */
  static async open(identities: Identities): Promise<GnutlsPeer> {
    const { code, output } = await run(['gnutls-cli', '--version'], patience);
    if (code !== 0) {
      throw new PeerError('not-found', 'the program "gnutls-cli" was not found: install gnutls-bin');
    }
    const version = /\d+\.\d+\.\d+/.exec(output)?.[0] ?? output;
    return new GnutlsPeer(`GnuTLS ${version}`, await askGnutls(), identities);
  }

  lacksFeature(feature: string, ourRole: Role, version: Version): string | undefined {
    return featuresLacking.find(
      ({ feature: lacking, only = {} }) =>
        lacking === feature && (only.ourRole ?? ourRole) === ourRole && (only.version ?? version) === version,
    )?.why;
  }

  startServer(setup: ServerSetup): Promise<PeerServer> {
    return startGnutlsServer(setup, (group) => this.#identities.dhFile(group));
  }

  startPipeServer(): Promise<PeerServer & PeerPipe> {
    throw new PeerError('failed', noStreams);
  }

  async startClients(): Promise<PeerClients> {
    return new GnutlsClients(this.#identities.path);
  }

  async startPipeClient(setup: ClientSetup): Promise<PeerPipe> {
    return gnutlsPipe(startGnutlsClient(setup, this.#identities.path));
  }

  async close(): Promise<void> {}
}

/** gnutls-cli after gnutls-cli, each with a line to say. */
class GnutlsClients implements PeerClients {
  // It sends its close_notify, and leaves when the server's comes; what comes before is thrown away.
  readonly listensAfterClose = false;
  readonly #directory: string;
  #client: GnutlsClient | undefined;
  #past = '';

  /** @param directory Where logs are written. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  get command(): string {
    return this.#client?.child.command ?? '';
  }

  transcript(): string {
    return this.#past + (this.#client?.transcript() ?? '');
  }

  async run(setup: ClientSetup, { say, closeFirst }: ClientTask): Promise<ClientReport> {
    this.#past = this.transcript();
    this.#client = startGnutlsClient(setup, this.#directory);
    const { child } = this.#client;
    // The end of its input would make it close, and print nothing more.
    await child.write(`${say}\n`);
    if (closeFirst) child.endInput();
    await child.stdout.waitForEnd(patience);
    const { code } = await child.exited;
    const version = /^- Description: \(TLS(1\.[23])/m.exec(this.#client.transcript())?.[1];
    return {
      ok: code === 0,
      received: child.stdout.text(),
      view: version === undefined ? {} : { version: `TLSv${version}` },
    };
  }

  async stop(): Promise<void> {
    await this.#client?.child.stop();
  }
}
