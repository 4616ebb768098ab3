import { type ProtocolVersion, TLS12 } from '@proj/crypto';
import { legacyVersions } from '@proj/handshake/legacy';
import { expect } from 'vitest';
import {
  createBioPair,
  errorString,
  type Ssl,
  type SslContext,
  sslErrors,
  sslOptions,
} from '../../src/index.js';
import { EnginePeer, type InfoEdit } from './engine-peer.js';
import { clientContext, newClient, newServer, serverContext } from './peers.js';

const alerts = { illegal_parameter: 512 + 47, handshake_failure: 512 + 40, decode_error: 512 + 50 };
export const noRenegotiation = 256 + 100;
export const reasons = {
  encoding: 'error:0A000150:SSL routines::renegotiation encoding err',
  mismatch: 'error:0A000151:SSL routines::renegotiation mismatch',
  legacy: 'error:0A000152:SSL routines::unsafe legacy renegotiation disabled',
  refused: 'error:0A000153:SSL routines::no renegotiation',
  scsv: 'error:0A000159:SSL routines::scsv received when renegotiating',
} as const;

export const flip =
  (at: number): InfoEdit =>
  (data) =>
    data.map((byte, index) => (index === at ? byte ^ 1 : byte));
export const infos = {
  'present, right': (data) => data,
  'present, wrong in the client’s part': flip(1),
  'present, wrong in the server’s part': flip(13),
  'present, of another length': (data) => Uint8Array.of(data.length, ...data.subarray(1), 7),
  'badly framed': (data) => Uint8Array.of(...data, 0),
  absent: () => undefined,
} satisfies Record<string, InfoEdit>;
export type Info = keyof typeof infos;

export type Outcome = 'ok' | readonly [reason: keyof typeof reasons, alert: keyof typeof alerts];

export interface Meeting {
  readonly ssl: Ssl;
  readonly peer: EnginePeer;
}

/** Repeats a call while the peer goes on, until it is done, fails, or nothing moves any more. */
function drive({ ssl, peer }: Meeting, call: () => number): number {
  for (let i = 0; i < 50; i += 1) {
    const ret = call();
    const moved = peer.turn();
    if (ret > 0 || ssl.getError(ret) === sslErrors.SSL || !moved) return ret;
  }
  throw new Error('it does not end');
}

export const shake = (meeting: Meeting): number => drive(meeting, () => meeting.ssl.doHandshake());
export const readOn = (meeting: Meeting): number =>
  drive(meeting, () => meeting.ssl.read(new Uint8Array(64)));
export const lastError = ({ ssl }: Meeting): string => errorString(ssl.context.errors.last?.code ?? 0);

export function expectFailure(meeting: Meeting, ret: number, [reason, alert]: Exclude<Outcome, 'ok'>): void {
  expect([ret, meeting.ssl.getError(ret), lastError(meeting)]).toEqual([-1, sslErrors.SSL, reasons[reason]]);
  expect(meeting.peer.alerts).toEqual([alerts[alert]]);
}

/** Data goes through in both directions. */
export function expectData({ ssl, peer }: Meeting): void {
  const data = Uint8Array.of(1, 2, 3);
  const into = new Uint8Array(9);
  expect(ssl.write(data)).toBe(3);
  let got = 0;
  // Old versions split what is written.
  for (let i = 0; i < 3 && got < 3; i += 1) {
    peer.turn();
    got += peer.connection.read(into);
  }
  for (let at = 0; at < 3; ) at += peer.connection.write(data.subarray(at));
  peer.turn();
  let read = 0;
  while (read < 3) {
    const ret = ssl.read(into);
    expect(ret).toBeGreaterThan(0);
    read += ret;
  }
  expect(got).toBe(3);
}

/** A context for one version. */
function only(version: ProtocolVersion, context: SslContext): SslContext {
  if (version < TLS12) {
    context.legacy = legacyVersions();
    context.setCipherList('ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0');
  }
  context.minVersion = version;
  context.maxVersion = version;
  context.clearOptions(sslOptions.NO_RENEGOTIATION);
  return context;
}

/** A client with these options, and a server that says what `edit` makes of what it should. */
export function clientWith(options: bigint, edit: InfoEdit, version: ProtocolVersion = TLS12): Meeting {
  const ssl = newClient(only(version, clientContext({ options })));
  const [near, far] = createBioPair();
  ssl.setBio(near, near);
  return { ssl, peer: new EnginePeer('server', far, edit, version) };
}

/** A server with these options, and a client that says what `edit` makes of what it should. */
export function serverWith(
  options: bigint,
  edit: InfoEdit,
  {
    signals = false,
    version = TLS12,
  }: { readonly signals?: boolean; readonly version?: ProtocolVersion } = {},
): Meeting {
  const ssl = newServer(only(version, serverContext()));
  ssl.setOptions(options);
  const [near, far] = createBioPair();
  ssl.setBio(near, near);
  const peer = new EnginePeer('client', far, edit, version);
  peer.signals = signals;
  peer.turn();
  return { ssl, peer };
}
