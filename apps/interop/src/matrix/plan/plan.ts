import { type CryptoProvider, signatureSchemeByName } from '@proj/crypto';
import type { Cell, Parameters, ProviderName, Role, TransportKind, Version } from '../model/cell.ts';
import {
  combine,
  groupsOf,
  matrixVersions,
  signaturesOf,
  suiteNamed,
  suitesOf,
  type Values,
} from '../model/combinations.ts';
import type { Dimension, Peer, Support } from '../peers/peer.ts';
import { providers } from '../providers.ts';

/** Part of the matrix that stays empty, and why. */
export interface EmptyPart {
  readonly peer: string;
  readonly role: Role;
  readonly version: Version;
  /** Such as `group x448`, `suite DHE-RSA-AES128-CCM`, `feature exporter`. */
  readonly what: string;
  readonly why: string;
}

/** What is to be run with a peer, and what is not. */
export interface Plan {
  readonly cells: readonly Cell[];
  readonly empty: readonly EmptyPart[];
}

/**
 * How much of the matrix: a choice in which every pair of values is; every combination of algorithms, with a choice of
 * transports and transfers; or every cell that there is a name for.
 */
export type Extent = 'choice' | 'full' | 'every';

/** What can lie between our end and the socket. */
export const transports: readonly TransportKind[] = ['socket', 'pair', 'one-byte'];

/** What a plan is made for. */
export interface PlanOptions {
  readonly peer: Peer;
  readonly providers: readonly ProviderName[];
  readonly extent: Extent;
}

/** Which end the peer is when we are the other one. */
export function supportOf(peer: Peer, role: Role): Support {
  return role === 'client' ? peer.asServer : peer.asClient;
}

/** What a peer and we have in common for one version, when we are one of the ends. */
export interface Shared extends Values {
  readonly peer: Peer;
  readonly role: Role;
}

/** What a peer and we have in common, for each version and role; what it lacks is noted as empty. */
export function findShared(peer: Peer, note: (part: EmptyPart) => void): Shared[] {
  return (['client', 'server'] as const).flatMap((role) =>
    matrixVersions.map((version) => {
      const support = supportOf(peer, role);
      const isShared = (dimension: Dimension, value: string): boolean => {
        const why = support.lacks(version, 'version', version) ?? support.lacks(version, dimension, value);
        if (why !== undefined) note({ peer: peer.name, role, version, what: `${dimension} ${value}`, why });
        return why === undefined;
      };
      const signatures = signaturesOf(version);
      const schemes = [...new Set(signatures.map(({ scheme }) => scheme))].filter((scheme) =>
        isShared('scheme', scheme),
      );
      const orders =
        version === 'TLSv1.2' && isShared('extension', 'encrypt_then_mac') ? [true, false] : [false];
      return {
        peer,
        role,
        version,
        suites: suitesOf(version).filter((suite) => isShared('suite', suite)),
        groups: groupsOf(version).filter((group) => isShared('group', group)),
        signatures: signatures.filter(({ scheme }) => schemes.includes(scheme)),
        encryptThenMac: orders,
      };
    }),
  );
}

/** Every combination that both ends have; those that the peer can not do together are noted as empty. */
export function combineShared(shared: Shared, note: (part: EmptyPart) => void): Parameters[] {
  const { peer, role, version } = shared;
  const support = supportOf(peer, role);
  return combine(shared).filter((parameters) => {
    const why = support.lacksTogether(parameters);
    if (why === undefined) return true;
    const { suite, group, key, scheme } = parameters;
    note({ peer: peer.name, role, version, what: `${suite} with ${group}, ${key} and ${scheme}`, why });
    return false;
  });
}

/** Whether a provider of ours has all that a cell needs. */
export function providerHas({ provider, parameters }: Cell): boolean {
  const { suite, group, key, scheme } = parameters;
  const { algorithm } = signatureSchemeByName(scheme);
  const backend: CryptoProvider = providers[provider];
  return (
    backend.supportsSuite(suiteNamed(suite)) &&
    backend.group(group) !== undefined &&
    backend.supportsSignature(key, algorithm)
  );
}
