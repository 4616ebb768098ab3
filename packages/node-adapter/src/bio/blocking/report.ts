import type { MessagePort } from 'node:worker_threads';
import type { Address } from '../endpoint.js';
import { type Channel, type Report, status } from './channel.js';
import { plainError } from './system-error.js';

/** The worker's part: tells the caller's thread that a channel is connected, or that it listens. */
export function reportOpen(port: MessagePort, channel: Channel, local: Address, remote: Address): void {
  post(port, { kind: 'open', local, remote });
  channel.tell(status.open);
}

/** The worker's part: tells the caller's thread why a channel has come to its end. */
export function reportFailure(port: MessagePort, channel: Channel, error: Error): void {
  post(port, { kind: 'failed', error: plainError(error) });
  channel.tell(status.failed);
}

function post(port: MessagePort, report: Report): void {
  port.postMessage(report);
}
