import { type Group, groupByName, TlsError } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import type { KeyShareEntry } from '../../../extensions/key-share.js';
import { shared } from '../../common/preference.js';

/**
 * The group to exchange keys in. A round trip for a HelloRetryRequest is worth it only for another kind of security:
 * where the best common group is a hybrid, only a hybrid will do; otherwise a share that is there is taken before a group
 * that is liked better. Throws `NO_SHARED_GROUP` (handshake_failure; RFC 8446, 4.1.1).
 *
 * @param offered - The client's supported_groups.
 * @param shares - The client's shares, all of them for groups it supports.
 */
export function selectGroup(
  config: Pick<ServerConfig, 'groups' | 'preferServerOrder'>,
  offered: readonly number[],
  shares: readonly KeyShareEntry[],
): Group {
  const common = shared(config.groups.map(groupByName), offered, config.preferServerOrder);
  const [best] = common;
  if (!best) {
    throw new TlsError(
      'NO_SHARED_GROUP',
      `the client supports none of the groups that this server uses (${config.groups.join(', ')})`,
    );
  }
  const hasShare = ({ id }: Group): boolean => shares.some(({ group }) => group === id);
  return common.find((group) => hasShare(group) && isHybrid(group) === isHybrid(best)) ?? best;
}

function isHybrid({ kind }: Group): boolean {
  return kind === 'kem-hybrid';
}
