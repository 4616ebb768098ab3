import { fromHex } from '@proj/crypto';

import {
  type CertificateRequest13,
  readCertificateRequest13,
  writeCertificateRequest13,
} from '../../src/wire/certificate-request13.js';
import {
  type CertificateVerify,
  readCertificateVerify,
  writeCertificateVerify,
} from '../../src/wire/certificate-verify.js';
import { type Certificate13, readCertificate13, writeCertificate13 } from '../../src/wire/certificate13.js';
import { readEncryptedExtensions, writeEncryptedExtensions } from '../../src/wire/encrypted-extensions.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import type { RawExtension } from '../../src/wire/raw-extension.js';
import {
  isHelloRetryRequest,
  readServerHello,
  type ServerHello,
  writeServerHello,
} from '../../src/wire/server-hello.js';
import type { Change, Outgoing } from './hostile-server.js';

export type Extensions = readonly RawExtension[];

/** An extension from its number and its data in hexadecimal. */
export function extension(type: number, data = ''): RawExtension {
  return { type, data: fromHex(data) };
}

/** Extensions without one of them. */
export function without(extensions: Extensions, type: number): RawExtension[] {
  return extensions.filter((one) => one.type !== type);
}

/** Extensions with one of them in another form. */
export function replaced(extensions: Extensions, type: number, data: string): RawExtension[] {
  return extensions.map((one) => (one.type === type ? extension(type, data) : one));
}

/** Changes the body of one type of message. */
export function bodyOf(type: number, edit: (body: Uint8Array) => Uint8Array): Change {
  return (message) => [message.type === type ? { type, body: edit(message.body) } : message];
}

/** Leaves out one type of message. */
export function drop(type: number): Change {
  return (message) => (message.type === type ? [] : [message]);
}

/** Puts another message in front of one type. */
export function before(type: number, inserted: Outgoing): Change {
  return (message) => (message.type === type ? [inserted, message] : [message]);
}

/** Sends one type of message twice. */
export function twice(type: number): Change {
  return (message) => (message.type === type ? [message, message] : [message]);
}

/** Cuts the last byte off. */
export const truncated = (body: Uint8Array): Uint8Array => body.subarray(0, -1);

/** Adds one byte. */
export const longer = (body: Uint8Array): Uint8Array => Uint8Array.of(...body, 0);

/** Turns one bit over; the last byte's, or that of the place given. */
export function flipped(body: Uint8Array, at: number = body.length - 1): Uint8Array {
  return body.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

/** Changes ServerHello; a HelloRetryRequest stays as it is. */
export function serverHello(edit: (hello: ServerHello) => Partial<ServerHello>): Change {
  return bodyOf(handshakeTypes.serverHello, (body) => {
    const hello = readServerHello(body);
    return isHelloRetryRequest(hello) ? body : writeServerHello({ ...hello, ...edit(hello) });
  });
}

/** Changes HelloRetryRequest; ServerHello stays as it is. */
export function helloRetryRequest(edit: (hello: ServerHello) => Partial<ServerHello>): Change {
  return bodyOf(handshakeTypes.serverHello, (body) => {
    const hello = readServerHello(body);
    return isHelloRetryRequest(hello) ? writeServerHello({ ...hello, ...edit(hello) }) : body;
  });
}

/** Changes the extensions of EncryptedExtensions. */
export function encryptedExtensions(edit: (extensions: Extensions) => Extensions): Change {
  return bodyOf(handshakeTypes.encryptedExtensions, (body) =>
    writeEncryptedExtensions({ extensions: edit(readEncryptedExtensions(body).extensions) }),
  );
}

/** Changes TLS 1.3's CertificateRequest. */
export function certificateRequest13(
  edit: (request: CertificateRequest13) => Partial<CertificateRequest13>,
): Change {
  return bodyOf(handshakeTypes.certificateRequest, (body) => {
    const request = readCertificateRequest13(body);
    return writeCertificateRequest13({ ...request, ...edit(request) });
  });
}

/** Changes TLS 1.3's Certificate. */
export function certificate13(edit: (certificate: Certificate13) => Partial<Certificate13>): Change {
  return bodyOf(handshakeTypes.certificate, (body) => {
    const certificate = readCertificate13(body);
    return writeCertificate13({ ...certificate, ...edit(certificate) });
  });
}

/** Changes CertificateVerify. */
export function certificateVerify(edit: (verify: CertificateVerify) => Partial<CertificateVerify>): Change {
  return bodyOf(handshakeTypes.certificateVerify, (body) => {
    const verify = readCertificateVerify(body);
    return writeCertificateVerify({ ...verify, ...edit(verify) });
  });
}
