import type { Connection } from '../../src/connection.js';
import type { Progress } from '../../src/progress.js';

/** Moves all output of one connection to the other; the count of bytes. */
export function transfer(from: Connection, to: Connection): number {
  const { output } = from;
  const { pending } = output;
  to.receive(output.peek());
  output.consume(pending);
  return pending;
}

/** Drives both ends until neither moves any more. Throws what the first of them throws. */
export function handshakeBoth(client: Connection, server: Connection): void {
  for (;;) {
    const moved = [client.handshake(), server.handshake()].map(({ kind }: Progress) => kind);
    const bytes = transfer(client, server) + transfer(server, client);
    if (bytes === 0) {
      if (moved.every((kind) => kind === 'done')) return;
      throw new Error(`the handshake stands still: ${moved.join(', ')}`);
    }
  }
}
