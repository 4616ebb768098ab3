import { type FieldName, type Fields, fieldNames, noFields } from '../model/observation.ts';
import type { Call, Setting, Side } from '../model/scenario.ts';
import type { End, EndTemplate, Implementation } from './end.ts';
import type { LineProgram } from './line-program.ts';

/** The libssl that `endpoint.c` was built with. */
export class Libssl implements Implementation {
  readonly name: string;
  readonly #program: LineProgram;

  private constructor(name: string, program: LineProgram) {
    this.name = name;
    this.#program = program;
  }

  /** Asks the program for its version, such as `OpenSSL 3.0.19 27 Jan 2026`. */
  static async of(program: LineProgram): Promise<Libssl> {
    return new Libssl(await program.ask('version'), program);
  }

  async open(side: Side, { bio, capacity }: EndTemplate): Promise<End> {
    await this.#program.ask(`new ${side} ${bio} ${capacity}`);
    return new LibsslEnd(this.#program, side);
  }

  /** Ends the program. */
  close(): Promise<void> {
    return this.#program.close();
  }
}

class LibsslEnd implements End {
  readonly #program: LineProgram;
  readonly #side: Side;

  constructor(program: LineProgram, side: Side) {
    this.#program = program;
    this.#side = side;
  }

  async set(setting: Setting): Promise<void> {
    await this.#program.ask(`set ${this.#side} ${setting.join(' ')}`);
  }

  async start(): Promise<void> {
    await this.#program.ask(`start ${this.#side}`);
  }

  async call([name, ...numbers]: Call): Promise<Fields> {
    return fieldsOf(await this.#program.ask(`call ${this.#side} ${[name, ...numbers].join(' ')}`));
  }

  async take(most: number): Promise<Uint8Array> {
    const hex = await this.#program.ask(`take ${this.#side} ${most}`);
    return Uint8Array.from(Buffer.from(hex, 'hex'));
  }

  async put(bytes: Uint8Array): Promise<number> {
    return Number(await this.#program.ask(`put ${this.#side} ${Buffer.from(bytes).toString('hex')}`));
  }

  async end(): Promise<void> {
    await this.#program.ask(`end ${this.#side}`);
  }

  async free(): Promise<void> {
    await this.#program.ask(`free ${this.#side}`);
  }
}

function fieldsOf(answer: string): Fields {
  const seen: Partial<Record<FieldName, string>> = {};
  for (const field of answer.split('\t')) {
    const equals = field.indexOf('=');
    const name = fieldNames.find((known) => known === field.slice(0, equals));
    if (name === undefined) throw new Error(`endpoint.c tells of "${field}", which is not known here`);
    seen[name] = field.slice(equals + 1);
  }
  return { ...noFields, ...seen };
}
