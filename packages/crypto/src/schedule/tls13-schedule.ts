import { wipe } from '../bytes/index.js';
import { TlsError } from '../errors.js';
import type { Hash } from '../provider.js';
import { hkdfExpandLabel } from './tls13.js';

/** Where a PSK comes from, which its binder key depends on (RFC 8446, 7.1; RFC 9258, 5.2 for imported ones). */
export type BinderKind = 'external' | 'resumption' | 'imported';

const binderLabels = {
  external: 'ext binder',
  resumption: 'res binder',
  imported: 'imp binder',
} as const satisfies Record<BinderKind, string>;

/** What the schedule needs of a hash and what never changes for it. */
interface Constants {
  /** As many zeros as a digest has bytes: the salt, PSK or shared secret that is not there. */
  readonly zeros: Uint8Array;
  /** The hash of nothing. */
  readonly emptyHash: Uint8Array;
  /** The salt of the handshake secret when there is no PSK; it is public. */
  readonly saltWithoutPsk: Uint8Array;
}

/** Kept per hash object: a full handshake then saves four of its hash operations. */
const constantsOf = new WeakMap<Hash, Constants>();

function derivedSalt(hash: Hash, secret: Uint8Array, emptyHash: Uint8Array): Uint8Array {
  return hkdfExpandLabel(hash, secret, 'derived', emptyHash, hash.outputLength);
}

function constants(hash: Hash): Constants {
  const known = constantsOf.get(hash);
  if (known) return known;
  const zeros = new Uint8Array(hash.outputLength);
  const emptyHash = hash.digest(new Uint8Array(0));
  const saltWithoutPsk = derivedSalt(hash, hash.hkdfExtract(zeros, zeros), emptyHash);
  const made = { zeros, emptyHash, saltWithoutPsk };
  constantsOf.set(hash, made);
  return made;
}

type Stage = 'early' | 'handshake' | 'master' | 'destroyed';

/**
 * The key schedule of TLS 1.3 (RFC 8446, 7.1): early, handshake, master. It holds the secret of one stage at a time;
 * moving on wipes the one before. Secrets that a stage gives belong to the caller, who wipes them.
 *
 * Asking a stage for what another one gives throws a `TlsError` `INTERNAL_ERROR`.
 */
export class Tls13KeySchedule {
  /** The hash that all of it is made with. */
  readonly hash: Hash;
  readonly #constants: Constants;
  #stage: Stage = 'early';
  /** The stage's secret; in the early stage without a PSK there is none to keep. */
  #secret: Uint8Array | undefined;

  /**
   * Begins in the early stage.
   *
   * @param hash - The suite's hash, or the PSK's.
   * @param psk - The pre-shared key; without it the stage gives no secrets.
   */
  constructor(hash: Hash, psk?: Uint8Array) {
    this.hash = hash;
    this.#constants = constants(hash);
    this.#secret = psk && hash.hkdfExtract(this.#constants.zeros, psk);
  }

  /** The key that PSK binders are made with; see `finishedVerifyData`. Early stage, PSK only. */
  binderKey(kind: BinderKind): Uint8Array {
    return this.#derive('early', binderLabels[kind], this.#constants.emptyHash);
  }

  /** Protects 0-RTT data. Early stage, PSK only. `transcriptHash` covers ClientHello. */
  clientEarlyTrafficSecret(transcriptHash: Uint8Array): Uint8Array {
    return this.#derive('early', 'c e traffic', transcriptHash);
  }

  /** For exporters before the handshake. Early stage, PSK only. `transcriptHash` covers ClientHello. */
  earlyExporterSecret(transcriptHash: Uint8Array): Uint8Array {
    return this.#derive('early', 'e exp master', transcriptHash);
  }

  /**
   * Moves from the early to the handshake stage.
   *
   * @param sharedSecret - The result of the key exchange; left out in `psk_ke` mode, which has none.
   */
  enterHandshake(sharedSecret?: Uint8Array): void {
    const { emptyHash, saltWithoutPsk, zeros } = this.#constants;
    const early = this.#require('early');
    const salt = early ? derivedSalt(this.hash, early, emptyHash) : saltWithoutPsk;
    this.#enter('handshake', this.hash.hkdfExtract(salt, sharedSecret ?? zeros));
  }

  /** Protects the client's handshake messages. Handshake stage. `transcriptHash` covers up to ServerHello. */
  clientHandshakeTrafficSecret(transcriptHash: Uint8Array): Uint8Array {
    return this.#derive('handshake', 'c hs traffic', transcriptHash);
  }

  /** Protects the server's handshake messages. Handshake stage. `transcriptHash` covers up to ServerHello. */
  serverHandshakeTrafficSecret(transcriptHash: Uint8Array): Uint8Array {
    return this.#derive('handshake', 's hs traffic', transcriptHash);
  }

  /** Moves from the handshake to the master stage. */
  enterMaster(): void {
    const { emptyHash, zeros } = this.#constants;
    const salt = this.#derive('handshake', 'derived', emptyHash);
    this.#enter('master', this.hash.hkdfExtract(salt, zeros));
    wipe(salt);
  }

  /** Protects the client's application data. Master stage. `transcriptHash` covers up to the server's Finished. */
  clientApplicationTrafficSecret(transcriptHash: Uint8Array): Uint8Array {
    return this.#derive('master', 'c ap traffic', transcriptHash);
  }

  /** Protects the server's application data. Master stage. `transcriptHash` covers up to the server's Finished. */
  serverApplicationTrafficSecret(transcriptHash: Uint8Array): Uint8Array {
    return this.#derive('master', 's ap traffic', transcriptHash);
  }

  /** For exporters. Master stage. `transcriptHash` covers up to the server's Finished. */
  exporterSecret(transcriptHash: Uint8Array): Uint8Array {
    return this.#derive('master', 'exp master', transcriptHash);
  }

  /** For resumption PSKs. Master stage. `transcriptHash` covers up to the client's Finished. */
  resumptionSecret(transcriptHash: Uint8Array): Uint8Array {
    return this.#derive('master', 'res master', transcriptHash);
  }

  /** Wipes the stage's secret and ends the schedule. May be called in any stage, and again. */
  destroy(): void {
    wipe(this.#secret);
    this.#secret = undefined;
    this.#stage = 'destroyed';
  }

  #derive(stage: Stage, label: string, transcriptHash: Uint8Array): Uint8Array {
    const secret = this.#require(stage);
    if (secret) return hkdfExpandLabel(this.hash, secret, label, transcriptHash, this.hash.outputLength);
    throw new TlsError('INTERNAL_ERROR', `the key schedule has no PSK, so there is no "${label}" secret`);
  }

  /** The stage's secret, where it has one. */
  #require(stage: Stage): Uint8Array | undefined {
    if (this.#stage === stage) return this.#secret;
    throw new TlsError('INTERNAL_ERROR', `the key schedule is in its ${this.#stage} stage, not in ${stage}`);
  }

  #enter(stage: Stage, secret: Uint8Array): void {
    wipe(this.#secret);
    this.#secret = secret;
    this.#stage = stage;
  }
}
