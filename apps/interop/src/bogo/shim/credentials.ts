import { readFileSync } from 'node:fs';
import {
  decodePem,
  privateKeyFromPem,
  Reader,
  type SignatureSchemeName,
  signatureSchemeById,
} from '@proj/crypto';
import {
  type Credential,
  type ExternalPsk,
  importPsk,
  keySigner,
  rawPublicKeyCredential,
  type Signer,
  type SignRequest,
} from '@proj/handshake';
import { nodeProvider } from '@proj/node-adapter';
import type { Decisions } from './decisions.ts';
import type { CredentialOptions, ShimOptions } from './options.ts';
import { Unimplemented } from './outcome.ts';

/** What one group of credential flags has made. */
export interface OwnCredential {
  /** Which group it is; −1 for the flags that follow no `-new-…-credential`. */
  readonly number: number;
  readonly credential: Credential | undefined;
  /** Keys that are imported from it (RFC 9258). */
  readonly psks: readonly ExternalPsk[];
}

/** Everything that the flags say of our credentials, in the order in which they are tried. */
export function loadCredentials(
  { credentials, credential }: ShimOptions,
  decisions: Decisions,
  onSign: (number: number) => void,
): OwnCredential[] {
  const all = [...credentials, credential];
  return all.map((one, at) => {
    const number = one === credential ? -1 : at;
    return {
      number,
      credential: loadCredential(one, decisions, () => onSign(number)),
      psks: importKeys(one),
    };
  });
}

/** A credential of the files that its flags name; `undefined` when they name none. */
function loadCredential(
  options: CredentialOptions,
  decisions: Decisions,
  onSign: () => void,
): Credential | undefined {
  const { kind, keyFile, certFile, signingPrefs } = options;
  if (keyFile === '' || kind === 'psk') return undefined;
  const key = nodeProvider.importPrivateKey(privateKeyFromPem(readFileSync(keyFile, 'utf8')));
  const own = keySigner(key, nodeProvider.random);
  const signer: Signer = {
    ...own,
    ...(signingPrefs.length > 0 && { schemes: schemeNames(signingPrefs) }),
    sign(request, decision) {
      onSign();
      const sign = ({ scheme, message }: SignRequest): Uint8Array =>
        key.sign(scheme.algorithm, message, nodeProvider.random);
      return decisions.hook(sign)(request, decision);
    },
  };
  if (kind === 'rpk') return rawPublicKeyCredential(signer);
  return {
    chain: loadChain(certFile),
    signer,
    ...(options.mustMatchIssuer && { mustMatchIssuer: true }),
    ...(options.ocspResponse && { ocspResponses: [options.ocspResponse] }),
    ...(options.timestamps && { timestamps: timestampsOf(options.timestamps) }),
  };
}

/** The pre-shared keys that are imported from a credential's flags (RFC 9258). */
function importKeys({ kind, psk }: CredentialOptions): ExternalPsk[] {
  return kind === 'psk' ? importPsk(nodeProvider, psk) : [];
}

/** The entries of a SignedCertificateTimestampList. */
export function timestampsOf(list: Uint8Array): Uint8Array[] {
  const reader = new Reader(new Reader(list, 'the list of timestamps').vector16(), 'a timestamp');
  const entries: Uint8Array[] = [];
  while (reader.remaining > 0) entries.push(reader.vector16(1));
  return entries;
}

/** The certificates of a PEM file, DER. */
export function loadChain(file: string): Uint8Array[] {
  return decodePem(readFileSync(file, 'utf8'), 'CERTIFICATE').map(({ bytes }) => bytes);
}

/** Names of signature schemes by their code points. */
export function schemeNames(ids: readonly number[]): SignatureSchemeName[] {
  return ids.map((id) => {
    const scheme = signatureSchemeById(id);
    if (!scheme) throw new Unimplemented(`the signature scheme ${id}`);
    return scheme.name;
  });
}
