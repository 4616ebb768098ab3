import { type Group, type GroupName, groupByName, type KeyType } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { shared } from '../../common/preference.js';

type Preferences = Pick<ServerConfig, 'groups' | 'dhGroup' | 'preferServerOrder'>;

/** Curves of the keys that name theirs by a group. */
const signingCurves: { readonly [type in KeyType]?: GroupName } = {
  p256: 'secp256r1',
  p384: 'secp384r1',
  p521: 'secp521r1',
};

/**
 * The curve for ECDHE, if there is a common one. A client without the extension takes any (RFC 8422, 4); P-256 is what
 * those that old have.
 *
 * @param offered - The client's supported_groups.
 */
export function selectCurve(config: Preferences, offered: readonly number[] | undefined): Group | undefined {
  const curves = config.groups.map(groupByName).filter(({ kind, tls12 }) => kind === 'ecdh' && tls12);
  if (!offered) return curves.find(({ name }) => name === 'secp256r1') ?? curves[0];
  return shared(curves, offered, config.preferServerOrder)[0];
}

/**
 * The group for DHE: a common one where the client names any finite field, known or not, and then none but a common
 * one; our own choice where it does not (RFC 7919, 4).
 */
export function selectFiniteField(config: Preferences, offered: readonly number[] = []): Group | undefined {
  if (!offered.some(isFiniteField)) return groupByName(config.dhGroup);
  const ours = [...config.groups, config.dhGroup].map(groupByName).filter(({ kind }) => kind === 'ffdh');
  return shared(ours, offered, config.preferServerOrder)[0];
}

/** The code points that RFC 7919 sets aside for finite fields (2). */
function isFiniteField(id: number): boolean {
  return id >= 256 && id <= 511;
}

/** Whether the client's curves let our certificate's key be of this type (RFC 8422, 5.3). */
export function acceptsSigningKey(keyType: KeyType, offered: readonly number[] | undefined): boolean {
  const curve = signingCurves[keyType];
  return !offered || !curve || offered.includes(groupByName(curve).id);
}
