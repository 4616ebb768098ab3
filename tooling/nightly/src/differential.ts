import { type Chain, judge as judgeOurselves } from './compose.ts';
import type { Verdicts } from './judges.ts';
import { type Judge, variations } from './variations.ts';

/** How our answers compare with those of one other validator. */
export interface Differences {
  readonly judge: Judge;
  readonly chains: number;
  /** Accepted by both, refused by both. */
  readonly bothAccept: number;
  readonly bothRefuse: number;
  /** Reasons that were met, with the number of chains. */
  readonly explained: Readonly<Record<string, number>>;
  readonly unexplained: readonly string[];
}

/** Compares our answers with those of another validator. A difference must be explained by one of a chain's ways. */
export function compare(
  judge: Judge,
  chains: readonly Chain[],
  verdicts: Verdicts,
  ours: Verdicts = chains.map(judgeOurselves),
): Differences {
  let bothAccept = 0;
  let bothRefuse = 0;
  const explained: Record<string, number> = {};
  const unexplained: string[] = [];
  for (const [i, { ways }] of chains.entries()) {
    const [we, they] = [ours[i], verdicts[i]];
    if ((we === 'ok') === (they === 'ok')) {
      if (we === 'ok') bothAccept++;
      else bothRefuse++;
      continue;
    }
    const answer = they === 'ok' ? 'accept' : 'refuse';
    const why = ways
      .map((way) => variations[way]?.differs?.[judge])
      .find((difference) => difference?.they === answer)?.why;
    if (why) explained[why] = (explained[why] ?? 0) + 1;
    else unexplained.push(`[${ways.join(' + ')}]: we say ${we}, ${judge} says ${they}`);
  }
  return { judge, chains: chains.length, bothAccept, bothRefuse, explained, unexplained };
}

/** A comparison for people. */
export function formatDifferences(differences: Differences): string {
  const { judge, chains, bothAccept, bothRefuse, explained, unexplained } = differences;
  return [
    `${judge}: ${chains} chains, ${bothAccept} accepted by both, ${bothRefuse} refused by both, ${unexplained.length} unexplained`,
    ...Object.entries(explained).map(
      ([reason, count]) => `  ${String(count).padStart(5)} explained: ${reason}`,
    ),
    ...unexplained.map((line) => `  UNEXPLAINED: ${line}`),
  ].join('\n');
}
