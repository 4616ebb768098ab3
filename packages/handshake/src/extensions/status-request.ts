import { Reader, Writer } from '@proj/crypto';
import {
  type CertificateStatus,
  ocspStatusType,
  readCertificateStatus,
  writeCertificateStatus,
} from '../wire/certificate-status.js';
import { flagCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const what = 'status_request extension';

/** What a client asks for: an OCSP response, or something that this project does not know. */
export type StatusRequest =
  | {
      readonly kind: 'ocsp';
      /** DER of `ResponderID`s; empty means any. */
      readonly responderIds: readonly Uint8Array[];
      /** DER of OCSP `Extensions`; empty means none. */
      readonly requestExtensions: Uint8Array;
    }
  | {
      readonly kind: 'unknown';
      /** The `CertificateStatusType` number, other than 1. */
      readonly statusType: number;
      readonly request: Uint8Array;
    };

/**
 * status_request (RFC 6066, 8; RFC 8446, 4.4.2.1). A TLS 1.2 server promises a CertificateStatus message by an empty
 * answer; in TLS 1.3 the status stands beside its certificate, and a server asks for a client's by an empty extension.
 */
export const statusRequest: ExtensionDescriptor<{
  clientHello: StatusRequest;
  serverHello12: true;
  certificateRequest: true;
  certificate: CertificateStatus;
}> = {
  id: 5,
  name: 'status_request',
  codecs: {
    clientHello: { read: readStatusRequest, write: writeStatusRequest },
    serverHello12: flagCodec(what),
    certificateRequest: flagCodec(what),
    certificate: { read: readCertificateStatus, write: writeCertificateStatus },
  },
};

function readStatusRequest(data: Uint8Array): StatusRequest {
  const reader = new Reader(data, what);
  const statusType = reader.u8();
  if (statusType !== ocspStatusType) return { kind: 'unknown', statusType, request: reader.rest() };
  const list = new Reader(reader.vector16(), what);
  const requestExtensions = reader.vector16();
  reader.end();
  const responderIds: Uint8Array[] = [];
  while (list.remaining > 0) responderIds.push(list.vector16(1));
  return { kind: 'ocsp', responderIds, requestExtensions };
}

function writeStatusRequest(request: StatusRequest): Uint8Array {
  if (request.kind === 'unknown') {
    return new Writer().u8(request.statusType).bytes(request.request).finish();
  }
  return new Writer()
    .u8(ocspStatusType)
    .vector16((list) => {
      for (const id of request.responderIds) list.vector16(id);
    })
    .vector16(request.requestExtensions)
    .finish();
}
