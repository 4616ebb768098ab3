import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';
import { extensionIds, purposeIds } from '../extensions/oids.js';
import type { Purpose, VerifySettings } from './options.js';

/** Identifiers that say so for each purpose. Server-gated ones are from before there was serverAuth, and mean it. */
const accepted: Readonly<Record<Exclude<Purpose, 'any'>, readonly string[]>> = {
  server: [
    purposeIds.serverAuth,
    purposeIds.any,
    purposeIds.netscapeServerGated,
    purposeIds.microsoftServerGated,
  ],
  client: [purposeIds.clientAuth, purposeIds.any],
};

/**
 * Throws unless the extended key usage, where there is one, allows the purpose (RFC 5280, 4.2.1.12). Asked of every
 * certificate of a path: an authority's own restriction goes on to what it issues, as all browsers and libraries have it.
 */
export function checkPurpose(certificate: Certificate, purpose: Purpose): void {
  const usage = certificate.extendedKeyUsage;
  if (usage === undefined || purpose === 'any') return;
  if (usage.some((id) => accepted[purpose].includes(id))) return;
  throw new X509Error(
    'WRONG_PURPOSE',
    `a certificate that is not for TLS ${purpose}s: its extended key usage has only ${usage.join(', ')}; use one with ` +
      `${purpose}Auth, from an authority that may issue it`,
  );
}

/** Throws unless the leaf's key may be used as asked: all usages, where it has any, and the purpose. */
export function checkLeafUsage(leaf: Certificate, settings: VerifySettings): void {
  const { purpose, keyUsage, explicitPurpose } = settings;
  checkPurpose(leaf, purpose);
  const missing = keyUsage.find((usage) => leaf.keyUsage && !leaf.keyUsage.has(usage));
  if (missing === 'digitalSignature') {
    throw new X509Error(
      'NO_DIGITAL_SIGNATURE',
      'a certificate whose key may not sign, as TLS needs it; use one with digitalSignature among its key usages',
    );
  }
  if (missing)
    throw new X509Error(
      'WRONG_PURPOSE',
      `a certificate without ${missing} among its key usages; use one that has it`,
    );
  if (explicitPurpose) checkExplicitPurpose(leaf);
}

/** Baseline Requirements, 7.1.2.7.10. */
function checkExplicitPurpose(leaf: Certificate): void {
  const usage = leaf.extendedKeyUsage;
  if (
    usage &&
    !usage.includes(purposeIds.any) &&
    !leaf.extensions.get(extensionIds.extendedKeyUsage)?.critical
  )
    return;
  throw new X509Error(
    'WRONG_PURPOSE',
    'an extended key usage that is absent, critical, or holds anyExtendedKeyUsage; name the purposes',
  );
}
