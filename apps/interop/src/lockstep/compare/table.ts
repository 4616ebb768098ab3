import type { Explanation } from './explanation.ts';
import { alerts } from './rows/alerts.ts';
import { callbacks } from './rows/callbacks.ts';
import { closing } from './rows/closing.ts';
import { eras } from './rows/eras.ts';
import { lengths } from './rows/lengths.ts';
import { reasons } from './rows/reasons.ts';
import { results } from './rows/results.ts';
import { texts } from './rows/texts.ts';

/**
 * Everything that is seen differently here and in libssl, and why, in the order in which it is tried: texts first, as
 * others look at them. A row that no scenario needs is an error.
 */
export const explanations: readonly Explanation[] = [
  ...texts,
  ...results,
  ...callbacks,
  ...lengths,
  ...closing,
  ...alerts,
  ...eras,
  ...reasons,
];
