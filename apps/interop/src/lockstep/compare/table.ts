import { noFields, type Observation } from '../model/observation.ts';
import type { Trace } from '../run/play.ts';
import { Layout } from '../run/wire.ts';
import type { Explanation, Pair } from './explanation.ts';

const drives = ['handshake', 'connect', 'accept'];
const isRead = ({ call }: Observation): boolean => /^(read|peek) /.test(call);
const failedWith = (reason: string, { ours, theirs }: Pair): boolean =>
  ours.queue.endsWith(reason) && theirs.queue.endsWith(reason);

/** The same failure by another name: ours, libssl's, and why. */
const otherReasons: readonly (readonly [ours: string, theirs: string, why: string])[] = [
  [
    'decryption failed or bad record mac',
    'internal error',
    'A record too short to be protected: libssl’s AEAD takes its length for a mistake of the program.',
  ],
  ['alert bad record mac', 'alert internal error', 'The alert for a record too short to be protected.'],
  [
    'unexpected message',
    'bad record type',
    'An unprotected record where there are keys already: it is of a type that can not come (RFC 8446, 5).',
  ],
  ['length mismatch', 'bad extension', 'An extension whose length is wrong.'],
  [
    'bad change cipher spec',
    'invalid ccs message',
    'RFC 8446, 5 asks for unexpected_message, RFC 5246 for illegal_parameter.',
  ],
  ['alert unexpected message', 'alert illegal parameter', 'The alert for a wrong ChangeCipherSpec.'],
  ['alert decode error', 'alert unexpected message', 'The alert for an alert of one byte.'],
  ['data length too long', 'packet length too long', 'The length in a record’s header.'],
  ['bad record type', 'unexpected message', 'A record of an unknown type.'],
  ['unexpected record', 'unexpected message', 'Data where there are no keys yet.'],
];

/** Everything that is seen differently here and in libssl, and why. A row that no scenario needs is an error. */
export const explanations: readonly Explanation[] = [
  {
    name: 'the record layer’s own entry',
    reason: 'Since 3.2, libssl adds “record layer failure” behind the reason.',
    only: ['3.5'],
    when: ({ theirs }) => theirs.queue.endsWith('::record layer failure'),
    explains: ({ queue }) => ({ queue: queue.replace(/\|error:0A000139:[^|]*$/, '') }),
  },
  {
    name: 'the texts of alerts',
    reason:
      'Since 3.2, libssl’s texts of alerts begin with “ssl/tls alert”, and no longer with a version. The numbers are the same.',
    only: ['3.5'],
    when: ({ theirs }) => theirs.queue.includes('ssl/tls alert'),
    explains: ({ queue }) => ({ queue: queue.replaceAll(/(sslv3|tlsv1|ssl\/tls) alert/g, 'alert') }),
  },
  {
    name: 'codes before OpenSSL 3',
    reason: 'They had a function between library and reason; the text names it.',
    only: ['1.1.1'],
    when: ({ theirs }) => theirs.queue !== '',
    explains: ({ queue }) => ({
      queue: queue.replaceAll(/error:[0-9A-F]{8}:([^:|]*):[^:|]*:/g, 'error::$1::'),
    }),
  },
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
    name: 'the message callback hears of messages',
    reason:
      'libssl also calls it for every record’s header and inner content type, with the pseudo types 256 and 257. Records are ' +
      'not messages, and nobody is told of them here.',
    when: ({ theirs }) => theirs.events !== '',
    explains: ({ events }) => ({ events: events.replaceAll(/(sent|got) (\w+ )?25[67] \d+ \d+\|/g, '') }),
  },
  {
    name: 'the message callback’s version',
    reason:
      'Until the version is agreed on, libssl tells that of its method, and for TLS 1.3 mixes it with that of the records. ' +
      'Here it is the highest that is enabled, then the one agreed on.',
    when: ({ theirs }) => theirs.events !== '',
    explains: ({ events }) => ({ events: events.replaceAll(/(sent|got) \w+ (\d+ )/g, '$1 $2') }),
  },
  {
    name: 'ChangeCipherSpec is a message',
    reason:
      'libssl tells of a ChangeCipherSpec that is sent, and not of one that comes. Here of both, up to TLS 1.2.',
    when: ({ ours }) => ours.events.includes('got'),
    explains: ({ events }) => ({ events: events.replaceAll(/got (\w+ )?20 1 1\|/g, '') }),
  },
  {
    name: 'messages of other lengths',
    reason:
      'Tickets have a form of their own; and a client offers its protocols (ALPN) in renegotiations too, where libssl leaves ' +
      'them out; a server that resumes repeats its point formats. Bytes are then counted in whole records.',
    when: (_pair, { ourTrace, theirTrace, scenario }) =>
      ['Renegotiation', 'Resumption', 'Tickets'].includes(scenario.subject) &&
      lengthsDiffer(ourTrace, theirTrace),
    explains: ({ out, in: unread }, seen, trace) => places(Number(out), Number(unread), seen, trace),
  },
  {
    name: 'as much as a record can hold',
    reason:
      'Reading ahead asks for the longest record there is. libssl asks for what its buffer holds, and 3.5 for a header alone ' +
      'where it has just begun.',
    when: ({ ours }, { scenario }) => scenario.name.includes('read ahead') && ours.request === '16645',
    explains: ['request'],
  },
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
    name: 'what was refused is not pending',
    reason:
      'A record that ended the connection is not to be had any more. libssl still counts it, in SSL_pending if it held data, ' +
      'and never gives it.',
    when: ({ ours, theirs }) => ours.state === 'error' && theirs.state === 'error' && ours.pending === '0',
    explains: ['pending', 'has_pending'],
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
    explains: (fields) => ({ ...noFields, renegotiating: fields.renegotiating }),
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
    when: (_pair, { ours, theirs }) => ours.fields.error === '1' && theirs.fields.error === '1',
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
  {
    name: 'a record is judged by its header',
    reason: 'One of an unknown type is refused before the rest of it is read.',
    when: ({ ours, theirs }, { scenario }) =>
      scenario.name.startsWith('a record of an unknown type') && ours.in === '1' && theirs.in === '0',
    explains: ['in', 'has_pending'],
  },
  {
    name: 'libcrypto’s own entries',
    reason: 'What libcrypto put into the queue below the reason that libssl gives is not here.',
    when: ({ theirs }) =>
      /(Provider|digital envelope|rsa|elliptic curve|X509|ASN1[^|]*) routines/.test(theirs.queue),
    explains: ({ queue }) => ({
      queue: queue
        .split('|')
        .filter((entry) => entry.includes('SSL routines'))
        .join('|'),
    }),
  },
  ...otherReasons.map(
    ([own, other, why]): Explanation => ({
      name: `“${own}” for “${other}”`,
      reason: why,
      when: ({ ours, theirs }) => ours.queue.endsWith(own) && theirs.queue.endsWith(other),
      explains: ['queue'],
    }),
  ),
];

/** Whether an end has read a record's header, and nothing of what follows. */
function isBehindHeader({ side, given, fields }: Observation, trace: Trace): boolean {
  const layout = new Layout(trace.given[side]);
  const at = given - Number(fields.in);
  return layout.rest(at - 1) === 1 && layout.place(at).endsWith('+');
}

function lengthsDiffer(ours: Trace, theirs: Trace): boolean {
  return (['client', 'server'] as const).some(
    (side) => new Layout(ours.sent[side]).lengths !== new Layout(theirs.sent[side]).lengths,
  );
}

function places(
  out: number,
  unread: number,
  { side, taken, given, fields }: Observation,
  trace: Trace,
): { out: string; in: string; request: string; guarantee: string } {
  const sent = new Layout(trace.sent[side]);
  const arrived = new Layout(trace.given[side]);
  const request = Number(fields.request);
  return {
    out: out === 0 ? 'nothing' : sent.place(taken + out),
    in: unread === 0 ? 'nothing' : arrived.place(given - unread),
    request: request === arrived.rest(given - unread) ? 'the rest' : fields.request,
    guarantee: 'the rest',
  };
}
