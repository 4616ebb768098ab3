import { styleText } from 'node:util';

/** The few roles that text plays here; each has one look. */
export type Role = 'heading' | 'good' | 'bad' | 'wait' | 'quiet' | 'data';

const formats = {
  heading: ['bold'],
  good: ['green'],
  bad: ['red', 'bold'],
  wait: ['yellow'],
  quiet: ['dim'],
  data: ['cyan'],
} as const satisfies Record<Role, readonly Parameters<typeof styleText>[0][]>;

/** Gives text the look of its role, or leaves it plain. */
export type Style = (role: Role, text: string) => string;

/** No colours. */
export const plain: Style = (_role, text) => text;

/** Colours and weights of the terminal. */
export const coloured: Style = (role, text) =>
  formats[role].reduce((styled, format) => styleText(format, styled, { validateStream: false }), text);

/** Whether to use colours: as force-color.org and no-color.org say, otherwise when `isTerminal`. */
export function wantsColour(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (environment['NO_COLOR']) return false;
  return isTerminal && environment['TERM'] !== 'dumb';
}
