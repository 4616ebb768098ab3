import type { BioKind, Scenario, Step } from '../model/scenario.ts';
import { ample, call, drive, handshake, roles, scenario } from './build.ts';
import { versions } from './versions.ts';

const subject = 'BIOs and their capacities';

const sizes = [1, 16, 17, 512, ample] as const;
const kinds: readonly BioKind[] = ['pair', 'reader', 'filter', 'buffer'];

/** Data both ways behind the handshake, and the end of it all. */
const conversation: readonly Step[] = [
  drive(ample, ['write', 300, 0], ['read', 300]),
  drive(ample, ['read', 1000], ['write', 1000, 1]),
  drive(ample, ['shutdown'], ['shutdown']),
  drive(ample, ['shutdown'], ['shutdown']),
];

const overPairs: readonly Scenario[] = versions.flatMap((version) =>
  kinds.flatMap((bio) =>
    (bio === 'buffer' ? [ample] : sizes).map((capacity) =>
      scenario({
        name: `handshake, data and close over a ${bio} of ${capacity} bytes, TLS ${version}`,
        subject,
        version,
        bio,
        capacity,
        steps: [...roles, drive(), ...(bio === 'filter' ? conversation.slice(0, 2) : conversation)],
      }),
    ),
  ),
);

const overMemory: readonly Scenario[] = versions.flatMap((version) =>
  sizes.map((most) =>
    scenario({
      name: `handshake, data and close over memory, ${most} bytes at a time, TLS ${version}`,
      subject,
      version,
      bio: 'memory',
      steps: [
        ...roles,
        drive(most),
        drive(most, ['write', 300, 0], ['read', 300]),
        drive(most, ['shutdown'], ['shutdown']),
        drive(most, ['shutdown'], ['shutdown']),
      ],
    }),
  ),
);

const watched: readonly Scenario[] = versions.map((version) =>
  scenario({
    name: `info and message callbacks, TLS ${version}`,
    subject: 'Callbacks',
    version,
    client: [['watch', '1']],
    server: [['watch', '1']],
    steps: [...handshake, ...conversation],
  }),
);

const byConnectAndAccept: readonly Scenario[] = versions.map((version) =>
  scenario({
    name: `SSL_connect and SSL_accept set the roles, TLS ${version}`,
    subject,
    version,
    steps: [
      drive(ample, ['connect'], ['accept']),
      call('client', 'connect'),
      call('server', 'accept'),
      call('client', 'handshake'),
    ],
  }),
);

/** Handshakes over every kind of BIO. */
export const capacities: readonly Scenario[] = [
  ...overPairs,
  ...overMemory,
  ...watched,
  ...byConnectAndAccept,
];
