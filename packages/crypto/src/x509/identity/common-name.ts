import type { VerifiedChain } from '../verify/options.js';
import { dnsNameMatches } from './dns.js';
import { checkIdentity, matchIdentity } from './match.js';
import type { ReferenceIdentity } from './reference.js';

/** id-at-commonName (X.520). */
const commonNameAttribute = '2.5.4.3';

/**
 * Whether a chain that holds ends in a certificate that names a DNS host in its subject's last common name, as it was done
 * before there were subject alternative names (RFC 9525, 6.3, which no longer has it). Only of a certificate that has no such
 * names at all, and under authorities without name constraints, which would not have been applied to it.
 */
function matchCommonName({ path: [leaf, ...authorities], anchor }: VerifiedChain, name: string): boolean {
  if (!leaf || leaf.subjectAltNames !== undefined || anchor.nameConstraints) return false;
  if (authorities.some(({ nameConstraints }) => nameConstraints !== undefined)) return false;
  const names = leaf.subject.relativeNames.flat().filter(({ type }) => type === commonNameAttribute);
  const presented = names.at(-1)?.value?.toLowerCase();
  return presented !== undefined && dnsNameMatches(presented, name);
}

/**
 * Checks that the leaf of a chain that holds presents one of some identities; none is none to check. Throws an `X509Error`
 * that tells the names that it does present.
 *
 * @param commonName whether the subject's common name may stand for the DNS names that are missing.
 */
export function requireIdentity(
  chain: VerifiedChain,
  identities: readonly ReferenceIdentity[],
  commonName = false,
): void {
  const [first] = identities;
  const [leaf] = chain.path;
  if (!first || !leaf || identities.some((identity) => matchIdentity(leaf, identity))) return;
  const inSubject = (identity: ReferenceIdentity): boolean =>
    identity.kind === 'dns' && matchCommonName(chain, identity.name);
  if (commonName && identities.some(inSubject)) return;
  checkIdentity(leaf, first);
}
