import type { Call } from '../drive/call.ts';
import type { Role, Style } from './style.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly cell: (call: Call) => string;
  readonly role?: (call: Call) => Role | undefined;
}

const prefix = 'SSL_ERROR_';

/** What the result of a call means to its caller. */
function roleOf({ call, ret, error }: Call): Role | undefined {
  if (error.startsWith(`${prefix}WANT_`)) return 'wait';
  // Half of the closing is done. SSL_get_error(3) is not for this 0.
  if (call === 'SSL_shutdown' && ret === 0) return 'wait';
  if (ret > 0 || error === `${prefix}ZERO_RETURN`) return 'good';
  return error === `${prefix}SSL` || error === `${prefix}SYSCALL` ? 'bad' : undefined;
}

const number = (title: string, width: number, cell: Column['cell']): Column => ({
  title,
  width,
  align: 'right',
  cell,
});
const name: Column = { title: 'call', width: 18, align: 'left', cell: (row) => `${row.call}()` };
const ret: Column = { ...number('ret', 4, (row) => String(row.ret)), role: roleOf };
const error: Column = {
  title: 'SSL_get_error',
  width: 22,
  align: 'left',
  cell: (row) => row.error,
  role: roleOf,
};
const shortError: Column = { ...error, width: 13, cell: (row) => row.error.replace(prefix, '') };
const input = number('in', 5, (row) => String(row.pendingIn));
const output = number('out', 5, (row) => String(row.pendingOut));
const time: Column = { ...number('ms', 6, (row) => row.ms.toFixed(1)), role: () => 'quiet' };

const fullColumns: readonly Column[] = [name, ret, error, input, output, time];
const fewColumns: readonly Column[] = [name, ret, shortError, input, output];

const stateTitle = 'SSL_state_string_long';
/** The longest state that is met often: `SSL negotiation finished successfully`. */
const stateWidth = 37;
const gap = '  ';
const numberWidth = 3;

/** Width of the columns before the state, each with the gap behind it. */
function widthOf(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width + gap.length, numberWidth + gap.length);
}

/**
 * Calls as lines of a table of at most `width` characters. Where the room is short, error names lose their prefix and the
 * time goes; where it is shorter still, the state stands in a line of its own.
 */
export class CallTable {
  readonly #style: Style;
  readonly #indent: string;
  readonly #columns: readonly Column[];
  readonly #twoLines: boolean;
  #number = 0;

  constructor(style: Style, width: number, indent: string) {
    const fits = (columns: readonly Column[]): boolean =>
      indent.length + widthOf(columns) + stateWidth <= width;
    this.#style = style;
    this.#indent = indent;
    this.#columns = fits(fullColumns) ? fullColumns : fewColumns;
    this.#twoLines = !fits(fewColumns);
  }

  /** The titles. */
  header(): string {
    const titles = this.#columns.map((column) => pad(column.title, column));
    const line = this.#line(['#'.padStart(numberWidth), ...titles], stateTitle);
    return line
      .split('\n')
      .map((part) => this.#style('quiet', part))
      .join('\n');
  }

  /** The line of one call. */
  row(row: Call): string {
    const cells = this.#columns.map((column) => {
      const text = pad(column.cell(row), column);
      const role = column.role?.(row);
      return role ? this.#style(role, text) : text;
    });
    const place = this.#style('quiet', String(++this.#number).padStart(numberWidth));
    return this.#line([place, ...cells], row.state);
  }

  #line(cells: readonly string[], state: string): string {
    if (!this.#twoLines) return `${this.#indent}${[...cells, state].join(gap)}`;
    const below = `${this.#indent}${' '.repeat(numberWidth)}${gap}`;
    return `${this.#indent}${cells.join(gap).trimEnd()}\n${below}${state}`;
  }
}

function pad(text: string, { width, align }: Column): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}
