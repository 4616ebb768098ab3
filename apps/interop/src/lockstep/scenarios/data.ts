import {
  otherSide,
  type Scenario,
  type Setting,
  type Side,
  type Step,
  type Version,
} from '../model/scenario.ts';
import { ample, call, carry, drive, handshake, scenario } from './build.ts';
import { versions } from './versions.ts';

const subject = 'Data';

/** SSL_MODE_… */
const modes = { partialWrite: '0x1', movingBuffer: '0x2', autoRetry: '0x4' } as const;

interface Exchange {
  readonly name: string;
  readonly capacity?: number;
  /** Of the end that sends. */
  readonly sender?: readonly Setting[];
  /** Of the end that receives. */
  readonly receiver?: readonly Setting[];
  readonly only?: Version;
  steps(sender: Side, receiver: Side): Step[];
}

/** `sender` writes so many bytes while `receiver` reads. */
function transfer(sender: Side, bytes: number, most: number = ample): Step {
  const [write, read] = [['write', bytes, 0] as const, ['read', bytes] as const];
  return sender === 'client' ? drive(most, write, read) : drive(most, read, write);
}

/** One read after another until there is nothing left. */
function reads(side: Side, bytes: number, count: number): Step[] {
  return Array.from({ length: count }, () => call(side, 'read', bytes));
}

const exchanges: readonly Exchange[] = [
  {
    name: 'one byte, one record, one byte more than a record',
    steps: (sender, receiver) =>
      [1, 16_384, 16_385].flatMap((bytes) => [transfer(sender, bytes), call(receiver, 'read', bytes)]),
  },
  {
    name: '40,000 bytes through a pair of 17 KiB',
    steps: (sender, receiver) => [
      ...[1, 2, 3, 4].flatMap(() => [
        call(sender, 'write', 40_000, 0),
        carry(sender),
        ...reads(receiver, 40_000, 3),
      ]),
    ],
  },
  {
    name: '40,000 bytes through a pair of 17 KiB in partial writes',
    sender: [['mode', modes.partialWrite]],
    steps: (sender, receiver) =>
      [40_000, 23_616, 7232, 7232].flatMap((bytes) => [
        call(sender, 'write', bytes, 0),
        carry(sender),
        ...reads(receiver, 40_000, 2),
      ]),
  },
  {
    name: 'a record read in pieces, and looked at before',
    steps: (sender, receiver) => [
      call(sender, 'write', 100, 0),
      carry(sender),
      call(receiver, 'peek', 10),
      call(receiver, 'peek', 200),
      ...reads(receiver, 30, 5),
    ],
  },
  {
    name: 'two records are read one by one',
    steps: (sender, receiver) => [
      call(sender, 'write', 50, 0),
      call(sender, 'write', 60, 0),
      carry(sender),
      call(receiver, 'peek', 200),
      ...reads(receiver, 200, 3),
    ],
  },
  {
    name: 'two records, read ahead',
    receiver: [['read-ahead', '1']],
    steps: (sender, receiver) => [
      call(sender, 'write', 50, 0),
      call(sender, 'write', 60, 0),
      carry(sender),
      ...reads(receiver, 20, 7),
    ],
  },
  {
    name: 'nothing is written, and nothing is read',
    steps: (sender, receiver) => [
      call(sender, 'write', 0, 0),
      carry(sender),
      call(receiver, 'read', 0),
      call(receiver, 'read', 10),
      call(sender, 'write', 10, 0),
      carry(sender),
      call(receiver, 'read', 0),
      call(receiver, 'read', 10),
    ],
  },
  {
    name: 'a full BIO while the other end writes too',
    capacity: 512,
    steps: (sender, receiver) => [
      call(sender, 'write', 2000, 0),
      call(receiver, 'write', 2000, 0),
      call(sender, 'read', 2000),
      call(receiver, 'read', 2000),
      ...[1, 2, 3, 4, 5].flatMap(() => [
        carry(sender),
        carry(receiver),
        call(sender, 'write', 2000, 0),
        call(receiver, 'write', 2000, 0),
        call(sender, 'read', 2000),
        call(receiver, 'read', 2000),
      ]),
    ],
  },
  {
    name: 'SSL_key_update',
    only: '1.3',
    steps: (sender, receiver) => [
      call(sender, 'key_update', 0),
      call(sender, 'handshake'),
      carry(sender),
      call(receiver, 'handshake'),
      call(receiver, 'read', 10),
      transfer(sender, 100),
      call(sender, 'key_update', 1),
      call(sender, 'write', 10, 0),
      carry(sender),
      call(receiver, 'read', 10),
      call(receiver, 'write', 10, 0),
      carry(receiver),
      call(sender, 'read', 10),
      call(sender, 'key_update', 7),
      call(sender, 'key_update', 1),
      call(sender, 'key_update', 0),
      call(sender, 'read', 10),
      carry(sender),
      call(receiver, 'read', 10),
    ],
  },
  {
    name: 'SSL_key_update over a BIO of 16 bytes',
    only: '1.3',
    capacity: 16,
    steps: (sender) => [
      call(sender, 'key_update', 1),
      drive(
        16,
        sender === 'client' ? ['handshake'] : ['read', 10],
        sender === 'client' ? ['read', 10] : ['handshake'],
      ),
      transfer(sender, 100, 16),
      call(sender, 'write', 100, 0),
      call(sender, 'key_update', 0),
    ],
  },
  {
    name: 'SSL_key_update without automatic retries',
    only: '1.3',
    receiver: [['no-mode', modes.autoRetry]],
    steps: (sender, receiver) => [
      call(sender, 'key_update', 0),
      call(sender, 'handshake'),
      carry(sender),
      ...reads(receiver, 10, 2),
      call(sender, 'key_update', 0),
      call(sender, 'write', 10, 0),
      carry(sender),
      ...reads(receiver, 10, 2),
    ],
  },
];

const exchanged: readonly Scenario[] = versions.flatMap((version) =>
  exchanges
    .filter(({ only = version }) => only === version)
    .flatMap(({ name, capacity = ample, sender = [], receiver = [], steps }) =>
      (['client', 'server'] as const).map((side) =>
        scenario({
          name: `${name}; the ${side} writes, TLS ${version}`,
          subject,
          version,
          capacity,
          client: side === 'client' ? sender : receiver,
          server: side === 'client' ? receiver : sender,
          steps: [...handshake, ...steps(side, otherSide(side))],
        }),
      ),
    ),
);

const implicit: readonly Scenario[] = versions.map((version) =>
  scenario({
    name: `the handshake is done by reading and writing, TLS ${version}`,
    subject,
    version,
    steps: [
      call('client', 'set_connect_state'),
      call('server', 'set_accept_state'),
      drive(ample, ['write', 10, 0], ['read', 10]),
      drive(ample, ['read', 10], ['write', 10, 0]),
    ],
  }),
);

const tickets: readonly Scenario[] = [true, false].flatMap((retries) =>
  ['1', '2'].map((count) =>
    scenario({
      name: `${count} tickets, ${retries ? 'with' : 'without'} automatic retries, TLS 1.3`,
      subject: 'Tickets',
      version: '1.3',
      client: [['no-option', 'NO_TICKET'], ...(retries ? [] : [['no-mode', modes.autoRetry] as const])],
      server: [
        ['no-option', 'NO_TICKET'],
        ['tickets', count],
      ],
      steps: [
        ...handshake,
        carry('server'),
        ...reads('client', 10, 3),
        transfer('server', 100),
        transfer('client', 100),
      ],
    }),
  ),
);

const ticket12: Scenario = scenario({
  name: 'a ticket, TLS 1.2',
  subject: 'Tickets',
  version: '1.2',
  client: [['no-option', 'NO_TICKET']],
  server: [['no-option', 'NO_TICKET']],
  steps: [...handshake, transfer('server', 100)],
});

/** What is written is read. */
export const data: readonly Scenario[] = [...exchanged, ...implicit, ...tickets, ticket12];
