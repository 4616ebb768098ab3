/**
 * The table of extensions: one row per extension. A row's name is the name of its value in the typed sets of every
 * message that may carry it.
 */
export { alpn } from './alpn.js';
export { certificateAuthorities } from './certificate-authorities.js';
export { clientCertificateType } from './client-certificate-type.js';
export { compressCertificate } from './compress-certificate.js';
export { cookie } from './cookie.js';
export { delegatedCredential } from './delegated-credential.js';
export { earlyData } from './early-data.js';
export { ecPointFormats } from './ec-point-formats.js';
export { encryptThenMac } from './encrypt-then-mac.js';
export { extendedMasterSecret } from './extended-master-secret.js';
export { keyShare } from './key-share.js';
export { maxFragmentLength } from './max-fragment-length.js';
export { oidFilters } from './oid-filters.js';
export { padding } from './padding.js';
export { postHandshakeAuth } from './post-handshake-auth.js';
export { preSharedKey } from './pre-shared-key.js';
export { pskKeyExchangeModes } from './psk-key-exchange-modes.js';
export { recordSizeLimit } from './record-size-limit.js';
export { renegotiationInfo } from './renegotiation-info.js';
export { serverCertificateType } from './server-certificate-type.js';
export { serverName } from './server-name.js';
export { sessionTicket } from './session-ticket.js';
export { signatureAlgorithms } from './signature-algorithms.js';
export { signatureAlgorithmsCert } from './signature-algorithms-cert.js';
export { signedCertificateTimestamp } from './signed-certificate-timestamp.js';
export { statusRequest } from './status-request.js';
export { statusRequestV2 } from './status-request-v2.js';
export { supportedGroups } from './supported-groups.js';
export { supportedVersions } from './supported-versions.js';
