/** The worker of blocking BIOs: owns their sockets, so that the caller's thread can stand still. */
import { createConnection, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type { Endpoint } from '../endpoint.js';
import { Channel, type Link, type Order } from './channel.js';
import { reportFailure } from './report.js';
import { ServedListener } from './served-listener.js';
import { ServedSocket } from './served-socket.js';

const served = new Set<ServedSocket | ServedListener>();

function keep(one: ServedSocket | ServedListener, { port }: Link): void {
  served.add(one);
  port.on('close', () => served.delete(one));
}

function serveSocket(socket: Socket, link: Link): void {
  keep(new ServedSocket(socket, link), link);
  socket.resume();
}

function begin(kind: 'connect' | 'listen', endpoint: Endpoint, link: Link): void {
  if (kind === 'listen') keep(new ServedListener(endpoint, link, serveSocket), link);
  else {
    const { port = 0 } = endpoint;
    serveSocket(createConnection({ ...endpoint, port, allowHalfOpen: true, noDelay: true }), link);
  }
}

function serve(order: Order): void {
  if (order.kind === 'end') {
    parentPort?.close();
    return;
  }
  const { kind, endpoint, link } = order;
  try {
    begin(kind, endpoint, link);
  } catch (error) {
    // A port that is none, for example, is not emitted but thrown.
    const reason = error instanceof Error ? error : new Error(String(error));
    reportFailure(link.port, new Channel(link.memory), reason);
    link.port.on('message', () => link.port.close());
  }
}

// Whatever goes wrong here must not leave the caller's thread waiting.
process.on('uncaughtException', (error) => {
  for (const one of served) one.fail(error);
});
parentPort?.on('message', serve);

const started: unknown = workerData;
if (started instanceof Int32Array) {
  Atomics.store(started, 0, 1);
  Atomics.notify(started, 0);
}
