import { schemeFitsKey, signatureSchemeByName, TLS13 } from '@proj/crypto';
import type { Parameters } from '../../model/cell.ts';
import { keyCurves } from '../../model/combinations.ts';
import type { RuntimeName } from './runtimes.ts';

/** Why a program can not do things together that it can do each for itself; `undefined` when it can. */
export type Limit = (parameters: Parameters) => string | undefined;

/** TLS 1.2 clients take an ECDSA key only on a curve that they offer as a group (RFC 8422, 5.3). */
export function clientLimit(name: RuntimeName, hasGroup: (group: string) => boolean): Limit {
  return ({ version, key }) => {
    const curve = keyCurves[key];
    if (version === 'TLSv1.3' || curve === undefined || hasGroup(curve)) return undefined;
    return `${name}'s ClientHello does not offer ${curve}, so it takes no ${key} key in TLS 1.2`;
  };
}

/** What servers make of what our clients offer, beside {@link signerLimits}. */
export const serverLimits: { readonly [name in RuntimeName]?: Limit } = {
  // A key's curve must be offered beside the group that is wanted, and BoringSSL takes the one that it likes better.
  bun: ({ version, key, group }) =>
    version === 'TLSv1.2' && key === 'p256' && group === 'secp384r1'
      ? 'in TLS 1.2 secp256r1 must be offered for a p256 key, and bun prefers it to secp384r1'
      : undefined,
};

/** How keys can be signed with, as a server or as a client. */
export const signerLimits: { readonly [name in RuntimeName]?: Limit } = {
  // rustls signs as in TLS 1.3, with the hash that belongs to the curve.
  deno: ({ key, scheme }) =>
    key in keyCurves && !schemeFitsKey(signatureSchemeByName(scheme), key, TLS13)
      ? 'rustls signs with an ECDSA key only with the hash that belongs to its curve'
      : undefined,
};
