import type { Explanation } from '../explanation.ts';
import { failedWith } from './kinds.ts';

/** Writes that were begun, closing, and beginning anew. */
export const closing: readonly Explanation[] = [
  {
    name: 'what was begun still goes out',
    reason:
      'A write that is repeated wrongly is fatal. Here, what the BIO had not taken yet and the alert behind it are sent; ' +
      'libssl sends nothing more, so that the peer learns of it by the end of the transport.',
    parts: true,
    when: (pair) => failedWith('bad write retry', pair) || failedWith('bad length', pair),
    explains: ['out', 'guarantee'],
  },
  {
    name: 'close_notify waits for what was begun',
    reason:
      'SSL_shutdown behind an unfinished write: here the rest of what was begun goes first, then close_notify. libssl takes ' +
      'its own alert for a wrong repetition of the write, and fails; since 3.2 it waits for ever.',
    parts: true,
    when: ({ ours, theirs }, { ours: seen }) =>
      seen.call === 'shutdown' &&
      ours.queue === '' &&
      (theirs.queue.endsWith('bad write retry') || (theirs.error === '3' && ours.out !== theirs.out)),
    explains: ['ret', 'error', 'want', 'state', 'in_init', 'out', 'guarantee', 'queue'],
  },
  {
    name: 'data behind our close_notify can be read',
    reason:
      'SSL_shutdown that finds data fails in both. Here the data is kept for SSL_read, as the manual page advises; libssl ' +
      'drops it.',
    parts: true,
    when: (pair) => failedWith('application data after close notify', pair),
    explains: ['pending', 'has_pending'],
  },
  {
    name: 'a new beginning forgets at once',
    reason:
      'SSL_set_connect_state and SSL_set_accept_state forget the connection. libssl forgets most of it, and the rest when the ' +
      'next handshake begins.',
    when: ({ ours, theirs }, { ours: seen }) =>
      /^set_(connect|accept)_state/.test(seen.call) && ours.secure === '0' && theirs.secure === '1',
    explains: ['secure'],
  },
  {
    name: 'a server can begin anew',
    reason:
      'SSL_set_accept_state on an open connection of TLS 1.3 makes it ready for another one. libssl forgets the version, and ' +
      'then calls a function that TLS 1.3 has not.',
    parts: true,
    when: ({ theirs }) => theirs.queue.endsWith('called a function you should not call'),
    explains: ['ret', 'error', 'want', 'request', 'queue'],
  },
  {
    name: 'SSL_renegotiate on a server means a new session',
    reason:
      'The manual page says so for SSL_renegotiate, and has SSL_renegotiate_abbreviated for the other. A server of libssl ' +
      'resumes in both cases, unless SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION is set.',
    parts: true,
    when: ({ ours, theirs }, { scenario }) =>
      scenario.subject === 'Renegotiation' &&
      ours.state.endsWith('write server done') &&
      theirs.state.endsWith('write finished'),
    explains: ['state', 'out', 'guarantee'],
  },
  {
    name: 'what is closed stays closed',
    reason:
      'A renegotiation that was asked for before SSL_shutdown does not take close_notify back. libssl forgets that it was sent.',
    parts: true,
    when: ({ theirs }, { ours: seen, scenario }) =>
      scenario.subject === 'Renegotiation' && seen.fields.shutdown === '1' && theirs.shutdown === '0',
    explains: ['ret', 'error', 'want', 'state', 'in_init', 'shutdown', 'out', 'guarantee', 'request'],
  },
];
