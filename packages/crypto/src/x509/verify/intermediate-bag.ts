import { equalBytes } from '../../bytes/bytes.js';
import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';

/** The certificates that a peer sent beside its own, by their names; in any order, with strays. */
export class IntermediateBag {
  readonly #byName = new Map<string, Certificate[]>();
  readonly #time: number;

  /**
   * @param certificates what the peer sent. One whose name is malformed can not be an issuer and is left out.
   * @param time the moment of verification, for the order in which issuers are tried.
   */
  constructor(certificates: readonly Certificate[], time: number) {
    this.#time = time;
    for (const certificate of certificates) {
      const key = readable(() => certificate.subject.key);
      if (key === undefined) continue;
      const same = this.#byName.get(key);
      if (same) same.push(certificate);
      else this.#byName.set(key, [certificate]);
    }
  }

  /** Certificates with the name of the issuer, the most likely first. Key identifiers and dates are hints, no more. */
  issuersOf(certificate: Certificate): readonly Certificate[] {
    const candidates = this.#byName.get(certificate.issuer.key) ?? [];
    if (candidates.length < 2) return candidates;
    const keyId = certificate.authorityKeyId?.keyId;
    return candidates
      .map((candidate) => ({ candidate, likelihood: this.#likelihood(candidate, keyId) }))
      .sort((a, b) => b.likelihood - a.likelihood)
      .map(({ candidate }) => candidate);
  }

  #likelihood(candidate: Certificate, keyId: Uint8Array | undefined): number {
    // What a malformed candidate says of its key is no hint; it is refused when its turn comes.
    const subjectKeyId = readable(() => candidate.subjectKeyId);
    const fits = keyId && subjectKeyId ? (equalBytes(keyId, subjectKeyId) ? 2 : -2) : 0;
    const valid = this.#time >= candidate.notBefore && this.#time <= candidate.notAfter ? 1 : 0;
    return fits + valid;
  }
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof X509Error) return undefined;
    throw error;
  }
}
