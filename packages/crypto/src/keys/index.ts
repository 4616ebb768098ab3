export { type DerElement, type DerLimits, derTags, encodeDer, parseDer } from './der.js';
export { decodePem, encodePem, type PemBlock, privateKeyFromPem } from './pem.js';
export { parsePrivateKeyInfo, pkcs1ToPkcs8, sec1ToPkcs8 } from './private-key.js';
export { encodePublicKeyInfo, isSameKey, parsePublicKeyInfo } from './public-key.js';
