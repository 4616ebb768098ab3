import type { Observation } from '../../model/observation.ts';
import type { Trace } from '../../run/play.ts';
import { Layout } from '../../run/wire.ts';
import type { Explanation } from '../explanation.ts';
import { drives, isRead } from './kinds.ts';

/** What calls answer. */
export const results: readonly Explanation[] = [
  {
    name: '0 where the peer ended the handshake by the rules',
    reason:
      'SSL_do_handshake(3) promises 0 for a connection that was shut down controlled and by the specifications of the ' +
      'protocol. libssl has answered −1 since 1.1.0, and says the same by SSL_get_error.',
    when: ({ ours, theirs }, { ours: seen }) =>
      (drives.includes(seen.call) || isRead(seen)) &&
      ours.ret === '0' &&
      theirs.ret === '-1' &&
      (ours.error === '6' || ours.queue.includes('alert')),
    explains: ['ret'],
  },
  {
    name: 'callbacks hear the same 0',
    reason: 'EXIT of the info callback comes with what the call returns.',
    when: (_pair, { ours: seen }) => drives.includes(seen.call) && seen.fields.ret === '0',
    explains: ({ events }) => ({ events: events.replace(/(info [12]002) (0|-1) /, '$1 ') }),
  },
  {
    name: '−1 where reading failed',
    reason:
      'libssl answers 0 when reading ends by a fatal error, and after a fatal alert says ZERO_RETURN, as if the data were ' +
      'complete. Here 0 means close_notify; all else is −1, and SSL_ERROR_SSL stays.',
    when: ({ ours, theirs }, { ours: seen }) =>
      isRead(seen) && ours.state === 'error' && ours.ret === '-1' && theirs.ret === '0',
    explains: ['ret', 'error'],
  },
  {
    name: 'errors stay',
    reason:
      'Every call after a fatal error is answered with SSL_ERROR_SSL, as in OpenSSL 4. OpenSSL 3 says SYSCALL with an empty ' +
      'queue, or ZERO_RETURN after a fatal alert.',
    when: ({ ours, theirs }) =>
      ours.state === 'error' && ours.error === '1' && ours.queue === '' && ['5', '6'].includes(theirs.error),
    explains: ['error'],
  },
  {
    name: 'a failed connection is not in init',
    reason: 'SSL_shutdown on a failed connection adds nothing to the queue, as in OpenSSL 4.',
    when: ({ ours, theirs }, { ours: seen }) =>
      seen.call === 'shutdown' &&
      ours.state === 'error' &&
      ours.queue === '' &&
      theirs.queue.endsWith('shutdown while in init'),
    explains: ['queue'],
  },
  {
    name: 'who waits for nothing wants nothing',
    reason:
      'After a call that failed or was refused, SSL_want says NOTHING. In libssl it keeps what the last operation on a BIO ' +
      'was. SSL_get_error does not look at it then.',
    when: ({ ours }) => ours.want === '1' && !['2', '3'].includes(ours.error),
    explains: ['want'],
  },
  {
    name: 'a buffer that can not pass on its bytes waits',
    reason:
      'BIO_f_buffer asks to be called again when what is behind it is full. When libssl flushes its own buffer into another ' +
      'one, it does not ask why that failed, and says SYSCALL.',
    parts: true,
    when: ({ ours, theirs }, { scenario }) =>
      scenario.bio === 'buffer' && ours.error === '3' && theirs.error === '5',
    explains: ['error'],
  },
  {
    name: 'a header alone is pending too',
    reason:
      'SSL_has_pending says 1 for any bytes that were read and not processed. libssl forgets those of a record’s header at ' +
      'the moment when nothing of the rest has come.',
    when: ({ ours, theirs }, { ours: seen, ourTrace }) =>
      ours.has_pending === '1' && theirs.has_pending === '0' && isBehindHeader(seen, ourTrace),
    explains: ['has_pending'],
  },
  {
    name: 'TLS 1.3 has no renegotiation',
    reason:
      'SSL_get_secure_renegotiation_support is 0 in TLS 1.3 at both ends. A server of libssl tells that the hello had the ' +
      'signalling suite.',
    when: ({ ours, theirs }, { scenario }) =>
      scenario.version === '1.3' && ours.secure === '0' && theirs.secure === '1',
    explains: ['secure'],
  },
  {
    name: 'what was refused is not pending',
    reason:
      'A record that ended the connection is not to be had any more. libssl still counts it, in SSL_pending if it held data, ' +
      'and never gives it.',
    when: ({ ours, theirs }) => ours.state === 'error' && theirs.state === 'error' && ours.pending === '0',
    explains: ['pending', 'has_pending'],
  },
];

/** Whether an end has read a record's header, and nothing of what follows. */
function isBehindHeader({ side, given, fields }: Observation, trace: Trace): boolean {
  const layout = new Layout(trace.given[side]);
  const at = given - Number(fields.in);
  return layout.rest(at - 1) === 1 && layout.place(at).endsWith('+');
}
