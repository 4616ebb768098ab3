import type { Explanation } from '../explanation.ts';
import { drives } from './kinds.ts';

/** What is so in one version of libssl only. */
export const eras: readonly Explanation[] = [
  {
    name: 'close_notify was read',
    reason:
      'Since 3.2, libssl counts the record of a close_notify as pending in TLS 1.3, though it has been processed.',
    only: ['3.5'],
    when: ({ ours, theirs }, { scenario }) =>
      scenario.version === '1.3' &&
      ['2', '3'].includes(ours.shutdown) &&
      ours.has_pending === '0' &&
      theirs.has_pending === '1',
    explains: ['has_pending'],
  },
  {
    name: 'a failure without an alert is a failure',
    reason: 'Since 3.2, a libssl that fails without sending an alert stays in the state that it was in.',
    only: ['3.5'],
    when: ({ ours, theirs }, seen) =>
      [ours.state, theirs.state].includes('error') &&
      seen.ours.fields.error === '1' &&
      seen.theirs.fields.error === '1',
    explains: ['state'],
  },
  {
    name: 'the end of the transport is an error of the protocol',
    reason:
      'Data could have been cut off, so it is fatal, and the peer is told, as since OpenSSL 3. 1.1.1 says SYSCALL with an empty ' +
      'queue.',
    only: ['1.1.1'],
    parts: true,
    when: ({ ours, theirs }) => ours.queue.endsWith('unexpected eof while reading') && theirs.error === '5',
    explains: ['ret', 'error', 'want', 'state', 'in_init', 'out', 'guarantee', 'queue'],
  },
  {
    name: 'a handshake waits behind close_notify',
    reason:
      'Asked again, it waits for input in 3.0 too, and has none to expect. 3.5 answers ZERO_RETURN again.',
    only: ['3.5'],
    parts: true,
    when: ({ ours, theirs }, { ours: seen }) =>
      drives.includes(seen.call) && ours.error === '2' && theirs.error === '6',
    explains: ['error', 'want', 'request'],
  },
];
