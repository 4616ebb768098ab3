import type { Version } from '../model/scenario.ts';

/** The versions that every scenario is played in, where it can be. */
export const versions: readonly Version[] = ['1.1', '1.2', '1.3'];
