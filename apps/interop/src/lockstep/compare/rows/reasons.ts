import type { Explanation } from '../explanation.ts';

/** The same failure by another name: ours, libssl's, and why. */
const otherReasons: readonly (readonly [ours: string, theirs: string, why: string])[] = [
  [
    'decryption failed or bad record mac',
    'internal error',
    'A record too short to be protected: libssl’s AEAD takes its length for a mistake of the program.',
  ],
  [
    'decryption failed or bad record mac',
    'length too short',
    'A record too short for CBC: which check failed is nobody’s business (RFC 5246, 6.2.3.2).',
  ],
  ['alert bad record mac', 'alert decode error', 'The alert for a record too short for CBC.'],
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

/** Reasons that libssl names differently. */
export const reasons: readonly Explanation[] = [
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
