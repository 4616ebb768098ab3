import { otherSide, type Scenario, type Setting, type Side, type Step } from '../model/scenario.ts';
import { ample, call, carry, drive, handshake, scenario } from './build.ts';
import { versions } from './versions.ts';

const subject = 'Orders of shutdown';

interface Order {
  readonly name: string;
  readonly capacity?: number;
  readonly settings?: readonly Setting[];
  readonly subject?: string;
  readonly lacking?: Scenario['lacking'];
  /** `side` closes first. */
  steps(side: Side, other: Side): Step[];
}

const orders: readonly Order[] = [
  {
    name: 'one closes, the other reads that and closes',
    steps: (side, other) => [
      call(side, 'shutdown'),
      call(side, 'shutdown'),
      carry(side),
      call(other, 'read', 10),
      call(other, 'read', 10),
      call(other, 'shutdown'),
      carry(other),
      call(side, 'shutdown'),
      call(side, 'shutdown'),
      call(side, 'read', 10),
    ],
  },
  {
    name: 'both close at once',
    steps: (side, other) => [
      call(side, 'shutdown'),
      call(other, 'shutdown'),
      carry(side),
      carry(other),
      call(side, 'shutdown'),
      call(other, 'shutdown'),
      call(other, 'shutdown'),
    ],
  },
  {
    name: 'one closes, the other goes on sending',
    steps: (side, other) => [
      call(side, 'shutdown'),
      carry(side),
      call(other, 'write', 100, 0),
      carry(other),
      call(side, 'read', 40),
      call(side, 'read', 100),
      call(side, 'read', 100),
      call(other, 'read', 100),
      call(other, 'write', 100, 0),
      call(other, 'shutdown'),
      carry(other),
      call(side, 'read', 100),
      call(side, 'shutdown'),
    ],
  },
  {
    name: 'one closes while data is on its way to it, and waits with SSL_shutdown',
    steps: (side, other) => [
      call(other, 'write', 100, 0),
      call(side, 'shutdown'),
      carry(other),
      call(side, 'shutdown'),
      call(side, 'read', 100),
      call(side, 'shutdown'),
      carry(side),
      call(other, 'shutdown'),
      carry(other),
      call(side, 'shutdown'),
    ],
  },
  {
    name: 'one closes, then writes and reads',
    steps: (side) => [
      call(side, 'shutdown'),
      call(side, 'write', 10, 0),
      call(side, 'read', 10),
      call(side, 'peek', 10),
    ],
  },
  {
    name: 'one closes, and the transport ends',
    steps: (side) => [
      call(side, 'shutdown'),
      { do: 'end', side },
      call(side, 'shutdown'),
      call(side, 'shutdown'),
      call(side, 'read', 10),
    ],
  },
  {
    name: 'close_notify does not fit into the BIO',
    capacity: 16,
    steps: (side) => {
      const [client, server] =
        side === 'client' ? [['shutdown'], ['read', 10]] : [['read', 10], ['shutdown']];
      return [
        call(side, 'shutdown'),
        call(side, 'shutdown'),
        call(side, 'write', 10, 0),
        drive(7, client as ['shutdown'], server as ['shutdown']),
      ];
    },
  },
  {
    name: 'data that does not fit into the BIO, then close_notify',
    capacity: 16,
    steps: (side, other) => [
      call(side, 'write', 100, 0),
      call(side, 'shutdown'),
      carry(side),
      call(other, 'read', 100),
      call(side, 'shutdown'),
      carry(side),
      call(other, 'read', 100),
    ],
  },
  {
    name: 'quiet shutdown',
    settings: [['quiet-shutdown', '1']],
    steps: (side, other) => [
      call(side, 'shutdown'),
      call(side, 'read', 10),
      call(side, 'write', 10, 0),
      carry(side),
      call(other, 'shutdown'),
    ],
  },
  {
    name: 'SSL_set_shutdown instead of closing',
    steps: (side, other) => [
      call(side, 'set_shutdown', 1),
      call(side, 'write', 10, 0),
      call(other, 'write', 10, 0),
      carry(other),
      call(side, 'read', 10),
      call(side, 'set_shutdown', 3),
      call(side, 'read', 10),
      call(side, 'shutdown'),
    ],
  },
  {
    name: 'close_notify while data waits to be read',
    steps: (side, other) => [
      call(side, 'write', 100, 0),
      call(side, 'shutdown'),
      carry(side),
      call(other, 'peek', 10),
      call(other, 'read', 40),
      call(other, 'shutdown'),
      call(other, 'read', 100),
      call(other, 'read', 100),
      call(other, 'shutdown'),
    ],
  },
  {
    name: 'SSL_clear after closing, and another connection',
    subject: 'Resumption',
    lacking: { '1.1.1': 'can not make another connection of TLS 1.3 after SSL_clear' },
    steps: (side, other) => [
      call(side, 'shutdown'),
      carry(side),
      call(other, 'shutdown'),
      carry(other),
      call(side, 'shutdown'),
      call(other, 'shutdown'),
      call(side, 'clear'),
      call(other, 'clear'),
      drive(),
      drive(ample, ['write', 10, 0], ['read', 10]),
    ],
  },
];

/** Ways to close, with either end first. */
export const shutdowns: readonly Scenario[] = versions.flatMap((version) =>
  orders.flatMap(({ name, capacity = ample, settings = [], subject: about = subject, lacking, steps }) =>
    (['client', 'server'] as const).map((side) =>
      scenario({
        name: `${name}; the ${side} is first, TLS ${version}`,
        subject: about,
        version,
        capacity,
        [side]: settings,
        ...(lacking && version === '1.3' && { lacking }),
        steps: [...handshake, ...steps(side, otherSide(side))],
      }),
    ),
  ),
);
