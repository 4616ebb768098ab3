import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';
import type { TrustAnchor } from '../trust-anchors.js';
import { issuerOf, type RevocationContext, type RevocationStatus } from './context.js';
import { crlStatus } from './crl-status.js';
import { ocspStatus } from './ocsp-status.js';

/** The TLS extension status_request, which RFC 7633 lets a certificate ask for. */
const statusRequest = 5;

/** CRLReason (RFC 5280, 5.3.1). */
const reasons: readonly string[] = [
  'no reason given',
  'its key was compromised',
  "its authority's key was compromised",
  'its subject is another now',
  'it was replaced',
  'it is not used any more',
  'it is on hold',
  'no reason given',
  'no reason given',
  'its privileges were withdrawn',
  "its attribute authority's key was compromised",
];

/**
 * Throws for a path with a revoked certificate, and, where everything must be known, with one of which nothing is known.
 *
 * @param path from the leaf to the certificate under the anchor.
 */
export function checkRevocation(
  path: readonly Certificate[],
  anchor: TrustAnchor,
  context: RevocationContext & { readonly purpose: string },
): void {
  const { leafOnly, ocspResponses, stapled } = context.revocation;
  const [leaf] = path;
  const byStaple = leaf && stapled && ocspStatus(leaf, issuerOf(path, 0, anchor), [stapled], context);
  if (leaf) checkStapled(leaf, byStaple, context.purpose);
  for (const [i, certificate] of path.entries()) {
    if (i > 0 && leafOnly) return;
    if (i === 0 && byStaple) continue;
    const issuer = issuerOf(path, i, anchor);
    const byOcsp = ocspStatus(certificate, issuer, ocspResponses, context);
    refuseRevoked(certificate, i, byOcsp);
    if (byOcsp.status === 'good') continue;
    const byList = crlStatus(certificate, issuer, context);
    refuseRevoked(certificate, i, byList);
    if (byList.status === 'unknown') refuseUnknown(certificate, i, [byOcsp, byList], context);
  }
}

function refuseRevoked(certificate: Certificate, index: number, status: RevocationStatus): void {
  if (status.status !== 'revoked') return;
  const since = new Date(status.since).toISOString();
  throw new X509Error(
    'REVOKED',
    `a certificate that was revoked at ${since} (${reasons[status.reason] ?? reasons[0]}); get a new one`,
  ).at(location(certificate, index));
}

function refuseUnknown(
  certificate: Certificate,
  index: number,
  statuses: readonly RevocationStatus[],
  { revocation }: RevocationContext,
): void {
  if (!revocation.hard) return;
  const problems = statuses.flatMap((one) => (one.status === 'unknown' && one.problem ? [one.problem] : []));
  const [problem] = problems;
  const error =
    problem ??
    new X509Error(
      'REVOCATION_UNKNOWN',
      'a certificate of which is not known whether it was revoked; give a revocation list or an OCSP response of its ' +
        'issuer, or do not insist with the mode "hard"',
    );
  throw error.at(location(certificate, index));
}

/** A response that was stapled must say that the certificate is good (RFC 6066, 8), and some must be (RFC 7633, 4.2.3). */
function checkStapled(leaf: Certificate, status: RevocationStatus | undefined, purpose: string): void {
  if (status?.status === 'good') return;
  if (status) refuseRevoked(leaf, 0, status);
  const problem = status?.status === 'unknown' ? status.problem : undefined;
  if (purpose === 'server' && leaf.tlsFeature?.includes(statusRequest)) throw missingStaple(leaf, problem);
  if (!status) return;
  const { message = 'a stapled OCSP response that is not about the certificate; staple the one that is' } =
    problem ?? {};
  const code = problem?.code === 'OCSP_RESPONSE_EXPIRED' ? problem.code : 'INVALID_OCSP_RESPONSE';
  throw new X509Error(code, message, { cause: problem }).at(location(leaf, 0));
}

function missingStaple(leaf: Certificate, problem: X509Error | undefined): X509Error {
  return new X509Error(
    'MISSING_STAPLED_RESPONSE',
    'a certificate that asks for a stapled OCSP response, and none that says it is good was sent; turn on stapling at the ' +
      `server${problem ? ` (${problem.message})` : ''}`,
    { cause: problem },
  ).at(location(leaf, 0));
}

function location(certificate: Certificate, index: number): { index: number; subject: string } {
  return { index, subject: certificate.subject.toString() };
}
