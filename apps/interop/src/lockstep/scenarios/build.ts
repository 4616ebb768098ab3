import type { Call, Scenario, Setting, Side, Step, Version } from '../model/scenario.ts';

/** Bytes that a pair holds by default, and that a carry moves when nothing else is said: any record. */
export const ample: number = 17 * 1024;

/** What each version is spoken with. TLS 1.1 knows no Ed25519, and libssl wants to be told that SHA-1 is good enough for it. */
const spoken: Readonly<Record<Version, readonly Setting[]>> = {
  '1.1': [
    ['version', '0x302'],
    ['ciphers', 'ECDHE-RSA-AES128-SHA:@SECLEVEL=0'],
  ],
  '1.2': [
    ['version', '0x303'],
    ['ciphers', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ['sigalgs', 'ed25519'],
  ],
  '1.3': [
    ['version', '0x304'],
    ['suites', 'TLS_AES_128_GCM_SHA256'],
    ['sigalgs', 'ed25519'],
  ],
};

/** Settings that make both ends send the same messages with the same lengths. */
function alike(version: Version): Setting[] {
  return [
    ...spoken[version],
    ['groups', 'X25519'],
    ['option', 'NO_TICKET'],
    ['option', 'TLSEXT_PADDING'],
    ['option', 'NO_RX_CERTIFICATE_COMPRESSION'],
  ];
}

/** A protocol's name that makes a hello so long that both ends pad it, to 512 bytes (RFC 7685). */
const longName = 'x'.repeat(200);

/** Our server lists one point format where libssl lists three (RFC 8422, 5.1.2): a name with two bytes more makes up for it. */
const names: readonly [theirs: string, ours: string] = ['ab', 'abcd'];

/** What a scenario says of its own; the rest is usual. */
export type Plan = Pick<Scenario, 'name' | 'subject' | 'version' | 'steps'> &
  Partial<Pick<Scenario, 'bio' | 'capacity' | 'client' | 'server' | 'lacking'>>;

/** A scenario between ends that send the same messages; `$…` in settings stands for files. */
export function scenario({ client = [], server = [], ...plan }: Plan): Scenario {
  return {
    bio: 'pair',
    capacity: ample,
    ...plan,
    client: [...alike(plan.version), ['alpn', `${longName},${names.join()}`], ...client],
    server: [
      ...alike(plan.version),
      ['tickets', '0'],
      ['certificate', '$chain', '$key'],
      ...(plan.version === '1.3' ? [] : [['alpn-select', ...names] as const]),
      ...server,
    ],
  };
}

/** One call. */
export function call(side: Side, ...of: Call): Step {
  return { do: 'call', side, call: of };
}

/** The roles, set as SSL_do_handshake(3) wants them. */
export const roles: readonly Step[] = [
  call('client', 'set_connect_state'),
  call('server', 'set_accept_state'),
];

/** Both ends in turn until they are done. */
export function drive(
  most: number = ample,
  client: Call = ['handshake'],
  server: Call = ['handshake'],
): Step {
  return { do: 'drive', client, server, most };
}

/** A whole handshake. */
export const handshake: readonly Step[] = [...roles, drive()];

/** Carries what an end has sent. */
export function carry(from: Side, most: number | 'record' = ample): Step {
  return { do: 'carry', from, most };
}
