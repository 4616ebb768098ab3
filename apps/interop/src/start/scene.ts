import type { Ssl } from '@proj/bio';
import type { Call } from '../drive/call.ts';
import { Driver } from '../drive/driver.ts';
import type { SocketTransport } from '../drive/socket-transport.ts';
import { explain } from './explain.ts';
import { type HandshakeRecord, negotiatedFacts } from './handshake-record.ts';
import type { Story } from './story.ts';
import type { Target } from './target.ts';

/** A connection on stage: what is done with it is told as a story and kept as a record. */
export interface Scene {
  /** Who is at the other end, for the record. */
  readonly peer: string;
  /** Where that is, for messages. */
  readonly target: Target;
  readonly ssl: Ssl;
  readonly transport: SocketTransport;
  readonly story: Story;
}

/** What a play has to work with. */
export interface Stage {
  readonly driver: Driver;
  readonly ssl: Ssl;
  readonly story: Story;
  /** Counts application data. */
  count(direction: 'sent' | 'received', bytes: number): void;
}

/** Plays a scene to its end, and closes the connection whatever happens. */
export async function perform(scene: Scene, play: (stage: Stage) => Promise<void>): Promise<HandshakeRecord> {
  const { peer, target, ssl, transport, story } = scene;
  const calls: Call[] = [];
  const moved = { sent: 0, received: 0 };
  const driver = new Driver(ssl, transport, {
    onCall: (call) => {
      calls.push(call);
      story.call(call);
    },
    onWait: (error, milliseconds) => story.waited(error, milliseconds),
  });
  const stage: Stage = {
    driver,
    ssl,
    story,
    count: (direction, bytes) => {
      moved[direction] += bytes;
    },
  };
  let error: string | undefined;
  try {
    await play(stage);
  } catch (thrown) {
    const connected = calls.some(({ call, ret }) => call === 'SSL_do_handshake' && ret === 1);
    error = explain(thrown, { target, connected });
  } finally {
    await transport.close();
  }
  return {
    peer,
    role: ssl.role ?? 'client',
    ...negotiatedFacts(ssl),
    ok: error === undefined,
    ...(error !== undefined && { error }),
    ...moved,
    calls,
  };
}
