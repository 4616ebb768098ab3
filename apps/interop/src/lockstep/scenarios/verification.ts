import type { Scenario, Setting } from '../model/scenario.ts';
import { ample, call, carry, drive, roles, scenario } from './build.ts';
import { aftermath } from './flights.ts';
import { versions } from './versions.ts';

interface Verification {
  readonly name: string;
  readonly client?: readonly Setting[];
  readonly server?: readonly Setting[];
}

const insist: Setting = ['verify', '3'];
const ask: Setting = ['verify', '1'];
const trust: Setting = ['trust', '$root'];
const certificate: Setting = ['certificate', '$chain', '$key'];

const verifications: readonly Verification[] = [
  { name: 'the server is trusted, and has the name', client: [ask, trust, ['host', 'localhost']] },
  { name: 'the server is not trusted', client: [ask] },
  { name: 'the server has another name', client: [ask, trust, ['host', 'example.com']] },
  { name: 'a certificate is asked for, and there is none', server: [ask, trust] },
  { name: 'a certificate is insisted on, and there is none', server: [insist, trust] },
  { name: 'a certificate is insisted on, and shown', client: [certificate], server: [insist, trust] },
  { name: 'a certificate is shown that is not trusted', client: [certificate], server: [insist] },
];

/** With callbacks, and SSL_MODE_NO_AUTO_CHAIN, as libssl would add whom it trusts to its own chain. */
const watched: readonly Setting[] = [
  ['watch', '1'],
  ['mode', '0x8'],
];

/** Certificates, of both ends, watched. */
export const verification: readonly Scenario[] = versions.flatMap((version) =>
  verifications.map(({ name, client = [], server = [] }) =>
    scenario({
      name: `${name}, TLS ${version}`,
      subject: 'Verification',
      version,
      client: [...watched, ...client],
      server: [...watched, ...server],
      steps: [
        ...roles,
        drive(),
        call('client', 'handshake'),
        call('server', 'handshake'),
        carry('server'),
        carry('client'),
        drive(ample, ['write', 10, 0], ['read', 10]),
        ...aftermath('server'),
      ],
    }),
  ),
);
