import { otherSide, type Scenario, type Step, type Version } from '../model/scenario.ts';
import { alert, alertRecord, recordVersion } from './alerts.ts';
import { call, carry, handshake, scenario } from './build.ts';
import { aftermath, everyMessage } from './flights.ts';
import { versions } from './versions.ts';

const ends: readonly Scenario[] = versions.flatMap((version) =>
  everyMessage(version, ({ name, from }, before, receiver) =>
    scenario({
      name: `the transport ends before the ${from}'s ${name}, TLS ${version}`,
      subject: 'End of the transport',
      version,
      steps: [...before, { do: 'end', side: receiver }, call(receiver, 'handshake'), ...aftermath(receiver)],
    }),
  ),
);

const ignoredEnds: readonly Scenario[] = versions.flatMap((version) =>
  everyMessage(version, ({ name, from }, before, receiver) =>
    scenario({
      name: `the transport ends before the ${from}'s ${name} and that is ignored, TLS ${version}`,
      subject: 'End of the transport',
      version,
      lacking: { '1.1.1': 'has no SSL_OP_IGNORE_UNEXPECTED_EOF' },
      client: [['option', 'IGNORE_UNEXPECTED_EOF']],
      server: [['option', 'IGNORE_UNEXPECTED_EOF']],
      steps: [
        ...before,
        { do: 'end', side: receiver },
        call(receiver, 'handshake'),
        call(receiver, 'handshake'),
      ],
    }),
  ),
);

const cut: readonly Scenario[] = versions.flatMap((version) =>
  everyMessage(version, ({ name, from }, before, receiver) =>
    scenario({
      name: `the transport ends in the middle of the ${from}'s ${name}, TLS ${version}`,
      subject: 'End of the transport',
      version,
      bio: 'memory',
      steps: [
        ...before,
        carry(from, 5),
        { do: 'end', side: receiver },
        call(receiver, 'handshake'),
        ...aftermath(receiver),
      ],
    }),
  ),
);

const closes: readonly Scenario[] = versions.flatMap((version) =>
  everyMessage(version, ({ name, from }, before, receiver) =>
    scenario({
      name: `close_notify, unprotected, in place of the ${from}'s ${name}, TLS ${version}`,
      subject: 'close_notify at every message boundary',
      version,
      steps: [
        ...before,
        { do: 'inject', side: receiver, hex: alertRecord(version, 'warning', alert.closeNotify) },
        call(receiver, 'handshake'),
        ...aftermath(receiver),
      ],
    }),
  ),
);

const alerts: readonly Scenario[] = versions.flatMap((version) =>
  everyMessage(version, ({ name, from }, before, receiver) =>
    scenario({
      name: `a fatal alert, unprotected, in place of the ${from}'s ${name}, TLS ${version}`,
      subject: 'Alerts',
      version,
      steps: [
        ...before,
        { do: 'inject', side: receiver, hex: alertRecord(version, 'fatal', alert.handshakeFailure) },
        call(receiver, 'handshake'),
        ...aftermath(receiver),
      ],
    }),
  ),
);

const corrupted: readonly Scenario[] = versions.flatMap((version) =>
  everyMessage(version, ({ name, from }, before, receiver) =>
    scenario({
      name: `the last byte of the ${from}'s ${name} is changed, TLS ${version}`,
      subject: 'Alerts',
      version,
      steps: [...before, { do: 'corrupt', from }, call(receiver, 'handshake'), ...aftermath(receiver)],
    }),
  ),
);

const whenOpen: readonly Scenario[] = versions.flatMap((version) =>
  (['client', 'server'] as const).flatMap((side) => {
    const other = otherSide(side);
    const after = (...steps: Step[]): Step[] => [...handshake, ...steps];
    return [
      scenario({
        name: `the transport ends for the ${side} of an open connection, TLS ${version}`,
        subject: 'End of the transport',
        version,
        steps: after({ do: 'end', side }, call(side, 'read', 10), ...aftermath(side)),
      }),
      scenario({
        name: `the transport ends for the ${side} of an open connection and that is ignored, TLS ${version}`,
        subject: 'End of the transport',
        version,
        lacking: { '1.1.1': 'has no SSL_OP_IGNORE_UNEXPECTED_EOF' },
        [side]: [['option', 'IGNORE_UNEXPECTED_EOF']],
        steps: after(
          { do: 'end', side },
          call(side, 'read', 10),
          call(side, 'read', 10),
          call(side, 'shutdown'),
        ),
      }),
      scenario({
        name: `a record with data is changed on its way to the ${side}, TLS ${version}`,
        subject: 'Alerts',
        version,
        steps: after(
          call(other, 'write', 100, 0),
          { do: 'corrupt', from: other },
          call(side, 'read', 100),
          ...aftermath(side),
        ),
      }),
      scenario({
        name: `a fatal alert does not fit into the BIO of the ${side}, TLS ${version}`,
        subject: 'Alerts',
        version,
        capacity: 512,
        steps: after(
          call(side, 'write', 2000, 0),
          call(other, 'write', 100, 0),
          { do: 'corrupt', from: other },
          call(side, 'read', 100),
          call(side, 'read', 100),
          carry(side),
          call(side, 'read', 100),
        ),
      }),
      scenario({
        name: `an unprotected alert comes to the ${side} of an open connection, TLS ${version}`,
        subject: 'Alerts',
        version,
        steps: after(
          { do: 'inject', side, hex: alertRecord(version, 'fatal', alert.handshakeFailure) },
          call(side, 'read', 10),
          ...aftermath(side),
        ),
      }),
    ];
  }),
);

/** What comes where nobody expects it, as hexadecimal digits. */
function rubbish(version: Version): readonly (readonly [name: string, hex: string])[] {
  const number = recordVersion[version];
  return [
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n').toString('hex')],
    ['a record of an unknown type', `99${number}0001aa`],
    ['a record that is too long', `16${number}ffff${'00'.repeat(20)}`],
    ['a record of another protocol', '16990300010a'],
    ['an empty handshake record', `16${number}0000`],
    ['data before the handshake', `17${number}000161`],
    ['a warning', alertRecord(version, 'warning', alert.userCanceled)],
    ['five warnings', alertRecord(version, 'warning', alert.userCanceled).repeat(5)],
    ['an alert of one byte', `15${number}000101`],
    ['an alert of an unknown level', `15${number}00020328`],
  ];
}

const surprises: readonly Scenario[] = versions.flatMap((version) =>
  (['client', 'server'] as const).flatMap((side) =>
    rubbish(version).map(([what, hex]) =>
      scenario({
        name: `${what} comes first to the ${side}, TLS ${version}`,
        subject: 'Alerts',
        version,
        steps: [
          call('client', 'set_connect_state'),
          call('server', 'set_accept_state'),
          call('client', 'handshake'),
          { do: 'inject', side, hex },
          call(side, 'handshake'),
          ...aftermath(side),
        ],
      }),
    ),
  ),
);

/** Connections that end before their time. */
export const closings: readonly Scenario[] = [
  ...ends,
  ...ignoredEnds,
  ...cut,
  ...closes,
  ...alerts,
  ...corrupted,
  ...whenOpen,
  ...surprises,
];
