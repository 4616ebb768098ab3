import { Reader, TlsError, Writer } from '@proj/crypto';
import { u16Codec } from './codecs.js';
import type { Codec, ExtensionDescriptor } from './extension.js';

const what = 'pre_shared_key extension';
/** Least bytes of the identities: one of a single byte. */
const minIdentities = 7;
/**
 * Least bytes of a binder here. The shortest hash has 32; but one of another length is wrong like any other (RFC 8446,
 * 4.2.11.2), and of no concern where an older version is negotiated, for which clients were seen to send shorter ones.
 */
const minBinder = 1;

/** One pre-shared key that a client offers. */
export interface PskIdentity {
  /** A ticket, or the label of an external key; at least one byte. */
  readonly identity: Uint8Array;
  /** Milliseconds plus the ticket's ageAdd, modulo 2^32; 0 for an external key. */
  readonly obfuscatedTicketAge: number;
}

/** The client's pre-shared keys and the proofs that it has them. */
export interface PreSharedKeyOffer {
  /** At least one. */
  readonly identities: readonly PskIdentity[];
  /** One for each identity, in the same order; of 1 to 255 bytes, of which a right one has 32 or more. */
  readonly binders: readonly Uint8Array[];
}

/**
 * Bytes of the binders with their list's length: what to cut off the end of a ClientHello to get the part that the
 * binders sign (RFC 8446, 4.2.11.2).
 */
export function bindersLength(binders: readonly Uint8Array[]): number {
  return binders.reduce((total, binder) => total + 1 + binder.length, 2);
}

const offer: Codec<PreSharedKeyOffer> = {
  read(data) {
    const reader = new Reader(data, what);
    const identities = readIdentities(reader.vector16(minIdentities));
    const binders = readBinders(reader.vector16(minBinder + 1));
    reader.end();
    if (binders.length !== identities.length) {
      throw new TlsError(
        'ILLEGAL_PARAMETER',
        `${what}: ${identities.length} identities, ${binders.length} binders`,
      );
    }
    return { identities, binders };
  },
  write: ({ identities, binders }) =>
    new Writer()
      .vector16((list) => {
        for (const { identity, obfuscatedTicketAge } of identities) {
          list.vector16(identity).u32(obfuscatedTicketAge);
        }
      })
      .vector16((list) => {
        for (const binder of binders) list.vector8(binder);
      })
      .finish(),
};

/** pre_shared_key (RFC 8446, 4.2.11): the offer, last in its ClientHello; the answer is the index of one identity. */
export const preSharedKey: ExtensionDescriptor<{ clientHello: PreSharedKeyOffer; serverHello13: number }> = {
  id: 41,
  name: 'pre_shared_key',
  codecs: { clientHello: offer, serverHello13: u16Codec(what) },
};

function readIdentities(bytes: Uint8Array): PskIdentity[] {
  const list = new Reader(bytes, what);
  const identities: PskIdentity[] = [];
  while (list.remaining > 0) {
    identities.push({ identity: list.vector16(1), obfuscatedTicketAge: list.u32() });
  }
  return identities;
}

function readBinders(bytes: Uint8Array): Uint8Array[] {
  const list = new Reader(bytes, what);
  const binders: Uint8Array[] = [];
  while (list.remaining > 0) binders.push(list.vector8(minBinder));
  return binders;
}
