import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { cipherSuiteById, type GroupName, groupById, signatureSchemeById, versions } from '@proj/crypto';
import { readClientHello, readClientHelloExtensions } from '@proj/handshake';
import type { Child } from '../../../peers/child.ts';
import { PeerError } from '../../../peers/peer-error.ts';
import type { Parameters, Version } from '../../model/cell.ts';
import type { Dimension, Support } from '../peer.ts';
import { clientLimit, type Limit, serverLimits, signerLimits } from './limits.ts';
import type { RuntimeName } from './runtimes.ts';

/** Milliseconds for a client to say hello. */
const patience = 60_000;

/** What a runtime's client offers, by the names that the registry has for it. */
class OfferedSupport implements Support {
  readonly #name: RuntimeName;
  readonly #offered: ReadonlySet<string>;
  readonly #limits: readonly (Limit | undefined)[];

  constructor(name: RuntimeName, offered: ReadonlySet<string>, ...limits: readonly (Limit | undefined)[]) {
    this.#name = name;
    this.#offered = offered;
    this.#limits = limits;
  }

  lacks(_version: Version, dimension: Dimension, value: string): string | undefined {
    if (dimension === 'transfer' || this.#offered.has(`${dimension} ${value}`)) return undefined;
    return `${this.#name}'s ClientHello does not offer it`;
  }

  lacksTogether(parameters: Parameters): string | undefined {
    for (const limit of this.#limits) {
      const why = limit?.(parameters);
      if (why !== undefined) return why;
    }
    return undefined;
  }

  lacksSigner(parameters: Parameters): string | undefined {
    return signerLimits[this.#name]?.(parameters);
  }

  sharesAnyway(group: GroupName): boolean {
    return this.#offered.has(`share ${group}`);
  }
}

/** What a runtime supports in both roles. */
export interface RuntimeSupport {
  readonly asServer: Support;
  readonly asClient: Support;
}

/**
 * What a runtime offers in its ClientHello; its server is built from the same library.
 *
 * @param connect Starts a client towards a port.
 */
export async function askRuntime(
  name: RuntimeName,
  connect: (port: number) => Child,
): Promise<RuntimeSupport> {
  const offered = await listenToClient(name, connect);
  const hasGroup = (group: string): boolean => offered.has(`group ${group}`);
  return {
    asServer: new OfferedSupport(name, offered, serverLimits[name], signerLimits[name]),
    asClient: new OfferedSupport(name, offered, clientLimit(name, hasGroup)),
  };
}

async function listenToClient(name: string, connect: (port: number) => Child): Promise<Set<string>> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const child = connect((server.address() as AddressInfo).port);
  try {
    const [socket] = await once(server, 'connection', { signal: AbortSignal.timeout(patience) });
    return offersOf(await firstMessage(socket));
  } catch (error) {
    throw new PeerError('failed', `${name} did not say hello: ${child.stderr.text() || String(error)}`);
  } finally {
    server.close();
    await child.stop();
  }
}

/** The body of the first handshake message, which may be spread over records. */
async function firstMessage(socket: Socket): Promise<Uint8Array> {
  let input = Buffer.alloc(0);
  for await (const chunk of socket) {
    input = Buffer.concat([input, chunk]);
    const message = joinRecords(input);
    const length = message.length < 4 ? Number.POSITIVE_INFINITY : message.readUIntBE(1, 3);
    if (message.length >= 4 + length) {
      socket.destroy();
      return message.subarray(4, 4 + length);
    }
  }
  throw new Error('the connection ended early');
}

/** The contents of the records that are there as a whole (RFC 8446, 5.1). */
function joinRecords(input: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + 5 <= input.length; ) {
    const end = at + 5 + input.readUInt16BE(at + 3);
    if (end > input.length) break;
    parts.push(input.subarray(at + 5, end));
    at = end;
  }
  return Buffer.concat(parts);
}

function offersOf(body: Uint8Array): Set<string> {
  const hello = readClientHello(body);
  const extensions = readClientHelloExtensions(hello.extensions);
  const {
    supportedGroups = [],
    signatureAlgorithms = [],
    supportedVersions = [],
    keyShare = [],
    encryptThenMac,
  } = extensions;
  const names = new Set<string>();
  for (const id of hello.cipherSuites) names.add(`suite ${cipherSuiteById(id)?.openssl}`);
  for (const { group } of keyShare) names.add(`share ${groupById(group)?.name}`);
  for (const id of supportedGroups) names.add(`group ${groupById(id)?.name}`);
  if (encryptThenMac) names.add('extension encrypt_then_mac');
  for (const id of signatureAlgorithms) names.add(`scheme ${signatureSchemeById(id)?.name}`);
  for (const [name, id] of Object.entries(versions)) {
    if (supportedVersions.includes(id)) names.add(`version ${name}`);
  }
  return names;
}
