import type { Explanation } from '../explanation.ts';
import { failedWith, isRead } from './kinds.ts';

/** Alerts, and what they are for. */
export const alerts: readonly Explanation[] = [
  {
    name: 'a client’s alerts are protected as soon as there are keys',
    reason:
      'Between ServerHello and its own flight, a client of TLS 1.3 sends alerts under the handshake keys (RFC 8446, 6), ' +
      'behind the ChangeCipherSpec that middleboxes look for. A client of libssl sends them in the clear.',
    when: ({ ours, theirs }, { ours: seen, scenario }) =>
      scenario.version === '1.3' &&
      seen.side === 'client' &&
      ours.state === 'error' &&
      theirs.state === 'error' &&
      Number(ours.out) - Number(theirs.out) === 6 + 17,
    explains: ({ events }) => ({
      out: 'an alert',
      guarantee: 'the rest',
      events: events.replace(
        /info 1001 1 [^|]*\|sent (\w+ )?20 1 1\|info 1001 1 SSLv3.TLS write change cipher spec\|/,
        '',
      ),
    }),
  },
  {
    name: 'an alert before the version is agreed on is read',
    reason:
      'A client that fails at ServerHello sends its alert in a record of version 3.1. Here it is read; a server of libssl ' +
      'that has chosen its version fails by that number, and does not look at the alert.',
    parts: true,
    when: ({ ours, theirs }) =>
      [ours.queue, theirs.queue].some((queue) => queue.endsWith('wrong version number')) &&
      [ours.queue, theirs.queue].some((queue) => queue.includes(' alert ')),
    explains: ['ret', 'shutdown', 'in', 'out', 'guarantee', 'queue', 'has_pending', 'request'],
  },
  {
    name: 'an alert instead of ClientHello is an alert',
    reason: 'It ends the connection by the rules (RFC 8446, 6). To libssl only a ClientHello can come first.',
    parts: true,
    when: ({ theirs }, { ours: { side }, ourTrace }) =>
      side === 'server' && ourTrace.given.server[0] === 21 && theirs.queue.endsWith('unexpected message'),
    explains: [
      'ret',
      'error',
      'want',
      'state',
      'shutdown',
      'has_pending',
      'in',
      'out',
      'guarantee',
      'request',
      'queue',
    ],
  },
  {
    name: 'padding is zeros',
    reason:
      'A ClientHello whose padding has other bytes is refused (RFC 7685, 3). libssl does not look at them.',
    parts: true,
    when: ({ ours, theirs }, { scenario }) =>
      scenario.name.includes('ClientHello is changed') &&
      ours.queue.endsWith('bad value') &&
      theirs.queue === '',
    explains: ['error', 'state', 'want', 'secure', 'out', 'guarantee', 'request', 'queue'],
  },
  {
    name: 'a message is judged when all of it is there',
    reason:
      'A ServerHelloDone that announces a byte is waited for, and then refused. libssl refuses it by its length alone. Both ' +
      'limit what they hold.',
    parts: true,
    when: ({ ours, theirs }) => ours.error === '2' && theirs.queue.endsWith('excessive message size'),
    explains: ['error', 'want', 'state', 'out', 'guarantee', 'request', 'queue'],
  },
  {
    name: 'whoever speaks another protocol is told so',
    reason: 'An alert answers a request of HTTP and a record of another protocol. libssl says nothing.',
    parts: true,
    when: (pair) =>
      (failedWith('http request', pair) || failedWith('wrong version number', pair)) &&
      Number(pair.ours.out) - Number(pair.theirs.out) === 5 + 2,
    explains: ['out', 'guarantee'],
  },
  {
    name: 'an alert goes out before its error is reported',
    reason:
      'A fatal error over a full BIO is WANT_WRITE until its alert is out. libssl reports the error, and the alert stays behind.',
    parts: true,
    when: ({ ours, theirs }, { ours: seen }) => isRead(seen) && ours.error === '3' && theirs.error === '1',
    explains: ['error', 'want', 'queue', 'ret'],
  },
  {
    name: 'handshake records are not empty',
    reason: 'They must not be (RFC 8446, 5.1; RFC 5246, 6.2.1), and are refused. libssl passes over them.',
    parts: true,
    when: ({ ours, theirs }) => ours.queue.endsWith('bad length') && theirs.error === '2',
    explains: ['error', 'want', 'state', 'out', 'guarantee', 'request', 'queue'],
  },
  {
    name: 'a record is judged by its header',
    reason: 'One of an unknown type is refused before the rest of it is read.',
    when: ({ ours, theirs }, { scenario }) =>
      scenario.name.startsWith('a record of an unknown type') && ours.in === '1' && theirs.in === '0',
    explains: ['in', 'has_pending'],
  },
];
