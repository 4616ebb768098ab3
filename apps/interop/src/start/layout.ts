/** Columns of output that is no terminal. */
const unknownWidth = 120;
/** Columns that lines are never made narrower or wider than: beyond that they are hard to read. */
const narrowest = 60;
const widest = 120;

/** Columns to fill: the terminal's, or COLUMNS, within what can be read. */
export function usableWidth(columns: number | undefined, environment: NodeJS.ProcessEnv): number {
  const wanted = columns || Number(environment['COLUMNS']) || unknownWidth;
  return Math.max(narrowest, Math.min(widest, wanted));
}

/** Breaks text at spaces into lines of at most `width` characters; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  return fill(text.split(' '), width);
}

/** Joins words with spaces into lines of at most `width` characters; a longer word stands alone. */
export function fill(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

/** What a peer says, safe to print: control characters, which could steer a terminal, are shown as escapes. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    if (character === '\t') return '\\t';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** `1 byte`, `2 bytes`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
