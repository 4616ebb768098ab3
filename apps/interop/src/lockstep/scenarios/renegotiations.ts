import type { Scenario, Setting, Step } from '../model/scenario.ts';
import { ample, call, carry, drive, handshake, scenario } from './build.ts';

const allow: Setting = ['option', 'ALLOW_CLIENT_RENEGOTIATION'];
const refuse: Setting = ['option', 'NO_RENEGOTIATION'];

const always = { '1.1.1': 'has no SSL_OP_ALLOW_CLIENT_RENEGOTIATION: it allows it' } as const;

interface Cell {
  readonly name: string;
  readonly client?: readonly Setting[];
  readonly server?: readonly Setting[];
  readonly capacity?: number;
  readonly lacking?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** Both ends go on until the one that asked is through. */
const carriedOn: readonly Step[] = [
  drive(ample, ['handshake'], ['read', 10]),
  drive(ample, ['write', 10, 0], ['read', 10]),
  drive(ample, ['read', 10], ['write', 10, 0]),
];

const anew: Setting = ['option', 'NO_SESSION_RESUMPTION_ON_RENEGOTIATION'];

const asked: readonly Step[] = [
  call('server', 'renegotiate'),
  call('server', 'handshake'),
  carry('server'),
  drive(ample, ['read', 10], ['handshake']),
  drive(ample, ['read', 10], ['read', 10]),
  drive(ample, ['write', 10, 0], ['read', 10]),
  drive(ample, ['read', 10], ['write', 10, 0]),
];

const cells: readonly Cell[] = [
  { name: 'the client asks', server: [allow], steps: [call('client', 'renegotiate'), ...carriedOn] },
  {
    name: 'the client asks, abbreviated',
    server: [allow],
    steps: [call('client', 'renegotiate_abbreviated'), ...carriedOn],
  },
  {
    name: 'the client asks twice',
    server: [allow],
    steps: [call('client', 'renegotiate'), ...carriedOn, call('client', 'renegotiate'), ...carriedOn],
  },
  {
    name: 'the client asks, and the server does not allow it',
    lacking: always,
    steps: [call('client', 'renegotiate'), ...carriedOn],
  },
  {
    name: 'the client asks, and the server refuses it',
    server: [refuse],
    steps: [call('client', 'renegotiate'), ...carriedOn],
  },
  {
    name: 'the client refuses to ask',
    client: [refuse],
    steps: [call('client', 'renegotiate'), ...carriedOn],
  },
  {
    name: 'the client asks while data of the server is on its way',
    server: [allow],
    steps: [
      call('server', 'write', 50, 0),
      call('client', 'renegotiate'),
      call('client', 'read', 10),
      carry('server'),
      call('client', 'read', 100),
      call('client', 'read', 100),
      ...carriedOn,
    ],
  },
  {
    name: 'the client asks and reads, and data comes before the ServerHello',
    server: [allow],
    steps: [
      call('client', 'renegotiate'),
      call('client', 'read', 100),
      call('server', 'write', 50, 0),
      carry('server'),
      call('client', 'read', 100),
      carry('client'),
      drive(ample, ['read', 10], ['read', 10]),
    ],
  },
  {
    name: 'the client asks by SSL_do_handshake, and data comes before the ServerHello',
    server: [allow],
    steps: [
      call('client', 'renegotiate'),
      call('client', 'handshake'),
      call('server', 'write', 50, 0),
      carry('server'),
      call('client', 'handshake'),
      carry('client'),
      call('server', 'read', 10),
    ],
  },
  { name: 'the server asks', server: [anew], steps: asked },
  { name: 'the server asks, and would resume the session', steps: asked },
  { name: 'the server asks, and the client refuses it', client: [refuse], steps: asked },
  { name: 'the server refuses to ask', server: [refuse], steps: asked },
  { name: 'the server asks twice', server: [anew], steps: [...asked, ...asked] },
  {
    name: 'the server asks, and wants a certificate now',
    server: [anew],
    steps: [{ do: 'set', side: 'server', setting: ['verify', '1'] }, ...asked],
  },
  {
    name: 'the server asks, and data of the client comes before its hello',
    server: [anew],
    steps: [
      call('server', 'renegotiate'),
      call('client', 'write', 50, 0),
      call('server', 'handshake'),
      carry('client'),
      call('server', 'read', 100),
      carry('server'),
      drive(ample, ['read', 10], ['read', 10]),
      drive(ample, ['write', 10, 0], ['read', 10]),
    ],
  },
  {
    name: 'both ask at once',
    server: [allow],
    steps: [
      call('client', 'renegotiate'),
      call('server', 'renegotiate'),
      call('client', 'handshake'),
      call('server', 'handshake'),
      carry('client'),
      carry('server'),
      drive(ample, ['handshake'], ['read', 10]),
      drive(ample, ['write', 10, 0], ['read', 10]),
    ],
  },
  {
    name: 'the client asks, and closes',
    server: [allow],
    steps: [
      call('client', 'renegotiate'),
      call('client', 'shutdown'),
      carry('client'),
      call('server', 'read', 10),
      call('client', 'handshake'),
      carry('client'),
      call('server', 'read', 10),
    ],
  },
  {
    name: 'the transport ends in the middle',
    server: [allow],
    steps: [
      call('client', 'renegotiate'),
      call('client', 'handshake'),
      carry('client'),
      call('server', 'read', 10),
      carry('server', 'record'),
      { do: 'end', side: 'client' },
      call('client', 'handshake'),
      call('client', 'handshake'),
      carry('client'),
      call('server', 'read', 10),
    ],
  },
];

/** Renegotiations between ends that know RFC 5746. */
export const renegotiations: readonly Scenario[] = cells.map(({ name, steps, ...rest }) =>
  scenario({
    name: `${name}, TLS 1.2`,
    subject: 'Renegotiation',
    version: '1.2',
    ...rest,
    steps: [...handshake, ...steps],
  }),
);
