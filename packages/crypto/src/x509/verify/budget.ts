import { X509Error } from '../errors.js';
import type { VerifyLimits } from './options.js';

/** Counts the work of one verification, and ends it when there has been enough. */
export class Budget {
  #signatureChecks: number;
  #steps: number;
  #nameComparisons: number;

  /** @param limits how much there is. */
  constructor(limits: VerifyLimits) {
    this.#signatureChecks = limits.maxSignatureChecks;
    this.#steps = limits.maxSteps;
    this.#nameComparisons = limits.maxNameComparisons;
  }

  /** Pays for one signature check. */
  signatureCheck(): void {
    if (--this.#signatureChecks < 0) throw exhausted('signature checks');
  }

  /** Pays for trying one certificate as an issuer. */
  step(): void {
    if (--this.#steps < 0) throw exhausted('steps');
  }

  /** Pays for comparing names with name constraints. */
  nameComparisons(count: number): void {
    this.#nameComparisons -= count;
    if (this.#nameComparisons < 0) throw exhausted('comparisons of names');
  }
}

function exhausted(what: string): X509Error {
  return new X509Error(
    'BUDGET_EXHAUSTED',
    `no path was found within the allowed number of ${what}; the peer should send only the certificates of its own path`,
  );
}
