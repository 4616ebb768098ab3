import {
  aead,
  type CipherSuite,
  cbc,
  type SuiteAuthentication,
  type SuiteKeyExchange,
  type SuiteProtection,
  suite12,
} from './cipher-suite.js';

const gcm128 = /* @__PURE__ */ aead('AES-128-GCM', true);
const gcm256 = /* @__PURE__ */ aead('AES-256-GCM', true);
const ccm128 = /* @__PURE__ */ aead('AES-128-CCM', true);
const ccm256 = /* @__PURE__ */ aead('AES-256-CCM', true);
const ccm8of128 = /* @__PURE__ */ aead('AES-128-CCM-8', true);
const ccm8of256 = /* @__PURE__ */ aead('AES-256-CCM-8', true);
const cbc128sha1 = /* @__PURE__ */ cbc('AES-128-CBC', 'SHA-1');
const cbc256sha1 = /* @__PURE__ */ cbc('AES-256-CBC', 'SHA-1');
const cbc128sha256 = /* @__PURE__ */ cbc('AES-128-CBC', 'SHA-256');
const cbc256sha256 = /* @__PURE__ */ cbc('AES-256-CBC', 'SHA-256');
const tripleDes = /* @__PURE__ */ cbc('3DES-EDE-CBC', 'SHA-1');

const rsa = (
  id: number,
  iana: string,
  openssl: string,
  protection: SuiteProtection,
  hash: 'SHA-256' | 'SHA-384' = 'SHA-256',
): CipherSuite => suite12(id, `TLS_RSA_WITH_${iana}`, openssl, 'rsa', 'rsa', protection, hash);

const des = (
  id: number,
  exchange: string,
  openssl: string,
  keyExchange: SuiteKeyExchange,
  authentication: SuiteAuthentication,
): CipherSuite =>
  suite12(
    id,
    `TLS_${exchange}_WITH_3DES_EDE_CBC_SHA`,
    openssl,
    keyExchange,
    authentication,
    tripleDes,
    'SHA-256',
  );

/**
 * Suites that nothing new should use: those without forward secrecy, whose key exchange is an RSA encryption (RFC 5246,
 * 7.4.7.1), and those with Triple DES, whose blocks are too short (RFC 7525, 4.1). Best first.
 */
export const legacyCipherSuites: readonly CipherSuite[] = [
  /* @__PURE__ */ rsa(0x009d, 'AES_256_GCM_SHA384', 'AES256-GCM-SHA384', gcm256, 'SHA-384'),
  /* @__PURE__ */ rsa(0x009c, 'AES_128_GCM_SHA256', 'AES128-GCM-SHA256', gcm128),
  /* @__PURE__ */ rsa(0xc09d, 'AES_256_CCM', 'AES256-CCM', ccm256),
  /* @__PURE__ */ rsa(0xc09c, 'AES_128_CCM', 'AES128-CCM', ccm128),
  /* @__PURE__ */ rsa(0xc0a1, 'AES_256_CCM_8', 'AES256-CCM8', ccm8of256),
  /* @__PURE__ */ rsa(0xc0a0, 'AES_128_CCM_8', 'AES128-CCM8', ccm8of128),
  /* @__PURE__ */ rsa(0x003d, 'AES_256_CBC_SHA256', 'AES256-SHA256', cbc256sha256),
  /* @__PURE__ */ rsa(0x003c, 'AES_128_CBC_SHA256', 'AES128-SHA256', cbc128sha256),
  /* @__PURE__ */ rsa(0x0035, 'AES_256_CBC_SHA', 'AES256-SHA', cbc256sha1),
  /* @__PURE__ */ rsa(0x002f, 'AES_128_CBC_SHA', 'AES128-SHA', cbc128sha1),
  /* @__PURE__ */ des(0xc008, 'ECDHE_ECDSA', 'ECDHE-ECDSA-DES-CBC3-SHA', 'ecdhe', 'ecdsa'),
  /* @__PURE__ */ des(0xc012, 'ECDHE_RSA', 'ECDHE-RSA-DES-CBC3-SHA', 'ecdhe', 'rsa'),
  /* @__PURE__ */ des(0x0016, 'DHE_RSA', 'DHE-RSA-DES-CBC3-SHA', 'dhe', 'rsa'),
  /* @__PURE__ */ des(0x000a, 'RSA', 'DES-CBC3-SHA', 'rsa', 'rsa'),
];
