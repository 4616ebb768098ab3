/** Characters of a DNS name without its trailing dot (RFC 1035, 2.3.4). */
const maxNameLength = 253;
/**
 * Labels of 1 to 63 letters, digits, and hyphens that do not stand at an end; and the underscore, which is in no host name, but in names that
 * people give to hosts.
 */
const name = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.(?!$)|$))+$/;
const strictName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.(?!$)|$))+$/;
/** A last label that is a number: such a text is (or was meant as) an IPv4 address, in one of its strange forms. */
const numericEnd = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;

/** Whether a lower-case text is a DNS name. `strict` is the preferred name syntax (RFC 5280, 4.2.1.6): no underscores. */
export function isDnsName(text: string, strict = false): boolean {
  if (text.length > maxNameLength) return false;
  return (strict ? strictName : name).test(text) && !numericEnd.test(text);
}

/**
 * Whether a lower-case text is a DNS name as certificates present it: a name, or `*` as the whole left-most label in
 * front of a name of at least two labels (RFC 9525, 6.3). One label would be a whole top-level domain.
 */
export function isPresentedDnsName(text: string, strict = false): boolean {
  if (!text.startsWith('*.')) return isDnsName(text, strict);
  const base = text.slice(2);
  return base.includes('.') && isDnsName(base, strict);
}

/** Whether a presented name covers a reference name; both lower-case, the reference without trailing dot (RFC 9525, 6.3). */
export function dnsNameMatches(presented: string, reference: string): boolean {
  if (!presented.startsWith('*.')) return presented === reference && isDnsName(presented);
  const dot = reference.indexOf('.');
  return dot > 0 && reference.slice(dot) === presented.slice(1) && isPresentedDnsName(presented);
}
