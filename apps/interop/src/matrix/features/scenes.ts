import { SslContext } from '@proj/bio';
import { type AlertName, TlsError } from '@proj/crypto';
import { Listener } from '../../drive/socket-transport.ts';
import { hostName } from '../certificates.ts';
import type {
  ClientReport,
  ClientSetup,
  ClientTask,
  PeerClients,
  PeerPipe,
  PeerServer,
  ServerSetup,
} from '../peers/peer.ts';
import { providers } from '../providers.ts';
import {
  clientSetup,
  closeConnection,
  Disagreement,
  expectAnswer,
  expectContent,
  expectLine,
  serverSetup,
} from '../run/handshake-cell.ts';
import { clientContext, serverContext } from '../run/our-context.ts';
import { OurEnd } from '../run/our-end.ts';
import type { Stage } from '../run/stage.ts';

/** Milliseconds for a peer to connect. */
const patience = 60_000;

/** What clients of the peer say. */
export const greeting = 'matrix greeting';

/** What a scene changes of what its cell would have. */
export interface ClientScene {
  /** Whether both ends have nothing but a certificate and whom to trust. */
  readonly defaults?: boolean;
  /** Changes to the peer's server. */
  readonly theirs?: Partial<ServerSetup>;
  /** Changes to our client. */
  readonly ours?: (context: SslContext) => void;
  /** Whom we ask for; default `localhost`. */
  readonly serverName?: string;
}

/** Our client's end, before the handshake, and the echo server it is connected to. */
export async function beClient(
  stage: Stage,
  scene: ClientScene = {},
): Promise<{ end: OurEnd; server: PeerServer }> {
  const server = stage.watch(await stage.peer.startServer(theirServer(stage, scene)));
  return { end: connectTo(stage, server.port, scene), server };
}

/** The same with a server that we can make speak. */
export async function beClientOfPipe(
  stage: Stage,
  scene: ClientScene = {},
): Promise<{ end: OurEnd; server: PeerServer & PeerPipe }> {
  const setup: ServerSetup = { ...theirServer(stage, scene), conversation: 'pipe' };
  const server = stage.watch(await stage.peer.startPipeServer(setup));
  return { end: connectTo(stage, server.port, scene), server };
}

function theirServer({ cell, identities }: Stage, { defaults, theirs }: ClientScene): ServerSetup {
  const identity = identities.of(cell.parameters.key);
  const base: ServerSetup = defaults ? { conversation: 'echo', identity } : serverSetup([cell], identities);
  return { ...base, ...theirs };
}

/** Our client, before the handshake, towards a server that runs. */
export function connectTo(
  stage: Stage,
  port: number,
  { defaults, ours, serverName }: ClientScene = {},
): OurEnd {
  const { cell, identities } = stage;
  const identity = identities.of(cell.parameters.key);
  const context = defaults
    ? new SslContext({ provider: providers[cell.provider], trust: identity.rootPem })
    : clientContext(cell, identity);
  ours?.(context);
  return stage.use(OurEnd.connect(context, port, serverName ?? hostName, cell.transport));
}

/** What a scene changes of what its cell would have. */
export interface ServerScene {
  /** Whether both ends have nothing but a certificate and whom to trust. */
  readonly defaults?: boolean;
  /** Changes to the peer's client. */
  readonly theirs?: Partial<ClientSetup>;
  /** Changes to our server. */
  readonly ours?: (context: SslContext) => void;
  readonly task?: Partial<ClientTask>;
}

/** Our server's end, before the handshake, and what the peer's client will have to say when it is over. */
export async function beServer(
  stage: Stage,
  scene: ServerScene = {},
): Promise<{ end: OurEnd; clients: PeerClients; report: () => Promise<ClientReport> }> {
  const listener = stage.keep(await Listener.open());
  const clients = stage.watch(await stage.peer.startClients());
  const accepted = listener.accept(patience);
  const running = clients.run(theirClient(stage, scene, listener.port), { say: greeting, ...scene.task });
  running.catch(() => {});
  const end = await acceptAs(stage, accepted, scene);
  const report = async (): Promise<ClientReport> => {
    await end.close();
    return running;
  };
  return { end, clients, report };
}

/** The same with a client that we can make speak. */
export async function beServerOfPipe(
  stage: Stage,
  scene: ServerScene = {},
  commands = false,
): Promise<{ end: OurEnd; client: PeerPipe }> {
  const listener = stage.keep(await Listener.open());
  const accepted = listener.accept(patience);
  const setup = theirClient(stage, scene, listener.port);
  const client = stage.watch(await stage.peer.startPipeClient(setup, commands));
  return { end: await acceptAs(stage, accepted, scene), client };
}

function theirClient(
  { cell, identities }: Stage,
  { defaults, theirs }: ServerScene,
  port: number,
): ClientSetup {
  const { rootFile } = identities.of(cell.parameters.key);
  const base: ClientSetup = defaults
    ? { port, rootFile, serverName: hostName }
    : clientSetup(cell, identities, port);
  return { ...base, ...theirs };
}

async function acceptAs(
  stage: Stage,
  accepted: ReturnType<Listener['accept']>,
  scene: ServerScene,
): Promise<OurEnd> {
  return stage.use(new OurEnd(ourServer(stage, scene), 'server', await accepted, stage.cell.transport));
}

function ourServer({ cell, identities }: Stage, { defaults, ours }: ServerScene): SslContext {
  const identity = identities.of(cell.parameters.key);
  const { chainPem, keyPem } = identity.issued;
  const context = defaults
    ? new SslContext({ provider: providers[cell.provider], certificate: chainPem, privateKey: keyPem })
    : serverContext(cell, identity);
  ours?.(context);
  return context;
}

/**
 * Serves the peer's client with one context, as often as there are tasks; each connection is handed to `play`, which ends it
 * and may ask what the client has reported.
 */
export async function serveInTurn(
  stage: Stage,
  scene: ServerScene,
  tasks: readonly Partial<ClientTask>[],
  play: (end: OurEnd, report: () => Promise<ClientReport>, turn: number) => Promise<void>,
): Promise<void> {
  const listener = stage.keep(await Listener.open());
  const clients = stage.watch(await stage.peer.startClients());
  const context = ourServer(stage, scene);
  for (const [turn, task] of tasks.entries()) {
    const accepted = listener.accept(patience);
    const running = clients.run(theirClient(stage, scene, listener.port), { say: greeting, ...task });
    running.catch(() => {});
    const end = stage.use(new OurEnd(context, 'server', await accepted, stage.cell.transport));
    const report = async (): Promise<ClientReport> => {
      await end.close();
      return running;
    };
    await play(end, report, turn);
  }
}

/** A line to the server and its answer, then close_notify both ways. */
export async function finishAsClient(stage: Stage, end: OurEnd, server: PeerServer): Promise<void> {
  await expectAnswer(end, server, greeting);
  await closeConnection(stage, end);
}

/** The client's line and our answer, close_notify both ways, and a content client. Gives what it has reported. */
export async function finishAsServer(
  stage: Stage,
  end: OurEnd,
  report: () => Promise<ClientReport>,
): Promise<ClientReport> {
  await expectLine(end, greeting);
  await end.driver.write(new TextEncoder().encode('heard\n'));
  await closeConnection(stage, end);
  const told = await report();
  expectContent(stage.cell, told, 'heard');
  return told;
}

/** That an action fails because the peer sent this alert. */
export async function expectAlert(action: Promise<unknown>, ...alerts: readonly AlertName[]): Promise<void> {
  const error = await failureOf(action);
  if (
    error instanceof TlsError &&
    error.code === 'ALERT_RECEIVED' &&
    alerts.some((name) => name === error.alert)
  ) {
    return;
  }
  throw new Disagreement(`the peer should have sent ${alerts.join(' or ')}`, { cause: error });
}

/** That an action fails, whatever the reason. */
export async function expectFailure(action: Promise<unknown>): Promise<void> {
  await failureOf(action);
}

/** That an action fails here, and the alert that tells the peer. */
export async function expectRefusal(end: OurEnd, action: Promise<unknown>, alert: AlertName): Promise<void> {
  const error = await failureOf(action);
  if (error instanceof TlsError && error.code !== 'ALERT_RECEIVED' && end.count(`> alert ${alert}`) === 1)
    return;
  throw new Disagreement(`we should have refused with ${alert}`, { cause: error });
}

async function failureOf(action: Promise<unknown>): Promise<unknown> {
  try {
    await action;
  } catch (error) {
    return error;
  }
  throw new Disagreement('it should not have succeeded');
}
