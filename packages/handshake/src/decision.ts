/** What a hook answers when its result will come later, through {@link Decision.complete} or {@link Decision.fail}. */
export const later: unique symbol = Symbol('later');

/** The type of {@link later}. */
export type Later = typeof later;

/** The questions that a handshake may stop at, by name. */
export type DecisionKind =
  | 'client-hello'
  | 'select-credential'
  | 'select-protocol'
  | 'select-status'
  | 'select-psk'
  | 'find-psk'
  | 'verify-chain'
  | 'sign'
  | 'decrypt'
  | 'find-session'
  | 'early-data';

/**
 * A named question that the handshake waits for. A hook answers it at once by returning a value, or returns
 * {@link later} and completes it when it can; then the connection is driven again.
 */
export class Decision<T> {
  /** Which question it is. */
  readonly kind: DecisionKind;
  #outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(kind: DecisionKind) {
    this.kind = kind;
  }

  /** Whether it has been answered. */
  get settled(): boolean {
    return this.#outcome !== undefined;
  }

  /** Answers it. Only the first answer counts. */
  complete(value: T): void {
    this.#settle({ value });
  }

  /** Says that there is no answer: the handshake fails with this cause (a `TlsError` as it is). */
  fail(error: unknown): void {
    this.#settle({ error });
  }

  /** Calls `wake` once when the decision has been answered, at once if it has been already. */
  whenSettled(wake: () => void): void {
    if (this.settled) wake();
    else this.#wake = wake;
  }

  /** The answer; throws what {@link Decision.fail} was given. Only to be called when settled. */
  take(): T {
    if (!this.#outcome) throw new Error(`the decision "${this.kind}" has no answer yet`);
    if ('error' in this.#outcome) throw this.#outcome.error;
    return this.#outcome.value;
  }

  #settle(outcome: { readonly value: T } | { readonly error: unknown }): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/** A hook: answers a request at once, or {@link later} through the decision. An exception fails the handshake. */
export type Hook<Request, Answer> = (request: Request, decision: Decision<Answer>) => Answer | Later;
