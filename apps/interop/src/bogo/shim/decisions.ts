import { type Decision, type Hook, later } from '@proj/handshake';
import { Unexpected } from './outcome.ts';

/**
 * Gives the answers of hooks: at once, or, where tests are to be asynchronous, only when the handshake has stopped for
 * them, and then one call late.
 */
export class Decisions {
  readonly #pausing: boolean;
  #waiting: { calls: number; settle: () => void } | undefined;

  constructor(pausing: boolean) {
    this.#pausing = pausing;
  }

  /** A hook that answers what `answer` returns, and fails with what it throws. */
  hook<Request, Answer>(answer: (request: Request) => Answer): Hook<Request, Answer> {
    return (request, decision: Decision<Answer>) => {
      if (!this.#pausing) return answer(request);
      if (this.#waiting) throw new Unexpected(`"${decision.kind}" was asked while another decision is open`);
      const settle = (): void => {
        try {
          decision.complete(answer(request));
        } catch (error) {
          decision.fail(error);
        }
      };
      this.#waiting = { calls: 0, settle };
      return later;
    };
  }

  /** The handshake waits: gives the answer, unless it was asked for the first time. */
  settleNext(): void {
    const waiting = this.#waiting;
    if (!waiting) throw new Unexpected('the handshake waits for a decision that nobody was asked for');
    waiting.calls += 1;
    if (waiting.calls < 2) return;
    this.#waiting = undefined;
    waiting.settle();
  }
}
