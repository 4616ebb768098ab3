import { type ProtocolVersion, TLS10, TLS11 } from '@proj/crypto';
import { describe, expect, test } from 'vitest';
import { sslErrors, sslOptions } from '../../src/index.js';
import type { InfoEdit } from '../support/engine-peer.js';
import {
  clientWith,
  expectData,
  expectFailure,
  flip,
  type Info,
  infos,
  lastError,
  noRenegotiation,
  type Outcome,
  readOn,
  reasons,
  serverWith,
  shake,
} from '../support/renegotiating.js';

const {
  ALLOW_CLIENT_RENEGOTIATION,
  ALLOW_UNSAFE_LEGACY_RENEGOTIATION: UNSAFE,
  LEGACY_SERVER_CONNECT: LEGACY,
  NO_RENEGOTIATION,
} = sslOptions;

interface ClientRow {
  readonly info: Info;
  readonly legacy: boolean;
  readonly unsafe: boolean;
  readonly initial: Outcome;
  /** After a first handshake with a server that answers rightly. */
  readonly renegotiation: Outcome;
  /** After a first handshake with a server that does not answer. */
  readonly afterInsecure: Outcome | undefined;
}

const wrong = ['mismatch', 'illegal_parameter'] as const;
const malformed = ['encoding', 'decode_error'] as const;
const insecure = ['legacy', 'handshake_failure'] as const;

/** The client's matrix; where a first handshake was secure, none that is not may follow (RFC 5746, 3.5). */
function clientRow(info: Info, legacy: boolean, unsafe: boolean): ClientRow {
  const lenient = legacy || unsafe;
  const row = { info, legacy, unsafe };
  switch (info) {
    case 'present, right':
      return { ...row, initial: 'ok', renegotiation: 'ok', afterInsecure: lenient ? wrong : undefined };
    case 'badly framed':
      return {
        ...row,
        initial: malformed,
        renegotiation: malformed,
        afterInsecure: lenient ? malformed : undefined,
      };
    case 'absent':
      return {
        ...row,
        initial: lenient ? 'ok' : insecure,
        renegotiation: insecure,
        afterInsecure: lenient ? 'ok' : undefined,
      };
    default:
      return { ...row, initial: wrong, renegotiation: wrong, afterInsecure: lenient ? wrong : undefined };
  }
}

const kinds = Object.keys(infos).filter((name): name is Info => name in infos);
const clientRows = kinds.flatMap((info) =>
  [false, true].flatMap((legacy) => [false, true].map((unsafe) => clientRow(info, legacy, unsafe))),
);

describe.each(clientRows)(
  'a client with LEGACY_SERVER_CONNECT $legacy, ALLOW_UNSAFE_LEGACY_RENEGOTIATION $unsafe, and an answer that is $info',
  ({ info, legacy, unsafe, initial, renegotiation, afterInsecure }) => {
    const options = (legacy ? LEGACY : 0n) | (unsafe ? UNSAFE : 0n);
    const edit = infos[info];
    // An empty one has no parts to be wrong in.
    const hasParts = !info.includes('part');

    if (hasParts)
      test('initial handshake (RFC 5746, 3.4, 4.1)', () => {
        const meeting = clientWith(options, edit);
        const ret = shake(meeting);
        if (initial !== 'ok') return expectFailure(meeting, ret, initial);
        expect([ret, meeting.ssl.secureRenegotiationSupport]).toEqual([1, info === 'present, right']);
        expectData(meeting);
      });

    test('renegotiation after a secure handshake (RFC 5746, 3.5)', () => {
      const meeting = clientWith(options, infos['present, right']);
      expect(shake(meeting)).toBe(1);
      meeting.peer.edit = edit;
      expect(meeting.ssl.renegotiate()).toBe(1);
      const ret = shake(meeting);
      if (renegotiation !== 'ok') return expectFailure(meeting, ret, renegotiation);
      expect([ret, meeting.ssl.numRenegotiations, meeting.ssl.renegotiatePending]).toEqual([1, 1, false]);
      expectData(meeting);
    });

    if (hasParts && afterInsecure)
      test('renegotiation after an insecure handshake (RFC 5746, 4.2)', () => {
        const meeting = clientWith(options, infos.absent);
        expect([shake(meeting), meeting.ssl.secureRenegotiationSupport]).toEqual([1, false]);
        meeting.peer.forget();
        meeting.peer.edit = edit;
        expect(meeting.ssl.renegotiate()).toBe(1);
        const ret = shake(meeting);
        if (afterInsecure && afterInsecure !== 'ok') return expectFailure(meeting, ret, afterInsecure);
        expect([ret, meeting.ssl.numRenegotiations]).toEqual([1, 1]);
        expectData(meeting);
      });
  },
);

describe('a server', () => {
  test.each<[string, InfoEdit, boolean, Outcome, boolean]>([
    ['the signalling suite', infos.absent, true, 'ok', true],
    ['an empty extension', infos['present, right'], false, 'ok', true],
    ['neither', infos.absent, false, 'ok', false],
    [
      'an extension that is not empty',
      infos['present, of another length'],
      false,
      ['mismatch', 'handshake_failure'],
      false,
    ],
    ['a malformed extension', infos['badly framed'], false, malformed, false],
  ])('and a first ClientHello with %s (RFC 5746, 3.6)', (_, edit, signals, outcome, secure) => {
    const meeting = serverWith(0n, edit, { signals });
    const ret = shake(meeting);
    if (outcome !== 'ok') return expectFailure(meeting, ret, outcome);
    expect([ret, meeting.ssl.secureRenegotiationSupport]).toEqual([1, secure]);
    expectData(meeting);
  });

  interface Change {
    readonly options: bigint;
    /** Whether the first handshake is secure. */
    readonly secure: boolean;
    readonly next: InfoEdit;
    readonly signals?: boolean;
  }
  const right = infos['present, right'];
  const open = ALLOW_CLIENT_RENEGOTIATION;

  test.each<[string, Change, Outcome | 'warning']>([
    ['by default', { options: NO_RENEGOTIATION, secure: true, next: right }, 'warning'],
    ['with ALLOW_CLIENT_RENEGOTIATION clear', { options: 0n, secure: true, next: right }, 'warning'],
    [
      'with NO_RENEGOTIATION set too',
      { options: open | NO_RENEGOTIATION, secure: true, next: right },
      'warning',
    ],
    ['with RI, right', { options: open, secure: true, next: right }, 'ok'],
    ['with RI missing', { options: open, secure: true, next: infos.absent }, insecure],
    ['with RI missing, UNSAFE', { options: open | UNSAFE, secure: true, next: infos.absent }, insecure],
    [
      'with the signalling suite',
      { options: open, secure: true, next: right, signals: true },
      ['scsv', 'handshake_failure'],
    ],
    ['with RI wrong', { options: open, secure: true, next: flip(1) }, ['mismatch', 'handshake_failure']],
    [
      'with RI of another length',
      { options: open, secure: true, next: infos['present, of another length'] },
      ['mismatch', 'handshake_failure'],
    ],
    ['with RI malformed', { options: open, secure: true, next: infos['badly framed'] }, malformed],
    ['after an insecure handshake', { options: open, secure: false, next: infos.absent }, 'warning'],
    [
      'after an insecure handshake, UNSAFE',
      { options: open | UNSAFE, secure: false, next: infos.absent },
      'ok',
    ],
    [
      'after an insecure handshake, UNSAFE, with ALLOW_CLIENT_RENEGOTIATION clear',
      { options: UNSAFE, secure: false, next: infos.absent },
      'warning',
    ],
    [
      'after an insecure handshake, UNSAFE, with RI now',
      { options: open | UNSAFE, secure: false, next: right },
      ['mismatch', 'handshake_failure'],
    ],
  ])(
    'and a client that renegotiates %s (RFC 5746, 3.7, 4.4)',
    (_, { options, secure, next, signals = false }, outcome) => {
      const meeting = serverWith(options, secure ? right : infos.absent);
      const { ssl, peer } = meeting;
      expect([shake(meeting), ssl.secureRenegotiationSupport]).toEqual([1, secure]);
      peer.edit = next;
      peer.signals = signals;
      peer.connection.renegotiate();
      peer.turn();
      if (outcome === 'warning') {
        expect([ssl.read(new Uint8Array(9)), ssl.getError(-1), ssl.failure]).toEqual([
          -1,
          sslErrors.WANT_READ,
          undefined,
        ]);
        peer.turn();
        expect([peer.alerts, ssl.numRenegotiations]).toEqual([[noRenegotiation], 0]);
        return;
      }
      const ret = readOn(meeting);
      if (outcome !== 'ok') return expectFailure(meeting, ret, outcome);
      expect([ret, ssl.getError(ret), ssl.numRenegotiations]).toEqual([-1, sslErrors.WANT_READ, 1]);
      expectData(meeting);
    },
  );

  test.each<[string, Change, Outcome]>([
    ['RI, though ALLOW_CLIENT_RENEGOTIATION is clear', { options: 0n, secure: true, next: right }, 'ok'],
    ['no RI, after an insecure handshake', { options: 0n, secure: false, next: infos.absent }, insecure],
    [
      'no RI, after an insecure handshake, UNSAFE',
      { options: UNSAFE, secure: false, next: infos.absent },
      'ok',
    ],
    [
      'no RI, after a secure handshake, UNSAFE',
      { options: UNSAFE, secure: true, next: infos.absent },
      insecure,
    ],
  ])('that asks for a renegotiation, and is answered with %s', (_, { options, secure, next }, outcome) => {
    const meeting = serverWith(options, secure ? right : infos.absent);
    const { ssl, peer } = meeting;
    expect(shake(meeting)).toBe(1);
    peer.edit = next;
    expect([ssl.renegotiate(), ssl.doHandshake(), ssl.renegotiatePending]).toEqual([1, 1, true]);
    peer.turn();
    const ret = readOn(meeting);
    if (outcome !== 'ok') return expectFailure(meeting, ret, outcome);
    expect([ssl.getError(ret), ssl.numRenegotiations, ssl.renegotiatePending]).toEqual([
      sslErrors.WANT_READ,
      1,
      false,
    ]);
    expectData(meeting);
  });

  test('that asks for one, and is answered with no_renegotiation: a fatal handshake_failure', () => {
    const meeting = serverWith(0n, right);
    expect(shake(meeting)).toBe(1);
    meeting.peer.connection.setRenegotiation({ refuse: true });
    expect([meeting.ssl.renegotiate(), meeting.ssl.doHandshake()]).toEqual([1, 1]);
    meeting.peer.turn();
    expectFailure(meeting, readOn(meeting), ['refused', 'handshake_failure']);
  });

  test('that is not to renegotiate does not ask: 0, no renegotiation', () => {
    const meeting = serverWith(NO_RENEGOTIATION, right);
    expect(shake(meeting)).toBe(1);
    expect([meeting.ssl.renegotiate(), lastError(meeting)]).toEqual([0, reasons.refused]);
    expectData(meeting);
  });

  test('heeds options that are set after the first handshake', () => {
    const meeting = serverWith(open, right);
    expect(shake(meeting)).toBe(1);
    meeting.ssl.setOptions(NO_RENEGOTIATION);
    meeting.peer.connection.renegotiate();
    meeting.peer.turn();
    meeting.ssl.read(new Uint8Array(9));
    meeting.peer.turn();
    expect(meeting.peer.alerts).toEqual([noRenegotiation]);
  });

  test('admits three in ten minutes, and a hundred in all (what a client may cost)', () => {
    const meeting = serverWith(open, right);
    const { ssl, peer } = meeting;
    let now = Date.now();
    ssl.now = () => now;
    expect(shake(meeting)).toBe(1);
    const again = (): number => {
      peer.connection.renegotiate({ abbreviated: true });
      peer.turn();
      readOn(meeting);
      return ssl.numRenegotiations;
    };
    for (let i = 1; i <= 99; i += 1) {
      expect(again()).toBe(i);
      if (i % 3 === 0) now += 600_000;
      // Messages in a row without any data are limited, too.
      if (i % 50 === 0) expectData(meeting);
    }
    now += 600_000;
    expect([again(), peer.alerts]).toEqual([100, []]);
    expect([again(), peer.alerts]).toEqual([100, [noRenegotiation]]);
  });

  test('admits a fourth in ten minutes not', () => {
    const meeting = serverWith(open, right);
    expect(shake(meeting)).toBe(1);
    for (const count of [1, 2, 3, 3]) {
      meeting.peer.connection.renegotiate({ abbreviated: true });
      meeting.peer.turn();
      readOn(meeting);
      expect(meeting.ssl.numRenegotiations).toBe(count);
    }
    expect(meeting.peer.alerts).toEqual([noRenegotiation]);
  });
});

test('a client ends the connection for a no_renegotiation that it did not want (RFC 5746, 4.2 lets it)', () => {
  const meeting = clientWith(0n, infos['present, right']);
  expect(shake(meeting)).toBe(1);
  meeting.peer.connection.setRenegotiation({ refuse: true });
  meeting.ssl.renegotiate();
  expectFailure(meeting, shake(meeting), ['refused', 'handshake_failure']);
});

const oldVersions: readonly (readonly [string, ProtocolVersion])[] = [
  ['TLSv1', TLS10],
  ['TLSv1.1', TLS11],
];

describe.each(oldVersions)('%s', (name, version) => {
  const right = infos['present, right'];

  test.each<[Info, bigint, Outcome]>([
    ['present, right', 0n, 'ok'],
    ['present, wrong in the client’s part', LEGACY, wrong],
    ['present, wrong in the server’s part', UNSAFE, wrong],
    ['badly framed', 0n, malformed],
    ['absent', LEGACY | UNSAFE, insecure],
  ])('a client renegotiates, and the answer is %s', (info, options, outcome) => {
    const meeting = clientWith(options, right, version);
    expect([shake(meeting), meeting.ssl.version, meeting.ssl.secureRenegotiationSupport]).toEqual([
      1,
      name,
      true,
    ]);
    meeting.peer.edit = infos[info];
    expect(meeting.ssl.renegotiate()).toBe(1);
    const ret = shake(meeting);
    if (outcome !== 'ok') return expectFailure(meeting, ret, outcome);
    expect([ret, meeting.ssl.numRenegotiations]).toEqual([1, 1]);
    expectData(meeting);
  });

  test.each<[string, bigint, Outcome]>([
    ['refuses one', 0n, insecure],
    ['connects to one with LEGACY_SERVER_CONNECT', LEGACY, 'ok'],
    ['connects to one with ALLOW_UNSAFE_LEGACY_RENEGOTIATION', UNSAFE, 'ok'],
  ])('a client, and a server that does not answer: it %s', (_, options, outcome) => {
    const meeting = clientWith(options, infos.absent, version);
    const ret = shake(meeting);
    if (outcome !== 'ok') return expectFailure(meeting, ret, outcome);
    expect([ret, meeting.ssl.secureRenegotiationSupport]).toEqual([1, false]);
    expectData(meeting);
  });

  test.each<[string, bigint, InfoEdit, Outcome]>([
    ['with RI, right', ALLOW_CLIENT_RENEGOTIATION, right, 'ok'],
    ['with RI wrong', ALLOW_CLIENT_RENEGOTIATION, flip(1), ['mismatch', 'handshake_failure']],
    ['with RI missing', ALLOW_CLIENT_RENEGOTIATION, infos.absent, insecure],
  ])('a server, and a client that renegotiates %s', (_, options, edit, outcome) => {
    const meeting = serverWith(options, right, { version });
    expect(shake(meeting)).toBe(1);
    meeting.peer.edit = edit;
    meeting.peer.connection.renegotiate();
    meeting.peer.turn();
    const ret = readOn(meeting);
    if (outcome !== 'ok') return expectFailure(meeting, ret, outcome);
    expect([ret, meeting.ssl.getError(ret), meeting.ssl.numRenegotiations]).toEqual([
      -1,
      sslErrors.WANT_READ,
      1,
    ]);
    expectData(meeting);
  });
});
