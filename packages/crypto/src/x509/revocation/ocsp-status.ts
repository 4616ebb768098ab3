import { equalBytes } from '../../bytes/bytes.js';
import { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';
import type { Extension } from '../extensions/list.js';
import { purposeIds } from '../extensions/oids.js';
import { checkValidity, requireSignatureAlgorithm } from '../verify/form.js';
import { checkSignatureStrength } from '../verify/strength.js';
import { attempt, type Issuer, type RevocationContext, type RevocationStatus } from './context.js';
import { type OcspResponse, publicKeyBits, type SingleResponse } from './ocsp-response.js';

/** What responses say of a certificate (RFC 6960, 3.2). The first that counts decides. */
export function ocspStatus(
  certificate: Certificate,
  issuer: Issuer,
  responses: readonly OcspResponse[],
  context: RevocationContext,
): RevocationStatus {
  let problem: X509Error | undefined;
  for (const response of responses) {
    const single = response.find(context.provider, certificate, issuer);
    if (!single) continue;
    const refused = attempt(() => checkResponse(response, single, issuer, context));
    if (!refused && single.status === 'revoked')
      return { status: 'revoked', since: single.revocationTime ?? 0, reason: single.reason };
    if (!refused && single.status === 'good') return { status: 'good' };
    problem ??= refused ?? unknownToResponder();
  }
  return { status: 'unknown', problem };
}

function unknownToResponder(): X509Error {
  return new X509Error(
    'REVOCATION_UNKNOWN',
    'a certificate that the OCSP responder does not know; ask its issuer whether it was issued at all',
  );
}

function checkResponse(
  response: OcspResponse,
  single: SingleResponse,
  issuer: Issuer,
  context: RevocationContext,
): undefined {
  refuseCritical(response.extensions);
  refuseCritical(single.extensions);
  checkNonce(response, context);
  checkFreshness(single, context);
  requireResponder(response, issuer, context);
}

/** No extension of OCSP that changes what an answer means is understood. */
function refuseCritical(extensions: ReadonlyMap<string, Extension>): void {
  for (const { id, critical } of extensions.values()) {
    if (critical) throw invalid(`an OCSP response with the unknown critical extension ${id}`);
  }
}

function invalid(problem: string): X509Error {
  return new X509Error('INVALID_OCSP_RESPONSE', `${problem}; ask the responder again, or another one`);
}

/** RFC 9654, 2.1: responders may leave the nonce out, and those who answer beforehand must. */
function checkNonce(response: OcspResponse, { revocation }: RevocationContext): void {
  if (!revocation.nonce) return;
  const { nonce } = response;
  if (nonce && !equalBytes(nonce, revocation.nonce))
    throw invalid('an OCSP response with another nonce than the request');
}

/** RFC 6960, 4.2.2.1. */
function checkFreshness(single: SingleResponse, { time, revocation }: RevocationContext): void {
  const { thisUpdate, nextUpdate } = single;
  const { ocspSkew, ocspMaxAge } = revocation;
  if (thisUpdate > time + ocspSkew)
    throw expired(`an OCSP response of ${new Date(thisUpdate).toISOString()}, which is to come`);
  const until = nextUpdate ?? thisUpdate + ocspMaxAge;
  if (until + ocspSkew < time)
    throw expired(`an OCSP response that counted until ${new Date(until).toISOString()}`);
}

function expired(problem: string): X509Error {
  return new X509Error('OCSP_RESPONSE_EXPIRED', `${problem}; get a newer one, and check the clock`);
}

/** Throws unless the certificate's issuer signed, or one whom it delegated (RFC 6960, 4.2.2.2). */
function requireResponder(response: OcspResponse, issuer: Issuer, context: RevocationContext): void {
  const { provider } = context;
  if (isResponder(response, issuer, context)) {
    checkSignedBy(response, issuer.publicKey(provider), context);
    return;
  }
  const delegate = findDelegate(response, context);
  if (!delegate) throw invalid('an OCSP response whose signer is not known');
  checkDelegate(delegate, issuer, context);
  checkSignedBy(response, delegate.publicKey(provider), context);
}

function isResponder(
  { responder }: OcspResponse,
  { name, spki }: Pick<Issuer, 'name' | 'spki'>,
  { provider }: RevocationContext,
): boolean {
  if ('name' in responder) return responder.name.equals(name);
  const hash = provider.hash('SHA-1')?.digest(publicKeyBits(spki));
  return hash !== undefined && equalBytes(hash, responder.keyHash);
}

function findDelegate(response: OcspResponse, context: RevocationContext): Certificate | undefined {
  for (const der of response.certificates) {
    const certificate = attempt(() => Certificate.parse(der));
    if (certificate instanceof X509Error) continue;
    const { subject: name, spki } = certificate;
    if (attempt(() => isResponder(response, { name, spki }, context)) === true) return certificate;
  }
  return undefined;
}

/** Whoever answers in the issuer's place is certified for just that, by the issuer itself. */
function checkDelegate(delegate: Certificate, issuer: Issuer, context: RevocationContext): void {
  const { provider, time, strength, isSignedBy } = context;
  checkValidity(delegate, time);
  if (!delegate.extendedKeyUsage?.includes(purposeIds.ocspSigning))
    throw invalid('an OCSP response whose signer is not certified for that purpose');
  if (delegate.keyUsage && !delegate.keyUsage.has('digitalSignature'))
    throw invalid('an OCSP response whose signer has a key that may not sign');
  const algorithm = requireSignatureAlgorithm(delegate);
  checkSignatureStrength(algorithm, strength);
  const certified =
    delegate.issuer.equals(issuer.name) && isSignedBy(delegate, issuer.publicKey(provider), algorithm);
  if (!certified) throw invalid("an OCSP response whose signer is not certified by the certificate's issuer");
}

function checkSignedBy(
  response: OcspResponse,
  key: ReturnType<Issuer['publicKey']>,
  { strength, isSignedBy }: RevocationContext,
): void {
  const { signatureAlgorithm } = response;
  if (!signatureAlgorithm)
    throw invalid(`an OCSP response with an unknown signature algorithm (${response.signatureAlgorithmId})`);
  checkSignatureStrength(signatureAlgorithm, strength);
  if (!isSignedBy(response, key, signatureAlgorithm))
    throw invalid('an OCSP response that its signer has not signed');
}
