import { fileURLToPath } from 'node:url';
import { Child } from '../../../peers/child.ts';
import { PeerError } from '../../../peers/peer-error.ts';
import { hostName, type Identities, type Identity } from '../../certificates.ts';
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
  Support,
} from '../peer.ts';
import type { ProgramClient, ProgramIdentity, ProgramReport, ProgramServer } from './protocol.ts';
import type { Runtime, RuntimeName } from './runtimes.ts';
import { askRuntime, type RuntimeSupport } from './support.ts';

const program = fileURLToPath(new URL('./program.ts', import.meta.url));

/** Milliseconds that a program may live, and that it may take to start, or for one connection. */
const lifetime = 30 * 60_000;
const patience = 60_000;

/** What these programs can not be made to do; they are as their runtimes are. */
const featuresLacking: readonly {
  readonly feature: string;
  readonly why: string;
  readonly only?: { readonly name?: RuntimeName; readonly ourRole?: Role; readonly version?: Version };
}[] = [
  { feature: 'key-update-theirs', why: 'node:tls has no call that sends a KeyUpdate' },
  { feature: 'renegotiation-ours', why: 'these runtimes do not renegotiate' },
  { feature: 'renegotiation-theirs', why: 'these runtimes do not renegotiate' },
  { feature: 'early-data', why: 'node:tls has no early data' },
  {
    feature: 'resumption-without-tickets',
    why: 'node:tls leaves it to the application to keep sessions',
    only: { ourRole: 'client' },
  },
  {
    feature: 'resumption',
    why: "deno's node:tls gives its clients no session",
    only: { name: 'deno', ourRole: 'server' },
  },
  {
    feature: 'resumption-without-tickets',
    why: "deno's node:tls gives its clients no session",
    only: { name: 'deno', ourRole: 'server' },
  },
  { feature: 'exporter', why: 'not every runtime exports keying material in node:tls' },
  { feature: 'without-extended-master-secret', why: 'node:tls has no option for it' },
  { feature: 'without-encrypt-then-mac', why: 'node:tls has no option for it' },
  { feature: 'without-middlebox-compatibility', why: 'node:tls has no option for it' },
  {
    feature: 'refusal-unknown-name',
    why: 'a server of node:tls answers an unknown name with its first certificate',
    only: { ourRole: 'client' },
  },
  {
    feature: 'refusal-suite',
    why: 'bun does not let suites of TLS 1.3 be named',
    only: { name: 'bun', version: 'TLSv1.3' },
  },
  { feature: 'refusal-suite', why: 'deno does not let suites be named', only: { name: 'deno' } },
];

/** A JavaScript runtime, through its `node:tls`. */
export class RuntimePeer implements Peer {
  readonly name: string;
  readonly banner: string;
  // They verify when the handshake is over, and then close.
  readonly refusesByAlert = false;
  readonly serverAnswersClose = true;
  readonly clientAnswersClose = true;
  readonly serverLingers = false;
  readonly asServer: Support;
  readonly asClient: Support;
  readonly #runtime: Runtime;

  private constructor(runtime: Runtime, { asServer, asClient }: RuntimeSupport) {
    this.name = runtime.name;
    this.banner = runtime.banner;
    this.asServer = asServer;
    this.asClient = asClient;
    this.#runtime = runtime;
  }

  /** Lets a client of the runtime say what it supports. */
  static async open(runtime: Runtime, identities: Identities): Promise<RuntimePeer> {
    const { rootFile } = identities.of('p256');
    const connect = (port: number): Child => start(runtime, 'pipe', { port, serverName: hostName, rootFile });
    return new RuntimePeer(runtime, await askRuntime(runtime.name, connect));
  }

  lacksFeature(feature: string, ourRole: Role, version: Version): string | undefined {
    const { name } = this.#runtime;
    return featuresLacking.find(
      ({ feature: lacking, only = {} }) =>
        lacking === feature &&
        (only.name ?? name) === name &&
        (only.ourRole ?? ourRole) === ourRole &&
        (only.version ?? version) === version,
    )?.why;
  }

  startServer(setup: ServerSetup): Promise<PeerServer> {
    return this.#serve(setup);
  }

  async startPipeServer(setup: ServerSetup): Promise<PeerServer & PeerPipe> {
    return this.#serve(setup);
  }

  async startClients(): Promise<PeerClients> {
    return new RuntimeClients(start(this.#runtime, 'clients', {}));
  }

  async startPipeClient(setup: ClientSetup): Promise<PeerPipe> {
    return pipe(start(this.#runtime, 'pipe', programClient(setup)));
  }

  async close(): Promise<void> {}

  async #serve(setup: ServerSetup): Promise<PeerServer & PeerPipe> {
    const child = start(this.#runtime, 'serve', programServer(setup));
    const line = await child.stdout.waitFor(/^ACCEPT .*:(\d+)$/m, patience);
    if (!line) {
      await child.stop();
      throw new PeerError(
        'failed',
        `"${child.command}" did not listen: ${child.stderr.text().slice(0, 300)}`,
      );
    }
    return { ...pipe(child), port: Number(line[1]), answer: (said) => said };
  }
}

function start({ argv }: Runtime, part: string, settings: object): Child {
  return new Child([...argv, program, part, JSON.stringify(settings)], lifetime);
}

function pipe(child: Child): PeerPipe {
  return {
    command: child.command,
    transcript: () => `${child.stdout.text()}\n${child.stderr.text()}`,
    printed: () => child.stdout.bytes(),
    waitForMore: (length, milliseconds) => child.stdout.waitForLength(length + 1, milliseconds),
    send: (data) => child.write(data),
    ended: async (milliseconds) => {
      if (!(await child.stdout.waitForEnd(milliseconds))) return false;
      const { code } = await child.exited;
      return code === 0;
    },
    stop: () => child.stop(),
  };
}

/** Clients of one process, each with a line to say. */
class RuntimeClients implements PeerClients {
  readonly command: string;
  readonly listensAfterClose = true;
  readonly #child: Child;
  #reports = 0;

  constructor(child: Child) {
    this.#child = child;
    this.command = child.command;
  }

  transcript(): string {
    return `${this.#child.stdout.text()}\n${this.#child.stderr.text()}`;
  }

  async run(setup: ClientSetup, { say, closeFirst, session }: ClientTask): Promise<ClientReport> {
    const order: ProgramClient = {
      ...programClient(setup),
      say,
      ...(closeFirst && { closeFirst }),
      ...(session && { session }),
    };
    await this.#child.write(`${JSON.stringify(order)}\n`);
    const line = await this.#child.stdout.waitFor(new RegExp(`^(?:.*\n){${this.#reports}}(.*)\n`), patience);
    if (line?.[1] === undefined) throw new PeerError('failed', `"${this.command}" did not answer`);
    this.#reports += 1;
    const { received, view, error }: ProgramReport = JSON.parse(line[1]);
    return { ok: error === undefined, received, view };
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}

const files = ({ chainFile, keyFile }: Identity): ProgramIdentity => ({ chainFile, keyFile });

function programServer(setup: ServerSetup): ProgramServer {
  const { conversation, identity, other, alpn, suites, version, clientCertificate } = setup;
  return {
    conversation,
    identity: files(identity),
    ...(other && { other: { name: other.name, ...files(other.identity) } }),
    ...(alpn && { alpn }),
    ...(suites && { suites }),
    ...(version && { version }),
    ...(clientCertificate && {
      clientCertificate: { rootFile: clientCertificate.rootFile, required: clientCertificate.required },
    }),
  };
}

function programClient(setup: ClientSetup): ProgramClient {
  const { port, serverName, rootFile, identity, alpn, suites, version } = setup;
  return {
    port,
    serverName,
    rootFile,
    ...(identity && { identity: files(identity) }),
    ...(alpn && { alpn }),
    ...(suites && { suites }),
    ...(version && { version }),
  };
}
