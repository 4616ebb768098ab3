import type { Ssl } from '@proj/bio';
import { TlsError } from '@proj/crypto';
import type { Listener } from '../../drive/socket-transport.ts';
import { hostName, type Identities } from '../certificates.ts';
import type { Cell, Parameters } from '../model/cell.ts';
import { isCbc } from '../model/combinations.ts';
import type { ClientReport, ClientSetup, PeerClients, PeerServer, ServerSetup } from '../peers/peer.ts';
import { clientContext, offeredGroups, serverContext } from './our-context.ts';
import { OurEnd } from './our-end.ts';
import type { Stage } from './stage.ts';

/** Milliseconds for a peer to connect. */
const patience = 60_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Something was not as it should have been. */
export class Disagreement extends Error {
  override readonly name: string = 'Disagreement';
}

/** Throws a {@link Disagreement} unless both are the same. */
export function expectSame(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) {
    throw new Disagreement(`${what} is ${String(actual)}, and should be ${String(expected)}`);
  }
}

/** What cells must have in common to share a server: its certificate, its finite field, and what it is told about. */
export function serverKey({ parameters }: Cell): string {
  const { version, group, key } = parameters;
  const field = version === 'TLSv1.2' && group.startsWith('ffdhe') ? group : '';
  return [version, key, field, isRelaxed(parameters)].join(' ');
}

/** The server that these cells share. */
export function serverSetup(cells: readonly Cell[], identities: Identities): ServerSetup {
  const all = cells.map(({ parameters }) => parameters);
  const [first] = all;
  if (!first) throw new RangeError('a server needs cells to serve');
  const { version, group, key } = first;
  return {
    conversation: 'echo',
    identity: identities.of(key),
    suites: [...new Set(all.map(({ suite }) => suite))],
    groups: [...new Set(all.flatMap(offeredGroups))],
    ...(isRelaxed(first) && { relaxed: true }),
    ...(version === 'TLSv1.2' && group.startsWith('ffdhe') ? { dhGroup: group } : {}),
  };
}

/** Whether a combination has something that programs of today want to be told about: SHA-1, 64-bit tags. */
function isRelaxed({ suite, scheme }: Parameters): boolean {
  return scheme.endsWith('_sha1') || /CCM_?8/.test(suite);
}

/** We are the client of an echo server: handshake, a line there and back, close_notify both ways. */
export async function talkAsClient(stage: Stage, server: PeerServer): Promise<void> {
  const { cell, identities } = stage;
  const context = clientContext(cell, identities.of(cell.parameters.key));
  const end = stage.use(OurEnd.connect(context, server.port, hostName, cell.transport));
  await end.driver.handshake();
  expectNegotiated(cell, end.ssl);
  await expectAnswer(end, server, `matrix ${cell.parameters.suite}`);
  await closeConnection(stage, end);
}

/** Says close_notify, and waits for the peer's; or for the end of the transport, where it is known to leave so. */
export async function closeConnection({ cell, peer }: Stage, { driver }: OurEnd): Promise<void> {
  if (cell.role === 'client' ? peer.serverAnswersClose : peer.clientAnswersClose) {
    await driver.closeBoth();
    return;
  }
  await driver.close();
  await expectNoClose(driver.read());
}

/** That reading finds the end of the transport where close_notify should be (RFC 8446, 6.1). */
export async function expectNoClose(reading: Promise<Uint8Array | undefined>): Promise<void> {
  const outcome = await reading.catch((error: unknown) => error);
  if (outcome instanceof TlsError && outcome.code === 'UNEXPECTED_EOF') return;
  throw new Disagreement('the connection should have ended without close_notify', { cause: outcome });
}

/** Says a line to an echo server, and hears the answer. */
export async function expectAnswer({ driver }: OurEnd, server: PeerServer, line: string): Promise<void> {
  await driver.write(encoder.encode(`${line}\n`));
  const answer = decoder.decode(await driver.readAtLeast(line.length + 1));
  expectSame('the answer', answer.trimEnd(), server.answer(line));
}

/** We are the server of one of the peer's clients: handshake, a line from it and one back, close_notify both ways. */
export async function talkAsServer(stage: Stage, listener: Listener, clients: PeerClients): Promise<void> {
  const { cell, identities } = stage;
  const context = serverContext(cell, identities.of(cell.parameters.key));
  const say = `matrix ${cell.parameters.suite}`;
  const accepted = listener.accept(patience);
  const report = clients.run(clientSetup(cell, identities, listener.port), { say });
  report.catch(() => {});
  const end = stage.use(new OurEnd(context, 'server', await accepted, cell.transport));
  try {
    await end.driver.handshake();
    expectNegotiated(cell, end.ssl);
    await expectLine(end, say);
    await end.driver.write(encoder.encode('heard\n'));
    await closeConnection(stage, end);
  } finally {
    // The client ends with its connection: only then there is all that it has to say.
    await end.close();
    await report.catch(() => {});
  }
  expectContent(cell, await report, 'heard');
}

/** Reads the line that a client was told to say. */
export async function expectLine({ driver }: OurEnd, said: string): Promise<void> {
  const line = decoder.decode(await driver.readAtLeast(said.length + 1));
  expectSame('the line that came', line.trimEnd(), said);
}

/** What the peer's client must be for a cell. */
export function clientSetup({ parameters }: Cell, identities: Identities, port: number): ClientSetup {
  const { version, suite, key, scheme } = parameters;
  return {
    port,
    rootFile: identities.of(key).rootFile,
    serverName: hostName,
    version,
    suites: [suite],
    groups: offeredGroups(parameters),
    schemes: [scheme],
    ...(isRelaxed(parameters) && { relaxed: true }),
  };
}

/** That the connection came to what the cell says. */
export function expectNegotiated({ parameters, role }: Cell, ssl: Ssl): void {
  const { version, suite, group, scheme, encryptThenMac } = parameters;
  const { negotiated } = ssl;
  if (!negotiated) throw new Disagreement('nothing was negotiated');
  expectSame('the version', ssl.version, version);
  expectSame('the suite', ssl.cipher?.openssl, suite);
  // A TLS 1.2 server's finite field has no name on the wire, only a prime (RFC 5246, 7.4.3).
  const { dhBits } = negotiated;
  expectSame('the group', negotiated.group ?? `ffdhe${dhBits}`, group);
  const signed = role === 'client' ? negotiated.peerSignatureScheme : negotiated.signatureScheme;
  expectSame("the server's signature", signed, scheme);
  if (version === 'TLSv1.3') return;
  expectSame('extended master secret', negotiated.extendedMasterSecret, true);
  expectSame('secure renegotiation', negotiated.secureRenegotiation, true);
  if (isCbc(suite)) expectSame('encrypt-then-MAC', negotiated.encryptThenMac, encryptThenMac);
}

/** That the peer's client is content, and saw the same connection. */
export function expectContent({ parameters }: Cell, report: ClientReport, said: string): void {
  const { ok, received, view } = report;
  if (!ok) throw new Disagreement('the peer ended with an error');
  expectSame('what the peer received', received.trim(), said);
  expectSame("the peer's version", view['version'] ?? parameters.version, parameters.version);
  expectSame("the peer's suite", view['suite'] ?? parameters.suite, parameters.suite);
}
