import { type ContentType, writeHeader } from '../header.js';
import { HEADER_LENGTH, MAX_PLAINTEXT_LENGTH } from '../limits.js';
import type { Opener, RecordInOpening, Sealer } from './protection.js';

/** No protection: how every connection begins (RFC 8446, 5.1). */
class NullSealer implements Sealer {
  readonly overhead = HEADER_LENGTH;
  readonly canPad = false;
  readonly keyUpdateDue = false;

  seal(
    type: ContentType,
    version: number,
    content: Uint8Array,
    _padding: number,
    out: Uint8Array,
    at: number,
  ): number {
    writeHeader(out, at, type, version, content.length);
    out.set(content, at + HEADER_LENGTH);
    return HEADER_LENGTH + content.length;
  }

  destroy(): void {}
}

class NullOpener implements Opener {
  readonly kind = 'plain';
  readonly maxBodyLength = MAX_PLAINTEXT_LENGTH;
  readonly keyUpdateDue = false;

  open(_record: RecordInOpening): void {}

  destroy(): void {}
}

/** Writes records as they are: the state before the first key. */
export function nullSealer(): Sealer {
  return new NullSealer();
}

/** Reads records as they are: the state before the first key. */
export function nullOpener(): Opener {
  return new NullOpener();
}
