import { TlsError } from '@proj/crypto';
import type { Connection, Progress } from '@proj/handshake';
import type { Decisions } from './decisions.ts';
import type { Transport } from './transport.ts';

/** The server has rejected our early data: the connection goes on as another one. */
export class EarlyDataRejected extends Error {
  override readonly name = 'EarlyDataRejected';
}

/** Where a handshake got: to its end, or to where early data can go. */
export type HandshakeStop = 'complete' | 'early';

/** Drives a connection over the transport to the runner, call by call as a program does over BIOs. */
export class Driver {
  readonly connection: Connection;
  readonly transport: Transport;
  readonly #decisions: Decisions;
  /** Whether a rejection of early data is to be told, once, by an {@link EarlyDataRejected}. */
  tellsRejection = false;
  #begun = false;

  constructor(connection: Connection, transport: Transport, decisions: Decisions) {
    this.connection = connection;
    this.transport = transport;
    this.#decisions = decisions;
  }

  /**
   * Whether data can go although the handshake is not complete: on a client behind its hello, or by a false start; on a
   * server behind its Finished.
   */
  get isEarly(): boolean {
    const { connection } = this;
    const { earlyData, serverVerifyData } = connection.negotiated;
    if (!connection.isHandshaking) return false;
    if (connection.canFalseStart) return true;
    if (connection.role === 'client') return earlyData === 'offered';
    return earlyData === 'accepted' && serverVerifyData.length > 0;
  }

  /** Goes on until the handshake is complete or, with `stopEarly`, until early data can go. */
  async handshake(stopEarly: boolean): Promise<HandshakeStop> {
    const { connection } = this;
    for (;;) {
      const progress = await this.#step(() => this.#advanceHandshake());
      if (stopEarly && this.isEarly) {
        await this.flush();
        return 'early';
      }
      if (progress.kind === 'done' && !connection.isHandshaking) return 'complete';
      if (progress.kind === 'closed')
        throw new TlsError('CLOSED', 'the peer closed the connection in the middle of the handshake');
      if (progress.kind === 'has-data') return 'early';
    }
  }

  /** Bytes of application data, or none when the peer has closed or the transport has ended. */
  async read(into: Uint8Array): Promise<number> {
    const { connection, transport } = this;
    if (!this.#begun) await this.handshake(false);
    for (;;) {
      if (connection.readable > 0) return connection.read(into);
      const progress = await this.#step(() => connection.processRecord(), !connection.isHandshaking);
      if (progress.kind === 'closed') return 0;
      if (
        transport.ended &&
        !connection.isHandshaking &&
        connection.readable === 0 &&
        progress.kind !== 'done'
      )
        return 0;
    }
  }

  /** Writes all of it, as early data where the handshake is not complete. */
  async write(data: Uint8Array): Promise<void> {
    const { connection } = this;
    // As SSL_write(3) does, which sends no record without content.
    if (data.length === 0) return;
    let at = 0;
    do {
      if (connection.isHandshaking && !this.isEarly) await this.handshake(true);
      const rest = data.subarray(at);
      const early = this.isEarly && !connection.canFalseStart;
      const taken = early ? connection.writeEarlyData(rest) : connection.write(rest);
      if (early && taken === 0 && rest.length > 0) await this.handshake(false);
      at += taken;
      await this.flush();
    } while (at < data.length);
  }

  /** Begins to write, and leaves all but the first byte for the next call that writes. */
  beginWrite(data: Uint8Array): void {
    const { connection, transport } = this;
    if (this.isEarly && !connection.canFalseStart) connection.writeEarlyData(data);
    else connection.write(data);
    transport.allowWrite(1);
    connection.output.consume(transport.tryWrite(connection.output.peek()));
  }

  /** Writes all output. */
  async flush(): Promise<void> {
    const { output } = this.connection;
    while (output.pending > 0) {
      const count = this.transport.tryWrite(output.peek());
      if (count > 0) output.consume(count);
      else await this.transport.waitForRetry();
    }
  }

  #advanceHandshake(): Progress {
    if (this.#begun)
      return this.connection.isHandshaking ? this.connection.processRecord() : { kind: 'done' };
    this.#begun = true;
    return this.connection.handshake();
  }

  /** Takes one step and does what it asks for. A failure is reported when its alert is out. */
  async #step(step: () => Progress, mayEnd = false): Promise<Progress> {
    let progress: Progress;
    try {
      progress = step();
    } catch (error) {
      await this.flush().catch(() => {});
      throw error;
    }
    await this.flush();
    if (this.tellsRejection && this.connection.negotiated.earlyData === 'rejected') {
      this.tellsRejection = false;
      throw new EarlyDataRejected();
    }
    if (progress.kind === 'waits-for') this.#decisions.settleNext();
    else if (progress.kind === 'needs-input') await this.#receive(progress.bytes, mayEnd);
    return progress;
  }

  async #receive(needed: number, mayEnd: boolean): Promise<void> {
    const bytes = await this.transport.read(needed);
    if (bytes.length > 0) this.connection.receive(bytes);
    else if (!mayEnd) this.connection.endOfInput();
  }
}
