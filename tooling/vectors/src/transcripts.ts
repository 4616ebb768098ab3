/** One recorded handshake of `rfc8448/transcripts.vec`: named byte strings. */
export class Transcript {
  /** The section's name. */
  readonly name: string;
  readonly #fields: ReadonlyMap<string, string>;

  constructor(name: string, fields: ReadonlyMap<string, string>) {
    this.name = name;
    this.#fields = fields;
  }

  /** Whether the section has that field. */
  has(field: string): boolean {
    return this.#fields.has(field);
  }

  /** A field as it is written; throws when the section lacks it. */
  text(field: string): string {
    const text = this.#fields.get(field);
    if (text === undefined) throw new Error(`${this.name} has no ${field}`);
    return text;
  }

  /** A hexadecimal field's bytes, which may have spaces between them; throws when the section lacks it. */
  bytes(field: string): Uint8Array {
    const hex = this.text(field).replaceAll(' ', '');
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    // Node stops silently at the first character that is not hexadecimal.
    if (2 * bytes.length !== hex.length) throw new Error(`${field} of ${this.name} is not hexadecimal`);
    return bytes;
  }
}

/** Reads the text of `rfc8448/transcripts.vec`: sections in brackets, `name = value` lines, `#` comments. */
export function parseTranscripts(text: string): readonly Transcript[] {
  const transcripts: Transcript[] = [];
  let fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const section = /^\[(.+)\]$/.exec(line.trim())?.[1];
    const [, name, value] = /^(\w+) *= *(.*?)\s*$/.exec(line) ?? [];
    if (section !== undefined) {
      fields = new Map();
      transcripts.push(new Transcript(section, fields));
    } else if (name !== undefined && value !== undefined) fields.set(name, value);
  }
  return transcripts;
}
