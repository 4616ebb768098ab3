import { readFileSync } from 'node:fs';
import { decodePem, privateKeyFromPem, type SignatureSchemeName, signatureSchemeById } from '@proj/crypto';
import { type Credential, keySigner, rawPublicKeyCredential, type Signer } from '@proj/handshake';
import { nodeProvider } from '@proj/node-adapter';
import type { Decisions } from './decisions.ts';
import type { CredentialOptions } from './options.ts';
import { Unimplemented } from './outcome.ts';

/** A credential of the files that its flags name; `undefined` when they name none. */
export function loadCredential(options: CredentialOptions, decisions: Decisions): Credential | undefined {
  const { kind, keyFile, certFile, signingPrefs } = options;
  if (keyFile === '') return undefined;
  const key = nodeProvider.importPrivateKey(privateKeyFromPem(readFileSync(keyFile, 'utf8')));
  const own = keySigner(key, nodeProvider.random);
  const signer: Signer = {
    ...own,
    ...(signingPrefs.length > 0 && { schemes: schemeNames(signingPrefs) }),
    sign: (request, decision) =>
      decisions.hook((asked: typeof request) =>
        key.sign(asked.scheme.algorithm, asked.message, nodeProvider.random),
      )(request, decision),
  };
  if (kind === 'rpk') return rawPublicKeyCredential(signer);
  return { chain: loadChain(certFile), signer };
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
