import { type Certificate, CertificateRevocationList, parseReferenceIdentity } from '@proj/crypto/x509';
import type { StatusWish } from '@proj/handshake';
import type { StatusCallback } from '../ssl/callbacks.js';
import type { Ssl } from '../ssl/ssl.js';
import type { SslContext } from '../ssl/ssl-context.js';
import { retryVerify } from '../ssl/verification.js';
import type { VerifyParameters } from '../ssl/verify-parameters.js';
import { attempt } from './support.js';

/** X509_VERIFY_PARAM_set_flags(3): the leaf must be known not to be revoked. */
export const X509_V_FLAG_CRL_CHECK = 0x4;
/** X509_VERIFY_PARAM_set_flags(3): with `CRL_CHECK`, so must all of the path. */
export const X509_V_FLAG_CRL_CHECK_ALL = 0x8;
/** X509_VERIFY_PARAM_set_flags(3): all rules of RFC 5280 are asked of authorities. */
export const X509_V_FLAG_X509_STRICT = 0x20;
/** X509_VERIFY_PARAM_set_flags(3): the path must be valid for an acceptable policy. */
export const X509_V_FLAG_EXPLICIT_POLICY = 0x100;
/** X509_VERIFY_PARAM_set_flags(3): anyPolicy does not count. */
export const X509_V_FLAG_INHIBIT_ANY = 0x200;
/** X509_VERIFY_PARAM_set_flags(3): policy mappings do not count. */
export const X509_V_FLAG_INHIBIT_MAP = 0x400;

/** X509_VERIFY_PARAM_set_hostflags(3): names in the subject count, which they do not otherwise, unlike in C. */
export const X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT = 0x1;

/** SSL_set_tlsext_status_type(3): no OCSP response is asked for. */
export const TLSEXT_STATUSTYPE_nothing = -1;
/** SSL_set_tlsext_status_type(3): an OCSP response is asked for. */
export const TLSEXT_STATUSTYPE_ocsp = 1;

/** SSL_CTX_get0_param(3): how peers are verified; to be changed in place. */
export const SSL_CTX_get0_param = (on: SslContext): VerifyParameters => on.verification;
/** SSL_get0_param(3). */
export const SSL_get0_param = (on: Ssl): VerifyParameters => on.verification;

/** X509_VERIFY_PARAM_set_flags(3): adds flags. Returns 1, or 0 for one that is not here. */
export const X509_VERIFY_PARAM_set_flags = (param: VerifyParameters, flags: number): number =>
  attempt(() => applyFlags(param, X509_VERIFY_PARAM_get_flags(param) | flags));
/** X509_VERIFY_PARAM_clear_flags(3): takes flags away. Returns 1, or 0 for one that is not here. */
export const X509_VERIFY_PARAM_clear_flags = (param: VerifyParameters, flags: number): number =>
  attempt(() => applyFlags(param, X509_VERIFY_PARAM_get_flags(param) & ~flags));
/** X509_VERIFY_PARAM_get_flags(3). */
export const X509_VERIFY_PARAM_get_flags = ({ policies, profile, revocation }: VerifyParameters): number => {
  const path = revocation?.scope === 'leaf' ? 0 : X509_V_FLAG_CRL_CHECK_ALL;
  return (
    (revocation?.mode === 'hard' ? X509_V_FLAG_CRL_CHECK | path : 0) |
    (profile === 'rfc5280' ? X509_V_FLAG_X509_STRICT : 0) |
    (policies?.requireExplicit ? X509_V_FLAG_EXPLICIT_POLICY : 0) |
    (policies?.inhibitAny ? X509_V_FLAG_INHIBIT_ANY : 0) |
    (policies?.inhibitMapping ? X509_V_FLAG_INHIBIT_MAP : 0)
  );
};

const knownFlags =
  X509_V_FLAG_CRL_CHECK |
  X509_V_FLAG_CRL_CHECK_ALL |
  X509_V_FLAG_X509_STRICT |
  X509_V_FLAG_EXPLICIT_POLICY |
  X509_V_FLAG_INHIBIT_ANY |
  X509_V_FLAG_INHIBIT_MAP;

function applyFlags(param: VerifyParameters, flags: number): void {
  if ((flags & ~knownFlags) !== 0)
    throw new RangeError(`there are no flags 0x${(flags & ~knownFlags).toString(16)} of X509_V_FLAG_… here`);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const known = param.revocation ?? { mode: 'off' };
  param.revocation = {
    ...known,
    mode: has(X509_V_FLAG_CRL_CHECK) ? 'hard' : known.mode === 'hard' ? 'off' : known.mode,
    scope: has(X509_V_FLAG_CRL_CHECK_ALL) ? 'path' : 'leaf',
  };
  param.profile = has(X509_V_FLAG_X509_STRICT) ? 'rfc5280' : undefined;
  param.policies = {
    ...param.policies,
    requireExplicit: has(X509_V_FLAG_EXPLICIT_POLICY),
    inhibitAny: has(X509_V_FLAG_INHIBIT_ANY),
    inhibitMapping: has(X509_V_FLAG_INHIBIT_MAP),
  };
}

/** X509_VERIFY_PARAM_set_purpose(3): `server`, `client` or `any`, where C has numbers. Returns 1. */
export const X509_VERIFY_PARAM_set_purpose = (
  param: VerifyParameters,
  purpose: VerifyParameters['purpose'],
): number => {
  param.purpose = purpose;
  return 1;
};
/** X509_VERIFY_PARAM_set_depth(3): authorities between a certificate and its anchor, at most. */
export const X509_VERIFY_PARAM_set_depth = (param: VerifyParameters, depth: number): void => {
  param.depth = depth;
};
/** X509_VERIFY_PARAM_get_depth(3): −1 where none is set. */
export const X509_VERIFY_PARAM_get_depth = ({ depth }: VerifyParameters): number => depth ?? -1;
/** X509_VERIFY_PARAM_set_time(3): seconds since the epoch. */
export const X509_VERIFY_PARAM_set_time = (param: VerifyParameters, seconds: number): void => {
  param.time = seconds * 1000;
};
/** X509_VERIFY_PARAM_set1_host(3): a name or an address; `undefined` for none. Returns 1, or 0. */
export const X509_VERIFY_PARAM_set1_host = (param: VerifyParameters, name: string | undefined): number =>
  attempt(() => {
    param.hosts = checkedHosts(name === undefined ? [] : [name]);
  });
/** X509_VERIFY_PARAM_add1_host(3): another one that will do as well. Returns 1, or 0. */
export const X509_VERIFY_PARAM_add1_host = (param: VerifyParameters, name: string): number =>
  attempt(() => {
    param.hosts = checkedHosts([...param.hosts, name]);
  });
/** X509_VERIFY_PARAM_set1_ip_asc(3). Returns 1, or 0. */
export const X509_VERIFY_PARAM_set1_ip_asc = (param: VerifyParameters, address: string): number =>
  attempt(() => {
    if (parseReferenceIdentity(address).kind !== 'ip') throw new RangeError(`"${address}" is no IP address`);
    param.hosts = [address];
  });
/** X509_VERIFY_PARAM_set_hostflags(3): X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT lets a common name count where there is nothing else. */
export const X509_VERIFY_PARAM_set_hostflags = (param: VerifyParameters, flags: number): void => {
  param.commonName = (flags & X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT) !== 0;
};
/** X509_VERIFY_PARAM_set1_email(3). Returns 1. */
export const X509_VERIFY_PARAM_set1_email = (
  param: VerifyParameters,
  address: string | undefined,
): number => {
  param.email = address;
  return 1;
};
/** X509_VERIFY_PARAM_set1_policies(3): object identifiers of acceptable policies. Returns 1. */
export const X509_VERIFY_PARAM_set1_policies = (
  param: VerifyParameters,
  policies: readonly string[] | undefined,
): number => {
  param.policies = { ...param.policies, acceptable: policies };
  return 1;
};

function checkedHosts(names: readonly string[]): readonly string[] {
  for (const name of names) parseReferenceIdentity(name);
  return names;
}

/** SSL_add1_host(3): another name that the server's certificate may have. Returns 1, or 0. */
export const SSL_add1_host = (ssl: Ssl, name: string): number =>
  X509_VERIFY_PARAM_add1_host(ssl.verification, name);

/** X509_STORE_add_crl(3) of the context's store: a revocation list, DER, for where flags ask for it. Returns 1, or 0. */
export const X509_STORE_add_crl = ({ verification }: SslContext, crl: Uint8Array): number =>
  attempt(() => {
    const { revocation } = verification;
    const crls = [...(revocation?.crls ?? []), CertificateRevocationList.parse(crl)];
    verification.revocation = { mode: 'off', ...revocation, crls };
  });

/** SSL_get0_peer_CA_list(3): names of authorities, DER, that the peer sent. */
export const SSL_get0_peer_CA_list = (ssl: Ssl): readonly Uint8Array[] => ssl.peerAuthorities;
/** SSL_get_client_CA_list(3): on a client what the server sent, on a server what it sends. */
export const SSL_get_client_CA_list = (ssl: Ssl): readonly Uint8Array[] =>
  ssl.role === 'server' ? ssl.clientAuthorities : ssl.peerAuthorities;
/** SSL_CTX_add_client_CA(3): adds the subject of a certificate. Returns 1. */
export const SSL_CTX_add_client_CA = (on: SslContext, { subject }: Certificate): number => {
  on.clientAuthorities = [...on.clientAuthorities, subject.der];
  return 1;
};

/** SSL_set_retry_verify(3): for a verify callback that can not answer yet. Returns 1. */
export const SSL_set_retry_verify = (ssl: Ssl): number => {
  retryVerify(ssl);
  return 1;
};

/** SSL_CTX_set_post_handshake_auth(3): whether a client can be asked for its certificate after the handshake. */
export const SSL_CTX_set_post_handshake_auth = (on: SslContext, yes: boolean): void => {
  on.postHandshakeAuth = yes;
};
/** SSL_set_post_handshake_auth(3). */
export const SSL_set_post_handshake_auth = (on: Ssl, yes: boolean): void => {
  on.postHandshakeAuth = yes;
};
/** SSL_verify_client_post_handshake(3): 1, or 0. */
export const SSL_verify_client_post_handshake = (ssl: Ssl): number => ssl.verifyClientPostHandshake();

const statusWishes: Readonly<Record<number, StatusWish>> = {
  [TLSEXT_STATUSTYPE_nothing]: 'none',
  [TLSEXT_STATUSTYPE_ocsp]: 'leaf',
};
/** SSL_CTX_set_tlsext_status_type(3): TLSEXT_STATUSTYPE_ocsp asks the server for an OCSP response. Returns 1, or 0. */
export const SSL_CTX_set_tlsext_status_type = (on: SslContext, type: number): number =>
  setStatusType(on, type);
/** SSL_set_tlsext_status_type(3). */
export const SSL_set_tlsext_status_type = (on: Ssl, type: number): number => setStatusType(on, type);
function setStatusType(on: SslContext | Ssl, type: number): number {
  const wish = statusWishes[type];
  if (wish) on.requestStatus = wish;
  return wish ? 1 : 0;
}
/** SSL_CTX_set_tlsext_status_cb(3). Returns 1. */
export const SSL_CTX_set_tlsext_status_cb = (
  on: SslContext,
  callback: StatusCallback | undefined,
): number => {
  on.statusCallback = callback;
  return 1;
};
/** SSL_set_tlsext_status_ocsp_resp(3): the response to staple, DER. Returns 1. */
export const SSL_set_tlsext_status_ocsp_resp = (ssl: Ssl, response: Uint8Array | undefined): number => {
  ssl.ocspResponse = response;
  return 1;
};
/** SSL_get_tlsext_status_ocsp_resp(3): what the peer has stapled, DER. */
export const SSL_get_tlsext_status_ocsp_resp = (ssl: Ssl): Uint8Array | undefined => ssl.peerOcspResponse;
