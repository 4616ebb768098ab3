import {
  otherSide,
  type Scenario,
  type Setting,
  type Side,
  type Step,
  type Version,
} from '../model/scenario.ts';
import { ample, call, carry, drive, handshake, roles, scenario } from './build.ts';
import { aftermath } from './flights.ts';
import { versions } from './versions.ts';

interface Misuse {
  readonly name: string;
  readonly settings?: readonly Setting[];
  readonly only?: Version;
  readonly not?: Version;
  readonly bare?: boolean;
  steps(side: Side, other: Side): Step[];
}

/** A write that the BIO takes a part of: it is to be repeated. */
const begun = (side: Side): Step[] => [call(side, 'write', 40_000, 0)];

const retries: readonly Misuse[] = [
  {
    name: 'a write is repeated from another buffer',
    steps: (side) => [...begun(side), carry(side), call(side, 'write', 40_000, 1), ...aftermath(side)],
  },
  {
    name: 'a write is repeated from another buffer, which is allowed',
    settings: [['mode', '0x2']],
    steps: (side, other) => [
      ...begun(side),
      ...[1, 2, 3].flatMap(() => [carry(side), call(other, 'read', 20_000), call(side, 'write', 40_000, 1)]),
    ],
  },
  {
    name: 'a write is repeated with fewer bytes',
    steps: (side) => [...begun(side), carry(side), call(side, 'write', 10, 0), ...aftermath(side)],
  },
  {
    name: 'a write is repeated with fewer bytes, from another buffer, which is allowed',
    settings: [['mode', '0x2']],
    steps: (side) => [...begun(side), carry(side), call(side, 'write', 10, 1), ...aftermath(side)],
  },
  {
    name: 'a write is repeated with more bytes',
    steps: (side, other) => [
      ...begun(side),
      ...[1, 2, 3, 4].flatMap(() => [
        carry(side),
        call(other, 'read', 20_000),
        call(side, 'write', 45_000, 0),
      ]),
    ],
  },
  {
    name: 'a write is begun, and something else is called',
    steps: (side, other) => [
      ...begun(side),
      call(side, 'read', 10),
      call(side, 'handshake'),
      call(side, 'peek', 10),
      call(side, 'key_update', 0),
      carry(side),
      call(other, 'read', 20_000),
      call(side, 'write', 40_000, 0),
    ],
  },
  {
    name: 'a write is begun, and the connection is closed',
    steps: (side, other) => [
      ...begun(side),
      call(side, 'shutdown'),
      carry(side),
      call(other, 'read', 20_000),
      call(side, 'shutdown'),
      call(side, 'write', 40_000, 0),
      carry(side),
      call(other, 'read', 20_000),
    ],
  },
];

const calls: readonly Misuse[] = [
  {
    name: 'calls before a role is set',
    bare: true,
    steps: (side) => [
      call(side, 'handshake'),
      call(side, 'read', 10),
      call(side, 'peek', 10),
      call(side, 'write', 10, 0),
      call(side, 'shutdown'),
      call(side, 'key_update', 0),
    ],
  },
  {
    name: 'SSL_connect and SSL_accept with the role of the other',
    bare: true,
    steps: () => [
      call('client', 'set_connect_state'),
      call('server', 'set_accept_state'),
      drive(ample, ['accept'], ['connect']),
      call('client', 'accept'),
      call('server', 'connect'),
    ],
  },
  {
    name: 'a finished handshake is asked for again',
    steps: (side) => [call(side, 'handshake'), call(side, 'connect'), call(side, 'accept')],
  },
  {
    name: 'SSL_key_update before TLS 1.3',
    not: '1.3',
    steps: (side) => [
      call(side, 'key_update', 0),
      call(side, 'handshake'),
      drive(ample, ['write', 10, 0], ['read', 10]),
    ],
  },
  {
    name: 'SSL_renegotiate in TLS 1.3',
    only: '1.3',
    steps: (side) => [
      call(side, 'renegotiate'),
      call(side, 'renegotiate_abbreviated'),
      call(side, 'handshake'),
      drive(ample, ['write', 10, 0], ['read', 10]),
    ],
  },
  {
    name: 'SSL_clear in the middle of a handshake, and again from the beginning',
    bare: true,
    steps: (side, other) => [
      ...roles,
      call('client', 'handshake'),
      call(side, 'clear'),
      call(other, 'clear'),
      call(side, 'handshake'),
    ],
  },
  {
    name: 'the role is set anew on an open connection',
    steps: (side) => [
      side === 'client' ? call('client', 'set_connect_state') : call('server', 'set_accept_state'),
      call(side, 'shutdown'),
      call(side, 'handshake'),
      call(side, 'write', 10, 0),
    ],
  },
  {
    name: 'the handshake ends before its last flight is out',
    bare: true,
    steps: (side, other) => [
      ...roles,
      drive(100),
      call(side, 'write', 5, 0),
      carry(side),
      call(other, 'read', 10),
    ],
  },
];

function play(subject: string, misuses: readonly Misuse[]): readonly Scenario[] {
  return versions.flatMap((version) =>
    misuses
      .filter(({ only = version, not }) => only === version && not !== version)
      .flatMap(({ name, settings = [], bare = false, steps }) =>
        (['client', 'server'] as const).map((side) =>
          scenario({
            name: `${name}; the ${side}, TLS ${version}`,
            subject,
            version,
            [side]: settings,
            steps: [...(bare ? [] : handshake), ...steps(side, otherSide(side))],
          }),
        ),
      ),
  );
}

/** Calls that break a rule of the manual pages. */
export const misuse: readonly Scenario[] = [
  ...play('Repeated writes', retries),
  ...play('Calls out of place', calls),
];
