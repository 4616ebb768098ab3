import { fromHex } from '@proj/crypto';

/** An object of a vector file. */
type JsonObject = Readonly<Record<string, unknown>>;

/** What a test of a vector file expects. */
export type Result = 'valid' | 'invalid' | 'acceptable';

/** A group or a test of a vector file; each reader throws when the field is missing or of another type. */
export class Fields {
  readonly #object: JsonObject;

  constructor(value: unknown) {
    if (!isObject(value)) throw new TypeError('not an object of a vector file');
    this.#object = value;
  }

  has(name: string): boolean {
    return this.#object[name] !== undefined;
  }

  text(name: string): string {
    const value = this.#object[name];
    if (typeof value === 'string') return value;
    throw new TypeError(`the vector file has no text "${name}"`);
  }

  number(name: string): number {
    const value = this.#object[name];
    if (typeof value === 'number') return value;
    throw new TypeError(`the vector file has no number "${name}"`);
  }

  bytes(name: string): Uint8Array {
    return fromHex(this.text(name));
  }

  list(name: string): Fields[] {
    const value = this.#object[name];
    if (Array.isArray(value)) return value.map((item) => new Fields(item));
    throw new TypeError(`the vector file has no list "${name}"`);
  }

  flags(): readonly string[] {
    const value = this.#object['flags'];
    return Array.isArray(value) ? value.filter((flag) => typeof flag === 'string') : [];
  }

  result(): Result {
    const value = this.text('result');
    if (value === 'valid' || value === 'invalid' || value === 'acceptable') return value;
    throw new TypeError(`the vector file has an unknown result "${value}"`);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
