import type { Call, Scenario } from '../model/scenario.ts';
import { call, drive, scenario } from './build.ts';
import { everyMessage } from './flights.ts';
import { versions } from './versions.ts';

const subject = 'Every interruption point';

/** What has no place in a handshake, or drives it on. */
const intrusions: readonly Call[] = [
  ['read', 10],
  ['peek', 10],
  ['write', 10, 0],
  ['shutdown'],
  ['key_update', 0],
  ['handshake'],
];

/** Before each record of the handshake arrives, its receiver is called for everything else; then the handshake goes on. */
export const interruptions: readonly Scenario[] = versions.flatMap((version) =>
  everyMessage(version, ({ name, from }, before, receiver) =>
    scenario({
      name: `other calls before the ${from}'s ${name}, TLS ${version}`,
      subject,
      version,
      steps: [
        ...before,
        ...intrusions.map((of) => call(receiver, ...of)),
        drive(),
        drive(17_408, ['read', 10], ['write', 10, 0]),
        drive(17_408, ['write', 10, 0], ['read', 10]),
      ],
    }),
  ),
);
