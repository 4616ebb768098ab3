import {
  type CipherSuite,
  type CryptoProvider,
  cipherSuiteByName,
  cipherSuites,
  TLS10,
  TLS12,
} from '@proj/crypto';
import { defaultCipherSuites } from '@proj/handshake';

type Predicate = (suite: CipherSuite) => boolean;

const none: Predicate = () => false;
const aead =
  (part: string): Predicate =>
  ({ protection }) =>
    protection.kind === 'aead' && protection.aead.includes(part);
const cipher =
  (part: string): Predicate =>
  ({ protection }) =>
    (protection.kind === 'aead' ? protection.aead : protection.cipher).includes(part);
const mac =
  (hash: string): Predicate =>
  ({ protection }) =>
    protection.kind === 'cbc' && protection.mac === hash;
const ecdhe: Predicate = ({ keyExchange }) => keyExchange === 'ecdhe';
const dhe: Predicate = ({ keyExchange }) => keyExchange === 'dhe';
const rsaSigned: Predicate = ({ authentication }) => authentication === 'rsa';
const ecdsaSigned: Predicate = ({ authentication }) => authentication === 'ecdsa';
const rsaExchanged: Predicate = ({ keyExchange }) => keyExchange === 'rsa';
const old: Predicate = ({ minVersion }) => minVersion < TLS12;

/** The keywords of ciphers(1) that are understood; those of suites that this library never has match nothing. */
const keywords: ReadonlyMap<string, Predicate> = new Map<string, Predicate>([
  ['ALL', () => true],
  ['HIGH', ({ bits }) => bits >= 128],
  ['MEDIUM', ({ bits }) => bits < 128],
  ['ECDHE', ecdhe],
  ['EECDH', ecdhe],
  ['kECDHE', ecdhe],
  ['kEECDH', ecdhe],
  ['DHE', dhe],
  ['EDH', dhe],
  ['kDHE', dhe],
  ['kEDH', dhe],
  ['aRSA', rsaSigned],
  ['ECDSA', ecdsaSigned],
  ['aECDSA', ecdsaSigned],
  ['RSA', rsaExchanged],
  ['kRSA', rsaExchanged],
  ['3DES', cipher('3DES')],
  ['AES', cipher('AES-')],
  ['AES128', cipher('AES-128')],
  ['AES256', cipher('AES-256')],
  ['AESGCM', aead('GCM')],
  ['AESCCM', aead('CCM')],
  ['AESCCM8', aead('CCM-8')],
  ['CHACHA20', aead('CHACHA20')],
  ['CBC', ({ protection }) => protection.kind === 'cbc'],
  ['SHA', mac('SHA-1')],
  ['SHA1', mac('SHA-1')],
  ['SHA256', mac('SHA-256')],
  ['SHA384', mac('SHA-384')],
  ['TLSv1.2', ({ minVersion }) => minVersion === TLS12],
  ['TLSv1.0', ({ minVersion }) => minVersion === TLS10],
  ['TLSv1', old],
  ['SSLv3', old],
  ...[
    ...['LOW', 'EXP', 'EXPORT', 'NULL', 'aNULL', 'eNULL', 'ADH', 'AECDH', 'PSK', 'kPSK', 'aPSK', 'SRP'],
    ...['kSRP', 'aSRP', 'DSS', 'aDSS', 'DH', 'ECDH', 'aDH', 'aECDH', 'DES'],
    ...['RC4', 'RC2', 'MD5', 'IDEA', 'SEED', 'CAMELLIA', 'ARIA', 'GOST'],
  ].map((word): [string, Predicate] => [word, none]),
]);

/**
 * The TLS 1.2 suites that a cipher list of ciphers(1) stands for, in its order. Understood are suites by OpenSSL's or
 * IANA's name, `DEFAULT`, the keywords above, combinations such as `ECDHE+AESGCM`, the prefixes `!`, `-` and `+`,
 * `@STRENGTH` and `@SECLEVEL=n`.
 *
 * @param legacy - Suites that are there beside those of today.
 * @throws RangeError for a word that is not understood, for a suite whose algorithms the provider lacks, and when nothing
 * is left.
 */
export function parseCipherList(
  list: string,
  provider: CryptoProvider,
  legacy: readonly CipherSuite[] = [],
): CipherSuite[] {
  const state = new ListState(provider, legacy);
  for (const word of list.split(/[\s,:;]+/)) if (word !== '') state.apply(word);
  if (state.chosen.length === 0) {
    throw new RangeError(`the cipher list "${list}" leaves no suite that this library and its provider have`);
  }
  return state.chosen;
}

/** The last security level that a cipher list sets (`@SECLEVEL=1`), if it sets one. */
export function listedLevel(list: string): number | undefined {
  const level = [...list.matchAll(/@SECLEVEL=(\d+)/g)].at(-1)?.[1];
  return level === undefined ? undefined : Number(level);
}

/** The TLS 1.3 suites of a list of names (SSL_CTX_set_ciphersuites(3)); an empty list switches TLS 1.3 off. Throws a RangeError. */
export function parseCipherSuites(list: string, provider: CryptoProvider): CipherSuite[] {
  return list
    .split(/[\s,:]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const suite = cipherSuiteByName(word);
      if (!suite?.tls13) {
        throw new RangeError(
          `"${word}" is no TLS 1.3 cipher suite; those of TLS 1.2 go into the cipher list`,
        );
      }
      return requireSupport(suite, provider);
    });
}

function requireSupport(suite: CipherSuite, provider: CryptoProvider): CipherSuite {
  if (provider.supportsSuite(suite)) return suite;
  throw new RangeError(
    `the provider "${provider.name}" lacks what ${suite.openssl} needs: leave it out, or use another provider`,
  );
}

/** A list while its words are applied. */
class ListState {
  readonly #provider: CryptoProvider;
  readonly #legacy: readonly CipherSuite[];
  readonly #available: readonly CipherSuite[];
  readonly #killed = new Set<CipherSuite>();
  chosen: CipherSuite[] = [];

  constructor(provider: CryptoProvider, legacy: readonly CipherSuite[]) {
    this.#provider = provider;
    this.#legacy = legacy;
    this.#available = [...cipherSuites, ...legacy].filter(
      (suite) => !suite.tls13 && provider.supportsSuite(suite),
    );
  }

  apply(word: string): void {
    if (word === '@STRENGTH') {
      this.chosen.sort((a, b) => b.bits - a.bits);
      return;
    }
    // What it sets is not in the list of suites: see `listedLevel`.
    if (/^@SECLEVEL=\d+$/.test(word)) return;
    const prefix = /^[!+-]/.exec(word)?.[0];
    const matched = this.#match(prefix ? word.slice(1) : word);
    if (prefix === undefined) {
      this.chosen.push(
        ...matched.filter((suite) => !this.chosen.includes(suite) && !this.#killed.has(suite)),
      );
      return;
    }
    const moved = this.chosen.filter((suite) => matched.includes(suite));
    this.chosen = this.chosen.filter((suite) => !matched.includes(suite));
    if (prefix === '+') this.chosen.push(...moved);
    if (prefix === '!') for (const suite of matched) this.#killed.add(suite);
  }

  #match(word: string): readonly CipherSuite[] {
    if (word === 'DEFAULT') return this.#default();
    const suite =
      cipherSuiteByName(word) ?? this.#legacy.find(({ name, openssl }) => name === word || openssl === word);
    if (suite && !suite.tls13) return [requireSupport(suite, this.#provider)];
    const predicates = word.split('+').map((part) => {
      const predicate = keywords.get(part);
      if (predicate) return predicate;
      throw new RangeError(
        `"${part}" is not understood in a cipher list: give names of TLS 1.2 suites, or keywords such as ECDHE, AESGCM, HIGH, DEFAULT; suites of RSA key exchange and Triple DES need \`legacy\` to be set first`,
      );
    });
    return this.#available.filter((candidate) => predicates.every((holds) => holds(candidate)));
  }

  #default(): readonly CipherSuite[] {
    const provider = this.#provider;
    const groups = provider.groups.map(({ name }) => name);
    const range = { minVersion: TLS12, maxVersion: TLS12 };
    return defaultCipherSuites(provider, groups, range);
  }
}
