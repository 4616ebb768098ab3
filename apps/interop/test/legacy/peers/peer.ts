import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { TemporaryDirectory } from '../../../src/certificates/temporary-directory.ts';
import type { CertificateFiles } from '../../../src/certificates/throwaway.ts';
import type { Child } from '../../../src/peers/child.ts';
import type { Wire } from '../wire.ts';

/** What the tests have made for their peers. */
export interface Material {
  readonly directory: TemporaryDirectory;
  /** An RSA key that may sign and decrypt, for localhost. */
  readonly server: CertificateFiles;
  /** PEM of the root. */
  readonly rootFile: string;
}

/** What to speak. */
export interface Wish {
  readonly version: 'SSLv3' | 'TLSv1' | 'TLSv1.1' | 'TLSv1.2';
  /** By OpenSSL's name. */
  readonly suite: string;
  /** Whether the client is to show a certificate; only of peers that can. */
  readonly certificate?: boolean;
}

/** A server that listens. */
interface Listening {
  readonly child: Child;
  readonly port: number;
  /** Sends something both ways, once the handshake is complete. */
  exchange(wire: Wire): Promise<void>;
}

/** A program that speaks old versions. */
export interface OldPeer {
  readonly name: string;
  /** Whether it was built with what is wished. */
  speaks(wish: Wish): boolean;
  /** Whether it can ask for certificates of clients, and show one. */
  readonly showsCertificates?: true;
  serve(wish: Wish): Promise<Listening>;
  connect(wish: Wish, port: number): Child;
  stop(): Promise<void>;
}

/** A peer, or why there is none. */
export type Found = { readonly make: (material: Material) => Promise<OldPeer> } | { readonly why: string };

/** A port that was free a moment ago, for programs that want to be told one. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port was free');
  return address.port;
}

/** Waits until somebody listens on a port, for programs that do not say so. */
export async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const [event] = await Promise.race([
      once(socket, 'connect').then(() => ['connect']),
      once(socket, 'close').then(() => ['close']),
    ]).catch(() => ['close']);
    socket.destroy();
    if (event === 'connect') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody listens on port ${port}`);
}
