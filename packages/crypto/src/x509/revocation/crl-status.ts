import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';
import { allReasons } from '../extensions/distribution-points.js';
import { extensionIds } from '../extensions/oids.js';
import { requireSignatureAlgorithm } from '../verify/form.js';
import { checkSignatureStrength } from '../verify/strength.js';
import {
  attempt,
  certificateIssuer,
  type Issuer,
  type RevocationContext,
  type RevocationStatus,
} from './context.js';
import type { CertificateRevocationList, RevokedCertificate } from './crl.js';
import { isDeltaOf, isInScope, pointsOf } from './crl-scope.js';

/** CRLReason removeFromCRL: in a delta list, an entry that counts no more (RFC 5280, 5.3.1). */
const removeFromCrl = 8;

/** Critical extensions that are acted upon. */
const understood: ReadonlySet<string> = new Set([
  extensionIds.authorityKeyIdentifier,
  extensionIds.crlNumber,
  extensionIds.deltaCrlIndicator,
  extensionIds.issuingDistributionPoint,
  extensionIds.freshestCrl,
]);

/** What the lists that were given say of a certificate (RFC 5280, 6.3.3). */
export function crlStatus(
  certificate: Certificate,
  issuer: Issuer,
  context: RevocationContext,
): RevocationStatus {
  const complete = context.revocation.crls.filter((crl) => !crl.baseNumber);
  let covered = 0;
  let problem: X509Error | undefined;
  for (const point of pointsOf(certificate)) {
    for (const crl of complete) {
      const adds = point.reasons & (crl.issuingDistributionPoint?.reasons ?? allReasons);
      if ((adds & ~covered) === 0 || !isInScope(crl, point, certificate)) continue;
      const refused = attempt(() => checkList(crl, certificate, issuer, context));
      if (refused) {
        problem ??= refused;
        continue;
      }
      const entry = findEntry(crl, certificate, issuer, context);
      if (entry) return { status: 'revoked', since: entry.revocationDate, reason: entry.reason };
      covered |= adds;
    }
  }
  return covered === allReasons ? { status: 'good' } : { status: 'unknown', problem };
}

/** The entry in a list, or in the newest delta list that goes with it. */
function findEntry(
  crl: CertificateRevocationList,
  certificate: Certificate,
  issuer: Issuer,
  context: RevocationContext,
): RevokedCertificate | undefined {
  const find = (list: CertificateRevocationList): RevokedCertificate | undefined =>
    list.find(certificate.issuer, certificate.serialNumber);
  const deltas = context.revocation.crls
    .filter((one) => isDeltaOf(one, crl) && !attempt(() => checkList(one, certificate, issuer, context)))
    .sort((a, b) => b.thisUpdate - a.thisUpdate);
  const changed = deltas.map(find).find((entry) => entry !== undefined);
  const entry = changed ?? find(crl);
  return entry?.reason === removeFromCrl ? undefined : entry;
}

/** Throws unless a list may be relied upon. */
function checkList(
  crl: CertificateRevocationList,
  certificate: Certificate,
  issuer: Issuer,
  context: RevocationContext,
): undefined {
  checkListForm(crl, context);
  checkListTime(crl, context.time);
  requireSigner(crl, certificate, issuer, context);
}

function checkListForm(crl: CertificateRevocationList, { profile }: RevocationContext): void {
  const unknown = [...crl.extensions.values()].find(({ id, critical }) => critical && !understood.has(id));
  if (unknown) throw invalid(`a revocation list with the unknown critical extension ${unknown.id}`);
  if (profile === 'interoperable') return;
  // RFC 5280, 5.2.3: the number is always there, and not critical.
  const number = crl.extensions.get(extensionIds.crlNumber);
  if (!number) throw invalid('a revocation list without number');
  if (number.critical) throw invalid('a revocation list whose number is critical');
}

function invalid(problem: string): X509Error {
  return new X509Error('INVALID_CRL', `${problem}; get another one from its issuer`);
}

function checkListTime({ thisUpdate, nextUpdate }: CertificateRevocationList, time: number): void {
  if (time < thisUpdate)
    throw new X509Error(
      'CRL_NOT_YET_VALID',
      `a revocation list of ${new Date(thisUpdate).toISOString()}, which is to come; check the clock`,
    );
  // RFC 5280, 5.1.2.5: lists always say when the next one comes.
  if (nextUpdate === undefined) throw invalid('a revocation list that does not say until when it counts');
  if (time >= nextUpdate + 1_000)
    throw new X509Error(
      'CRL_EXPIRED',
      `a revocation list that counted until ${new Date(nextUpdate).toISOString()}; get a newer one`,
    );
}

/** Throws unless someone who may has signed the list (RFC 5280, 6.3.3 (f), (g)). */
function requireSigner(
  crl: CertificateRevocationList,
  certificate: Certificate,
  issuer: Issuer,
  context: RevocationContext,
): void {
  const others = context.candidates.filter((one) => one !== issuer.certificate && isNamed(one, crl));
  let problem: X509Error | undefined;
  if (crl.issuer.equals(certificate.issuer)) {
    problem = attempt(() => checkSigner(crl, issuer, context));
    if (!problem) return;
  }
  for (const other of others) {
    const refused = attempt(() => {
      checkSigner(crl, certificateIssuer(other), context);
      context.requirePath(other);
    });
    if (!refused) return;
    problem ??= refused;
  }
  throw (
    problem ??
    new X509Error(
      'UNKNOWN_CRL_ISSUER',
      `no certificate of "${crl.issuer}", who signed a revocation list, is there; give it among the revocation certificates`,
    )
  );
}

function isNamed(candidate: Certificate, crl: CertificateRevocationList): boolean {
  return attempt(() => candidate.subject.equals(crl.issuer)) === true;
}

function checkSigner(
  crl: CertificateRevocationList,
  signer: Issuer,
  { provider, strength, isSignedBy }: RevocationContext,
): undefined {
  const usage = signer.certificate?.keyUsage;
  if (usage && !usage.has('cRLSign'))
    throw new X509Error(
      'CRL_ISSUER_MAY_NOT_SIGN',
      'a revocation list from an authority whose key usage has no cRLSign; have the authority certified for it',
    );
  const algorithm = requireSignatureAlgorithm(crl);
  checkSignatureStrength(algorithm, strength);
  if (!isSignedBy(crl, signer.publicKey(provider), algorithm))
    throw new X509Error(
      'BAD_CRL_SIGNATURE',
      'a revocation list that its issuer has not signed; get it again',
    );
}
