import type { BioKind, Scenario, Step, Version } from '../model/scenario.ts';
import { ample, call, carry, drive, handshake, roles, scenario } from './build.ts';
import { versions } from './versions.ts';

const subject = 'BIOs and their capacities';

const sizes = [1, 16, 17, 512, ample] as const;
const kinds: readonly BioKind[] = ['pair', 'reader', 'filter'];

/** Byte by byte takes long: each kind of BIO once, and pairs in every version. */
function sizesOf(version: Version, bio: BioKind): readonly number[] {
  return sizes.filter((size) => size > 1 || version === '1.3' || bio === 'pair');
}

/** Data both ways behind the handshake, and the end of it all. */
function conversation(most: number, bio: BioKind): readonly Step[] {
  const data = [
    drive(most, ['write', 300, 0], ['read', 300]),
    drive(most, ['read', 1000], ['write', 1000, 1]),
  ];
  const close = drive(most, ['shutdown'], ['shutdown']);
  return bio === 'filter' ? data : [...data, close, close];
}

const overPairs: readonly Scenario[] = versions.flatMap((version) =>
  kinds.flatMap((bio) =>
    sizesOf(version, bio).map((capacity) =>
      scenario({
        name: `handshake, data and close over a ${bio} of ${capacity} bytes, TLS ${version}`,
        subject,
        version,
        bio,
        capacity,
        steps: [...roles, drive(), ...conversation(ample, bio)],
      }),
    ),
  ),
);

const overMemory: readonly Scenario[] = versions.flatMap((version) =>
  sizesOf(version, 'memory').map((most) =>
    scenario({
      name: `handshake, data and close over memory, ${most} bytes at a time, TLS ${version}`,
      subject,
      version,
      bio: 'memory',
      steps: [...roles, drive(most), ...conversation(most, 'memory')],
    }),
  ),
);

/** What is written stays in the buffer until it is flushed. */
const overBuffers: readonly Scenario[] = versions.flatMap((version) => [
  scenario({
    name: `handshake, data and close over a buffer, TLS ${version}`,
    subject,
    version,
    bio: 'buffer',
    steps: [
      ...handshake,
      call('client', 'write', 300, 0),
      carry('client'),
      call('server', 'read', 300),
      call('client', 'flush'),
      carry('client'),
      call('server', 'read', 300),
      call('server', 'shutdown'),
      carry('server'),
      call('client', 'shutdown'),
      carry('client'),
      call('server', 'shutdown'),
    ],
  }),
  scenario({
    name: `a buffer over a pair of 16 bytes, TLS ${version}`,
    subject,
    version,
    bio: 'buffer',
    capacity: 16,
    steps: [...roles, call('client', 'handshake'), carry('client'), call('server', 'handshake')],
  }),
]);

const watched: readonly Scenario[] = versions.map((version) =>
  scenario({
    name: `info and message callbacks, TLS ${version}`,
    subject: 'Callbacks',
    version,
    client: [['watch', '1']],
    server: [['watch', '1']],
    steps: [...handshake, ...conversation(ample, 'pair')],
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
  ...overBuffers,
  ...watched,
  ...byConnectAndAccept,
];
