import type { ClientConfig, Credential, ReceivedClientHello, ServerConfig } from '../../config.js';
import type { DelegatedKey } from '../../delegation.js';
import {
  type CertificateExtensions,
  writeCertificateExtensions,
} from '../../extensions/certificate-extensions.js';
import type { OcspResponses } from '../../status/config.js';
import type { CertificateEntry } from '../../wire/certificate13.js';
import type { Handshake, Next } from '../state.js';
import { shownCertificates } from './certificate-types.js';
import { usableDelegation } from './delegation.js';

/** What a peer wants to be told about our certificates. */
export interface StapleWish {
  readonly status: boolean;
  readonly timestamps: boolean;
  /** `SignatureScheme` numbers of delegated keys that it takes (RFC 9345, 4.1). */
  readonly delegation: readonly number[];
}

/** The wish of a peer that asks for nothing. */
export const nothingToStaple: StapleWish = { status: false, timestamps: false, delegation: [] };

/** What goes out beside our certificates. */
export interface Staple {
  readonly ocspResponses: OcspResponses;
  readonly timestamps: readonly Uint8Array[];
  readonly delegated: DelegatedKey | undefined;
}

const nothing: Staple = { ocspResponses: [], timestamps: [], delegated: undefined };

/** What a client wants to be told, from its hello (RFC 6066, 8; RFC 6962, 3.3.1). */
export function stapleWishOf({ extensions }: ReceivedClientHello): StapleWish {
  const { delegatedCredential, statusRequest, statusRequestV2, signedCertificateTimestamp } = extensions;
  return {
    status: statusRequest?.kind === 'ocsp' || statusRequestV2 !== undefined,
    timestamps: signedCertificateTimestamp === true,
    delegation: delegatedCredential ?? [],
  };
}

/** Finds what goes out beside a credential's certificates: nothing that was not asked for. */
export function findStaple(
  handshake: Handshake<ClientConfig | ServerConfig>,
  credential: Credential,
  wish: StapleWish,
  clientHello: ReceivedClientHello | undefined,
  next: (staple: Staple) => Next,
): Next {
  if (credential.rawPublicKey) return next(nothing);
  const timestamps = wish.timestamps ? (credential.timestamps ?? []) : [];
  const delegated = usableDelegation(handshake, credential, wish.delegation);
  if (!wish.status) return next({ ocspResponses: [], timestamps, delegated });
  const { selectStatus } = handshake.config;
  if (!selectStatus) return next({ ocspResponses: credential.ocspResponses ?? [], timestamps, delegated });
  return handshake.ask('select-status', selectStatus, { credential, clientHello }, (ocspResponses = []) =>
    next({ ocspResponses, timestamps, delegated }),
  );
}

/** The entries of TLS 1.3's Certificate, each with what belongs to it (RFC 8446, 4.4.2.1). */
export function certificateEntries(
  credential: Credential,
  { ocspResponses, timestamps, delegated }: Staple,
): CertificateEntry[] {
  return shownCertificates(credential).map((certificate, index) => {
    const ocspResponse = ocspResponses[index];
    const values: CertificateExtensions = {
      ...(ocspResponse && { statusRequest: { ocspResponse } }),
      ...(index === 0 && delegated && { delegatedCredential: delegated.credential }),
      ...(index === 0 && timestamps.length > 0 && { signedCertificateTimestamp: timestamps }),
    };
    return { certificate, extensions: writeCertificateExtensions(values) };
  });
}

/** Notes what a peer has sent beside its certificates in TLS 1.3, which lives longer than its message. */
export function takeStaple({ negotiated }: Handshake, beside: readonly CertificateExtensions[]): void {
  negotiated.peerOcspResponses = beside.map(({ statusRequest }) => statusRequest?.ocspResponse.slice());
  negotiated.peerTimestamps = copies(beside[0]?.signedCertificateTimestamp);
  const delegation = beside[0]?.delegatedCredential;
  negotiated.peerDelegation = delegation && {
    ...delegation,
    spki: delegation.spki.slice(),
    signature: delegation.signature.slice(),
  };
}

/** Timestamps that outlive the message that they came in. */
export function copies(timestamps: readonly Uint8Array[] = []): readonly Uint8Array[] {
  return timestamps.map((timestamp) => timestamp.slice());
}
