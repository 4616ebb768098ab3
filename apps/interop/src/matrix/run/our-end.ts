import { Ssl, type SslContext } from '@proj/bio';
import { alertName } from '@proj/crypto';
import { type Direction, handshakeTypeName } from '@proj/handshake';
import { Driver } from '../../drive/driver.ts';
import { SocketTransport } from '../../drive/socket-transport.ts';
import type { Transport } from '../../drive/transport.ts';
import type { Role, TransportKind } from '../model/cell.ts';
import { PairTransport } from '../transports/pair-transport.ts';

/** Milliseconds that we wait for a peer at one time: machines are busy, and a peer that is silent says nothing later. */
const patience = 60_000;

/** Messages that are remembered for a trace. */
const remembered = 16;

/** Our end of a connection: an SSL object over a transport, driven as the manual says, with its last messages noted. */
export class OurEnd {
  readonly ssl: Ssl;
  readonly driver: Driver;
  readonly transport: Transport;
  /** What was said last: `> ClientHello` is ours. */
  readonly messages: string[] = [];
  /** Messages of each kind so far. */
  readonly counts: Map<string, number> = new Map<string, number>();

  constructor(context: SslContext, role: Role, socket: SocketTransport, kind: TransportKind) {
    this.transport = kind === 'socket' ? socket : new PairTransport(socket, { oneByte: kind === 'one-byte' });
    this.ssl = new Ssl(context);
    this.ssl.messageCallback = (_ssl, direction, _version, contentType, bytes) =>
      this.#note(direction, contentType, bytes);
    this.ssl.setBio(this.transport.bio, this.transport.bio);
    if (role === 'client') this.ssl.setConnectState();
    else this.ssl.setAcceptState();
    this.driver = new Driver(this.ssl, this.transport, { patience });
  }

  /** Connects to a port of loopback. */
  static connect(context: SslContext, port: number, serverName: string, kind: TransportKind): OurEnd {
    const end = new OurEnd(context, 'client', SocketTransport.connect({ host: '127.0.0.1', port }), kind);
    end.ssl.serverName = serverName;
    return end;
  }

  /** How many messages of this kind went this way: `> KeyUpdate`. */
  count(message: string): number {
    return this.counts.get(message) ?? 0;
  }

  /** Lets what was written leave: a pair must be pumped for that. */
  async flush(): Promise<void> {
    if (this.transport instanceof PairTransport) await this.transport.flush();
  }

  /** Closes the transport beneath, whatever state the connection is in. */
  close(): Promise<void> {
    return this.transport.close();
  }

  #note(direction: Direction, contentType: number, bytes: Uint8Array): void {
    const text = `${direction === 'write' ? '>' : '<'} ${describe(contentType, bytes)}`;
    this.counts.set(text, this.count(text) + 1);
    this.messages.push(text);
    if (this.messages.length > remembered) this.messages.shift();
  }
}

function describe(contentType: number, bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes;
  if (contentType === 22) return handshakeTypeName(first);
  if (contentType === 21) return `alert ${alertName(second) ?? second}`;
  return contentType === 20 ? 'ChangeCipherSpec' : `content type ${contentType}`;
}
