import type { Explanation } from '../explanation.ts';

/** What OpenSSL changed of its texts and codes. */
export const texts: readonly Explanation[] = [
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
];
