import { explanations } from '../compare/table.ts';
import { fieldNames } from '../model/observation.ts';
import { type Run, versionOf } from '../run/run.ts';
import { scenarios } from '../scenarios/index.ts';
import { needs, type Outcome, outcomeOf, summarize } from './summary.ts';

/** The report as a page of the documents. It tells nothing that changes from run to run. */
export function markdown(runs: readonly Run[]): string {
  const played = runs.filter(({ why }) => why === undefined);
  return `# Lockstep with libssl

<!-- written by \`pnpm lockstep --write\` -->

One list of ${scenarios.length} scenarios is played by libssl with itself, by this library with itself, and by each against the
other, with identical schedules: the same calls in the same order, and the same bytes carried in between. After every call,
everything that can be seen is compared with what libssl showed with itself: ${fieldNames.map((name) => `\`${name}\``).join(', ')}.

Both are set up so that every message has the same length: then byte counts are compared as they are, and a BIO of one byte
is filled and emptied in step from the first ClientHello to the last close_notify. libssl's side is
\`apps/interop/lockstep/endpoint.c\`, which is built with the system's libssl and with those of the Docker images.

| libssl | scenarios | agree in everything | explained | unexplained | calls | the same |
| ------ | --------: | ------------------: | --------: | ----------: | ----: | -------: |
${played.map(row).join('\n')}

${lackingText(played)}## Scenarios

| subject | scenarios | ${played.map(({ banner = '' }) => versionOf(banner)).join(' | ')} |
| ------- | --------: | ${played.map(() => '---').join(' | ')} |
${subjects()
  .map((subject) => subjectRow(subject, played))
  .join('\n')}

A column says how many agree in everything, then how many do but for what is explained below.

## What differs, and why

Every row is needed by a scenario; the test fails for one that is not. Where a row says so, the ends go different ways from
there on, and what follows in that scenario is not compared.

${explanations.map((explanation) => explanationText(explanation, played)).join('\n')}
`;
}

/** The release, such as `3.5.7`: another one may show something else. */
export function releaseOf({ banner = '' }: Run): string {
  return banner.split(' ')[1] ?? '';
}

function row(run: Run): string {
  const { scenarios: count, agreed, explained, unexplained, calls, same } = summarize(run);
  return `| ${releaseOf(run)} | ${count} | ${agreed} | ${explained} | ${unexplained} | ${calls} | ${same} |`;
}

function lackingText(runs: readonly Run[]): string {
  const reasons = runs.flatMap(({ banner = '', lacking }) =>
    lacking.map(({ why }) => `${versionOf(banner)} ${why}`),
  );
  const unique = [...new Set(reasons)];
  if (unique.length === 0) return '';
  return `Not played: ${unique.map((reason) => `${reason} (${reasons.filter((one) => one === reason).length})`).join('; ')}.\n\n`;
}

function subjects(): string[] {
  return [...new Set(scenarios.map(({ subject }) => subject))];
}

function subjectRow(subject: string, runs: readonly Run[]): string {
  const total = scenarios.filter((scenario) => scenario.subject === subject).length;
  const cells = runs.map(({ results }) => {
    const some = results.filter(({ scenario }) => scenario.subject === subject);
    const count = (outcome: Outcome): number => some.filter((result) => outcomeOf(result) === outcome).length;
    return `${count('agreed')} + ${count('explained')}`;
  });
  return `| ${subject} | ${total} | ${cells.join(' | ')} |`;
}

function explanationText(
  { name, reason, only, parts }: (typeof explanations)[number],
  runs: readonly Run[],
): string {
  const counts = runs.flatMap((run) => {
    const count = needs(run).get(name);
    return count === undefined ? [] : [`${versionOf(run.banner ?? '')}: ${count}`];
  });
  const scope = only ? ` Only in ${only.join(' and ')}.` : '';
  const end = parts ? ' Nothing is compared after it.' : '';
  return `- **${name}.** ${reason}${scope}${end} (${counts.join(', ')})`;
}
