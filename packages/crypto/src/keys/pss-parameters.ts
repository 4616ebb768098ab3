import { toHex } from '../bytes/bytes.js';
import type { HashName, PssRestriction } from '../provider.js';
import { type DerElement, DerFields, derTags } from './der.js';

const mgf1 = '2a864886f70d010108'; // 1.2.840.113549.1.1.8

const hashes: Readonly<Record<string, HashName>> = {
  '2b0e03021a': 'SHA-1', // 1.3.14.3.2.26
  '608648016503040204': 'SHA-224', // 2.16.840.1.101.3.4.2.4
  '608648016503040201': 'SHA-256',
  '608648016503040202': 'SHA-384',
  '608648016503040203': 'SHA-512',
};

/**
 * Reads RSASSA-PSS-params (RFC 4055, 3.1). Absent fields have their defaults: SHA-1, MGF1 with SHA-1, 20 bytes of salt.
 * Throws a `RangeError` for hashes that this project does not know.
 */
export function parsePssParameters(parameters: DerElement): PssRestriction {
  const what = 'the RSASSA-PSS parameters';
  const fields = new DerFields(parameters, what);
  const hash = fields.optional(0xa0);
  const mask = fields.optional(0xa1);
  const salt = fields.optional(0xa2);
  const trailer = fields.optional(0xa3);
  fields.end();
  if (trailer && smallInteger(trailer) !== 1) throw new RangeError(`${what} name an unknown trailer field`);
  return {
    hash: hash ? hashOf(only(hash)) : 'SHA-1',
    mgf1Hash: mask ? maskHashOf(only(mask)) : 'SHA-1',
    saltLength: salt ? smallInteger(salt) : 20,
  };
}

function only(element: DerElement): DerElement {
  const [child] = element.children;
  if (!child || element.children.length !== 1)
    throw new RangeError('the RSASSA-PSS parameters are malformed');
  return child;
}

function hashOf(identifier: DerElement): HashName {
  const fields = new DerFields(identifier, 'the hash in the RSASSA-PSS parameters');
  const hash = hashes[toHex(fields.take(derTags.oid, 'object identifier').contents)];
  // RFC 4055, 2.1: the parameters are NULL, and readers accept their absence.
  fields.optional(derTags.null);
  fields.end();
  if (!hash)
    throw new RangeError('the RSASSA-PSS parameters name an unknown hash; use SHA-256, SHA-384 or SHA-512');
  return hash;
}

function maskHashOf(identifier: DerElement): HashName {
  const fields = new DerFields(identifier, 'the mask generation function in the RSASSA-PSS parameters');
  const oid = toHex(fields.take(derTags.oid, 'object identifier').contents);
  if (oid !== mgf1)
    throw new RangeError('the RSASSA-PSS parameters name an unknown mask generation function');
  const hash = hashOf(fields.take(derTags.sequence, 'hash'));
  fields.end();
  return hash;
}

function smallInteger(element: DerElement): number {
  const { tag, contents } = only(element);
  const [high = 0, low] = contents;
  if (tag !== derTags.integer || contents.length > 2 || high >= 0x80) {
    throw new RangeError('the RSASSA-PSS parameters have a number out of range');
  }
  return low === undefined ? high : high * 256 + low;
}
