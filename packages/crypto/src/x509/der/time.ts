import type { DerReader } from './reader.js';
import { tags } from './tags.js';

const utcForm = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const generalizedForm = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/**
 * Reads a `Time` (RFC 5280, 4.1.2.5): UTCTime or GeneralizedTime with seconds, in UTC, without fractions.
 * Milliseconds since the epoch.
 */
export function readTime(reader: DerReader): number {
  const utc = reader.tag === tags.utcTime;
  const octets = reader.read(utc ? tags.utcTime : tags.generalizedTime);
  const match = (utc ? utcForm : generalizedForm).exec(String.fromCharCode(...octets.subarray(0, 16)));
  if (!match) throw reader.error('a time that is not in the form of RFC 5280, 4.1.2.5');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  // RFC 5280, 4.1.2.5.1: two-digit years below 50 are of this century.
  const fullYear = utc ? year + (year < 50 ? 2000 : 1900) : year;
  const date = new Date(0);
  date.setUTCFullYear(fullYear, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const exists =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!exists) throw reader.error('a time that does not exist');
  return date.getTime();
}
