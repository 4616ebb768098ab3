import { features } from '../features/index.ts';
import type { Stage } from './stage.ts';

/** Plays the feature of a cell. */
export async function playFeature(stage: Stage): Promise<void> {
  const { exercise, role } = stage.cell;
  const name = exercise.kind === 'feature' ? exercise.feature : '';
  const play = features.find((feature) => feature.name === name)?.play[role];
  if (!play) throw new RangeError(`there is no feature "${name}" for a ${role}`);
  await play(stage);
}
