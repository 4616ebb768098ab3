import { otherSide, type Side, type Step, type Version } from '../model/scenario.ts';
import { call, carry, roles } from './build.ts';

/** A record of a handshake: who sends it, and what is in it. */
export interface Message {
  readonly from: Side;
  readonly name: string;
}

const from = (side: Side, ...names: string[]): Message[] => names.map((name) => ({ from: side, name }));

const before13: readonly Message[] = [
  ...from('client', 'ClientHello'),
  ...from('server', 'ServerHello', 'Certificate', 'ServerKeyExchange', 'ServerHelloDone'),
  ...from('client', 'ClientKeyExchange', 'ChangeCipherSpec', 'Finished'),
  ...from('server', 'ChangeCipherSpec', 'Finished'),
];

/** The records of a full handshake, in order. */
const messages: Readonly<Record<Version, readonly Message[]>> = {
  '1.1': before13,
  '1.2': before13,
  '1.3': [
    ...from('client', 'ClientHello'),
    ...from('server', 'ServerHello', 'ChangeCipherSpec', 'EncryptedExtensions'),
    ...from('server', 'Certificate', 'CertificateVerify', 'Finished'),
    ...from('client', 'ChangeCipherSpec', 'Finished'),
  ],
};

/** Carries the first `count` records one by one, with a call of the receiver after each. */
function handshakeUpTo(version: Version, count: number): Step[] {
  const first = [...roles, call('client', 'handshake'), call('server', 'handshake')];
  const rest = messages[version]
    .slice(0, count)
    .flatMap(({ from: side }) => [carry(side, 'record'), call(otherSide(side), 'handshake')]);
  return [...first, ...rest];
}

/** Every record of a handshake, with what came before it. */
export function everyMessage<T>(
  version: Version,
  make: (message: Message, before: readonly Step[], receiver: Side) => T,
): T[] {
  return messages[version].map((message, index) =>
    make(message, handshakeUpTo(version, index), otherSide(message.from)),
  );
}

/** The end that has failed is asked for everything again; the other is told, and asked too. */
export function aftermath(failed: Side): Step[] {
  const other = otherSide(failed);
  return [
    call(failed, 'handshake'),
    call(failed, 'read', 10),
    call(failed, 'write', 10),
    call(failed, 'shutdown'),
    carry(failed),
    call(other, 'handshake'),
    call(other, 'handshake'),
    call(other, 'read', 10),
    call(other, 'shutdown'),
  ];
}
