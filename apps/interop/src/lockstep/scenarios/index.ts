import type { Scenario } from '../model/scenario.ts';
import { capacities } from './capacities.ts';
import { closings } from './closings.ts';
import { data } from './data.ts';
import { interruptions } from './interruptions.ts';
import { misuse } from './misuse.ts';
import { renegotiations } from './renegotiations.ts';
import { shutdowns } from './shutdowns.ts';
import { verification } from './verification.ts';

/** All scenarios, subject by subject. */
export const scenarios: readonly Scenario[] = [
  ...capacities,
  ...interruptions,
  ...closings,
  ...shutdowns,
  ...data,
  ...misuse,
  ...renegotiations,
  ...verification,
];
