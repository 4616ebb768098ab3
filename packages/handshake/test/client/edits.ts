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
import { bodyOf, type Extensions, extension } from '../support/edits.js';
import type { Change } from './hostile-server.js';

export * from '../support/edits.js';

/** Extensions with one of them in another form. */
export function replaced(extensions: Extensions, type: number, data: string): RawExtension[] {
  return extensions.map((one) => (one.type === type ? extension(type, data) : one));
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
