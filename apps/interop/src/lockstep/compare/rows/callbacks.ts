import type { Explanation } from '../explanation.ts';

/** What callbacks are told. */
export const callbacks: readonly Explanation[] = [
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
];
