import { aead, type CipherSuite, cbc, suite12, suite13 } from './cipher-suite.js';
import { pskCipherSuites } from './psk-cipher-suites.js';

/** TLS 1.3's suites (RFC 8446, B.4). */
export const tls13CipherSuites: readonly CipherSuite[] = [
  suite13(0x1302, 'TLS_AES_256_GCM_SHA384', 'AES-256-GCM', 'SHA-384'),
  suite13(0x1303, 'TLS_CHACHA20_POLY1305_SHA256', 'CHACHA20-POLY1305', 'SHA-256'),
  suite13(0x1301, 'TLS_AES_128_GCM_SHA256', 'AES-128-GCM', 'SHA-256'),
  suite13(0x1304, 'TLS_AES_128_CCM_SHA256', 'AES-128-CCM', 'SHA-256'),
  suite13(0x1305, 'TLS_AES_128_CCM_8_SHA256', 'AES-128-CCM-8', 'SHA-256'),
];

const gcm128 = aead('AES-128-GCM', true);
const gcm256 = aead('AES-256-GCM', true);
const ccm128 = aead('AES-128-CCM', true);
const ccm256 = aead('AES-256-CCM', true);
const ccm8of128 = aead('AES-128-CCM-8', true);
const ccm8of256 = aead('AES-256-CCM-8', true);
const chacha = aead('CHACHA20-POLY1305', false);
const cbc128sha1 = cbc('AES-128-CBC', 'SHA-1');
const cbc256sha1 = cbc('AES-256-CBC', 'SHA-1');
const cbc128sha256 = cbc('AES-128-CBC', 'SHA-256');
const cbc256sha256 = cbc('AES-256-CBC', 'SHA-256');
const cbc256sha384 = cbc('AES-256-CBC', 'SHA-384');

/** TLS 1.2's suites with forward secrecy (RFC 5288, 5289, 6655, 7251, 7905, 8422), strongest first. */
export const tls12CipherSuites: readonly CipherSuite[] = [
  suite12(
    0xc02c,
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ecdhe',
    'ecdsa',
    gcm256,
    'SHA-384',
  ),
  suite12(
    0xc030,
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ecdhe',
    'rsa',
    gcm256,
    'SHA-384',
  ),
  suite12(
    0x009f,
    'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
    'DHE-RSA-AES256-GCM-SHA384',
    'dhe',
    'rsa',
    gcm256,
    'SHA-384',
  ),
  suite12(
    0xcca9,
    'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ecdhe',
    'ecdsa',
    chacha,
    'SHA-256',
  ),
  suite12(
    0xcca8,
    'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    'ECDHE-RSA-CHACHA20-POLY1305',
    'ecdhe',
    'rsa',
    chacha,
    'SHA-256',
  ),
  suite12(
    0xccaa,
    'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    'DHE-RSA-CHACHA20-POLY1305',
    'dhe',
    'rsa',
    chacha,
    'SHA-256',
  ),
  suite12(
    0xc02b,
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ecdhe',
    'ecdsa',
    gcm128,
    'SHA-256',
  ),
  suite12(
    0xc02f,
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ecdhe',
    'rsa',
    gcm128,
    'SHA-256',
  ),
  suite12(
    0x009e,
    'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
    'DHE-RSA-AES128-GCM-SHA256',
    'dhe',
    'rsa',
    gcm128,
    'SHA-256',
  ),
  suite12(
    0xc0ad,
    'TLS_ECDHE_ECDSA_WITH_AES_256_CCM',
    'ECDHE-ECDSA-AES256-CCM',
    'ecdhe',
    'ecdsa',
    ccm256,
    'SHA-256',
  ),
  suite12(
    0xc0ac,
    'TLS_ECDHE_ECDSA_WITH_AES_128_CCM',
    'ECDHE-ECDSA-AES128-CCM',
    'ecdhe',
    'ecdsa',
    ccm128,
    'SHA-256',
  ),
  suite12(0xc09f, 'TLS_DHE_RSA_WITH_AES_256_CCM', 'DHE-RSA-AES256-CCM', 'dhe', 'rsa', ccm256, 'SHA-256'),
  suite12(0xc09e, 'TLS_DHE_RSA_WITH_AES_128_CCM', 'DHE-RSA-AES128-CCM', 'dhe', 'rsa', ccm128, 'SHA-256'),
  suite12(
    0xc0af,
    'TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8',
    'ECDHE-ECDSA-AES256-CCM8',
    'ecdhe',
    'ecdsa',
    ccm8of256,
    'SHA-256',
  ),
  suite12(
    0xc0ae,
    'TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8',
    'ECDHE-ECDSA-AES128-CCM8',
    'ecdhe',
    'ecdsa',
    ccm8of128,
    'SHA-256',
  ),
  suite12(
    0xc0a3,
    'TLS_DHE_RSA_WITH_AES_256_CCM_8',
    'DHE-RSA-AES256-CCM8',
    'dhe',
    'rsa',
    ccm8of256,
    'SHA-256',
  ),
  suite12(
    0xc0a2,
    'TLS_DHE_RSA_WITH_AES_128_CCM_8',
    'DHE-RSA-AES128-CCM8',
    'dhe',
    'rsa',
    ccm8of128,
    'SHA-256',
  ),
];

/** TLS 1.2's CBC suites with forward secrecy: not offered unless named. */
export const tls12CbcCipherSuites: readonly CipherSuite[] = [
  suite12(
    0xc024,
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
    'ECDHE-ECDSA-AES256-SHA384',
    'ecdhe',
    'ecdsa',
    cbc256sha384,
    'SHA-384',
  ),
  suite12(
    0xc028,
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
    'ECDHE-RSA-AES256-SHA384',
    'ecdhe',
    'rsa',
    cbc256sha384,
    'SHA-384',
  ),
  suite12(
    0x006b,
    'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256',
    'DHE-RSA-AES256-SHA256',
    'dhe',
    'rsa',
    cbc256sha256,
    'SHA-256',
  ),
  suite12(
    0xc023,
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
    'ECDHE-ECDSA-AES128-SHA256',
    'ecdhe',
    'ecdsa',
    cbc128sha256,
    'SHA-256',
  ),
  suite12(
    0xc027,
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
    'ECDHE-RSA-AES128-SHA256',
    'ecdhe',
    'rsa',
    cbc128sha256,
    'SHA-256',
  ),
  suite12(
    0x0067,
    'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256',
    'DHE-RSA-AES128-SHA256',
    'dhe',
    'rsa',
    cbc128sha256,
    'SHA-256',
  ),
  suite12(
    0xc00a,
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
    'ECDHE-ECDSA-AES256-SHA',
    'ecdhe',
    'ecdsa',
    cbc256sha1,
    'SHA-256',
  ),
  suite12(
    0xc014,
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
    'ECDHE-RSA-AES256-SHA',
    'ecdhe',
    'rsa',
    cbc256sha1,
    'SHA-256',
  ),
  suite12(
    0x0039,
    'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
    'DHE-RSA-AES256-SHA',
    'dhe',
    'rsa',
    cbc256sha1,
    'SHA-256',
  ),
  suite12(
    0xc009,
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
    'ECDHE-ECDSA-AES128-SHA',
    'ecdhe',
    'ecdsa',
    cbc128sha1,
    'SHA-256',
  ),
  suite12(
    0xc013,
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
    'ECDHE-RSA-AES128-SHA',
    'ecdhe',
    'rsa',
    cbc128sha1,
    'SHA-256',
  ),
  suite12(
    0x0033,
    'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
    'DHE-RSA-AES128-SHA',
    'dhe',
    'rsa',
    cbc128sha1,
    'SHA-256',
  ),
];

/** Every suite that a certificate authenticates, but for `legacyCipherSuites`. */
export const cipherSuites: readonly CipherSuite[] = [
  ...tls13CipherSuites,
  ...tls12CipherSuites,
  ...tls12CbcCipherSuites,
];

/** Those that can be looked up: also the ones that only a caller with a pre-shared key names. */
const known: readonly CipherSuite[] = [...cipherSuites, ...pskCipherSuites];

const byId = new Map<number, CipherSuite>(known.map((row) => [row.id, row]));

/** The suite of a code point, or `undefined`. */
export function cipherSuiteById(id: number): CipherSuite | undefined {
  return byId.get(id);
}

/** The suite of a name, IANA's or OpenSSL's, or `undefined`. */
export function cipherSuiteByName(name: string): CipherSuite | undefined {
  return known.find((row) => row.name === name || row.openssl === name);
}

/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746, 3.3). */
export const EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff;
/** TLS_FALLBACK_SCSV (RFC 7507). */
export const FALLBACK_SCSV = 0x5600;
