import {
  type DelegatedCredential,
  readDelegatedCredential,
  writeDelegatedCredential,
} from '../wire/delegated-credential.js';
import { u16ListCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const schemes = u16ListCodec('delegated_credential extension');

/**
 * delegated_credential (RFC 9345, 4.1): `SignatureScheme` numbers of delegated keys that the sender takes; beside a
 * certificate, the delegated credential itself.
 */
export const delegatedCredential: ExtensionDescriptor<{
  clientHello: readonly number[];
  certificateRequest: readonly number[];
  certificate: DelegatedCredential;
}> = {
  id: 34,
  name: 'delegated_credential',
  codecs: {
    clientHello: schemes,
    certificateRequest: schemes,
    certificate: { read: readDelegatedCredential, write: writeDelegatedCredential },
  },
};
