import { Reader } from '@proj/crypto';
import type { Codec } from './extension.js';

/** `CertificateType` numbers (IANA "TLS Certificate Types"; RFC 7250). */
export const certificateTypes = {
  x509: 0,
  rawPublicKey: 2,
} as const;

/** The answer's form of client_certificate_type and server_certificate_type: one number. */
export function certificateTypeCodec(what: string): Codec<number> {
  return {
    read(data) {
      const reader = new Reader(data, what);
      const type = reader.u8();
      reader.end();
      return type;
    },
    write: (type) => Uint8Array.of(type),
  };
}
