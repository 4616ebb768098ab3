import { requireIdentity } from '../identity/common-name.js';
import { resolveSettings, type VerifiedChain, type VerifyOptions } from './options.js';
import { PathSearch } from './path-search.js';
import { checkCommonNames } from './web-pki-rules.js';

/**
 * Verifies a peer's certificate: finds a path to an anchor that holds (RFC 5280, 6; RFC 9618), and compares the name
 * (RFC 9525). All paths are tried within the work that `budget` allows.
 *
 * @throws X509Error for the path that came furthest, with the reasons of all in `rejections`.
 * @throws RangeError for a time or a limit that is no number.
 */
export function verifyChain(options: VerifyOptions): VerifiedChain {
  const { leaf, intermediates, anchors, name } = options;
  const settings = resolveSettings(options);
  const cache = settings.revocation ? undefined : options.cache;
  const kept = cache?.get(options, settings);
  if (kept) return kept;
  const chain = new PathSearch(leaf, intermediates, anchors, settings).run(leaf);
  if (name) requireIdentity(chain, [name], settings.commonName);
  if (settings.profile === 'webpki' && settings.purpose === 'server') checkCommonNames(leaf);
  cache?.keep(options, settings, chain);
  return chain;
}
