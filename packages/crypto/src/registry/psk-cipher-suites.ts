import {
  aead,
  type CipherSuite,
  cbc,
  type SuiteKeyExchange,
  type SuiteProtection,
  suite12,
} from './cipher-suite.js';
import { TLS10 } from './versions.js';

const gcm128 = aead('AES-128-GCM', true);
const gcm256 = aead('AES-256-GCM', true);
const ccm128 = aead('AES-128-CCM', true);
const ccm8of128 = aead('AES-128-CCM-8', true);
const chacha = aead('CHACHA20-POLY1305', false);
const cbc128sha1 = cbc('AES-128-CBC', 'SHA-1');
const cbc256sha1 = cbc('AES-256-CBC', 'SHA-1');
const cbc128sha256 = cbc('AES-128-CBC', 'SHA-256');
const cbc256sha384 = cbc('AES-256-CBC', 'SHA-384');

const names = { ecdhe: 'ECDHE_PSK', dhe: 'DHE_PSK', psk: 'PSK' } as const;

function row(
  id: number,
  keyExchange: SuiteKeyExchange & keyof typeof names,
  iana: string,
  openssl: string,
  protection: SuiteProtection,
): CipherSuite {
  const name = names[keyExchange];
  const prefix = name.replace('_', '-');
  const hash = iana.endsWith('384') ? 'SHA-384' : 'SHA-256';
  const suite = suite12(
    id,
    `TLS_${name}_WITH_${iana}`,
    `${prefix}-${openssl}`,
    keyExchange,
    'psk',
    protection,
    hash,
  );
  return { ...suite, minVersion: Math.max(suite.minVersion, TLS10) };
}

/**
 * TLS 1.2's suites that a pre-shared key authenticates (RFC 4279, 5487, 5489, 6655, 7905, 8442), those with forward secrecy
 * first. None is enabled unless it is named.
 */
export const pskCipherSuites: readonly CipherSuite[] = [
  row(0xd002, 'ecdhe', 'AES_256_GCM_SHA384', 'AES256-GCM-SHA384', gcm256),
  row(0xccac, 'ecdhe', 'CHACHA20_POLY1305_SHA256', 'CHACHA20-POLY1305', chacha),
  row(0xd001, 'ecdhe', 'AES_128_GCM_SHA256', 'AES128-GCM-SHA256', gcm128),
  row(0xd005, 'ecdhe', 'AES_128_CCM_SHA256', 'AES128-CCM-SHA256', ccm128),
  row(0xd003, 'ecdhe', 'AES_128_CCM_8_SHA256', 'AES128-CCM8-SHA256', ccm8of128),
  row(0x00ab, 'dhe', 'AES_256_GCM_SHA384', 'AES256-GCM-SHA384', gcm256),
  row(0xccad, 'dhe', 'CHACHA20_POLY1305_SHA256', 'CHACHA20-POLY1305', chacha),
  row(0x00aa, 'dhe', 'AES_128_GCM_SHA256', 'AES128-GCM-SHA256', gcm128),
  row(0xc0a6, 'dhe', 'AES_128_CCM', 'AES128-CCM', ccm128),
  row(0x00a9, 'psk', 'AES_256_GCM_SHA384', 'AES256-GCM-SHA384', gcm256),
  row(0xccab, 'psk', 'CHACHA20_POLY1305_SHA256', 'CHACHA20-POLY1305', chacha),
  row(0x00a8, 'psk', 'AES_128_GCM_SHA256', 'AES128-GCM-SHA256', gcm128),
  row(0xc0a4, 'psk', 'AES_128_CCM', 'AES128-CCM', ccm128),
  row(0xc0a8, 'psk', 'AES_128_CCM_8', 'AES128-CCM8', ccm8of128),
  row(0xc038, 'ecdhe', 'AES_256_CBC_SHA384', 'AES256-CBC-SHA384', cbc256sha384),
  row(0xc037, 'ecdhe', 'AES_128_CBC_SHA256', 'AES128-CBC-SHA256', cbc128sha256),
  row(0xc036, 'ecdhe', 'AES_256_CBC_SHA', 'AES256-CBC-SHA', cbc256sha1),
  row(0xc035, 'ecdhe', 'AES_128_CBC_SHA', 'AES128-CBC-SHA', cbc128sha1),
  row(0x00b3, 'dhe', 'AES_256_CBC_SHA384', 'AES256-CBC-SHA384', cbc256sha384),
  row(0x00b2, 'dhe', 'AES_128_CBC_SHA256', 'AES128-CBC-SHA256', cbc128sha256),
  row(0x00af, 'psk', 'AES_256_CBC_SHA384', 'AES256-CBC-SHA384', cbc256sha384),
  row(0x00ae, 'psk', 'AES_128_CBC_SHA256', 'AES128-CBC-SHA256', cbc128sha256),
  row(0x008d, 'psk', 'AES_256_CBC_SHA', 'AES256-CBC-SHA', cbc256sha1),
  row(0x008c, 'psk', 'AES_128_CBC_SHA', 'AES128-CBC-SHA', cbc128sha1),
];
