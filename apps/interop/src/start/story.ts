import type { Call } from '../drive/call.ts';
import { CallTable } from './call-table.ts';
import { fill, wrap } from './layout.ts';
import type { Role, Style } from './style.ts';

const indent = '  ';
const labelWidth = 11;
/** Behind the number of a call. */
const noteIndent = `${indent}     `;

/** What a call waits for, in words. */
const waits: Readonly<Record<string, string>> = {
  SSL_ERROR_WANT_READ: 'nothing more to read yet',
  SSL_ERROR_WANT_WRITE: 'no room to write',
  SSL_ERROR_WANT_CONNECT: 'not connected yet',
};

/** Tells what happens, call by call, to a person. */
export class Story {
  readonly #print: (text: string) => void;
  readonly #style: Style;
  readonly #width: number;
  #showCalls: boolean;
  #table: CallTable;

  /**
   * @param print takes whole lines, each with its end.
   * @param showCalls whether calls and remarks on them are told, or only what comes of them.
   */
  constructor(print: (text: string) => void, style: Style, width: number, showCalls: boolean) {
    this.#print = print;
    this.#showCalls = showCalls;
    this.#style = style;
    this.#width = width;
    this.#table = new CallTable(style, width, indent);
  }

  /** The head of a manual page: the same name at both ends, and what it is about between them. */
  title(name: string, subject: string): void {
    const room = this.#width - 2 * name.length;
    const left = Math.max(2, Math.floor((room - subject.length) / 2));
    const right = Math.max(2, room - subject.length - left);
    this.line(this.#style('heading', `${name}${' '.repeat(left)}${subject}${' '.repeat(right)}${name}`));
  }

  /** A heading. */
  section(title: string): void {
    this.line('');
    this.line(this.#style('heading', title));
  }

  /** A paragraph, broken to the width. */
  paragraph(text: string): void {
    for (const line of wrap(text, this.#width - indent.length)) this.line(`${indent}${line}`);
  }

  /** A command that was run; its lines break between options. */
  command(command: string): void {
    const lines = fill(command.split(/ (?=-)/), this.#width - indent.length - 4);
    lines.forEach((line, i) => {
      const end = i < lines.length - 1 ? ' \\' : '';
      this.line(`${indent}${this.#style('quiet', `${i === 0 ? '$ ' : '    '}${line}${end}`)}`);
    });
  }

  /** Begins a table of calls. */
  calls(): void {
    this.#table = new CallTable(this.#style, this.#width, indent);
    if (!this.#showCalls) return;
    this.line('');
    this.line(this.#table.header());
  }

  /** Goes on with the table after something else was told. */
  moreCalls(): void {
    if (this.#showCalls) this.line('');
  }

  /** Tells of no more calls: from here on the output is the peer's. */
  endCalls(): void {
    this.#showCalls = false;
  }

  /** A call. */
  call(call: Call): void {
    if (this.#showCalls) this.line(this.#table.row(call));
  }

  /** A wait between two calls. */
  waited(error: string, milliseconds: number): void {
    this.note(`${waits[error] ?? error}: poll() for ${milliseconds.toFixed(1)} ms, then the same call again`);
  }

  /** A remark under a call. */
  note(text: string, role: Role = 'quiet'): void {
    if (!this.#showCalls) return;
    for (const line of wrap(text, this.#width - noteIndent.length)) {
      this.line(`${noteIndent}${this.#style(role, line)}`);
    }
  }

  /** Something that was found out. */
  fact(label: string, text: string, role?: Role): void {
    const lines = wrap(text, this.#width - indent.length - labelWidth);
    lines.forEach((line, i) => {
      const head = this.#style('quiet', (i === 0 ? label : '').padEnd(labelWidth));
      this.line(`${indent}${head}${role ? this.#style(role, line) : line}`);
    });
  }

  /** How something ended, in one line. */
  outcome(ok: boolean, text: string): void {
    this.line(`${indent}${this.#style(ok ? 'good' : 'bad', ok ? '✓' : '✗')} ${text}`);
  }

  /** Lines as they are. */
  verbatim(lines: readonly string[], role: Role = 'quiet'): void {
    for (const line of lines) this.line(`${indent}${this.#style(role, line)}`);
  }

  /** An empty line. */
  gap(): void {
    this.line('');
  }

  /** One line as it is. */
  line(text: string): void {
    this.#print(`${text}\n`);
  }
}
