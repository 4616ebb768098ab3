/** Characters of a DNS name without its trailing dot (RFC 1035, 2.3.4). */
const maxNameLength = 253;
/**
 * Letters, digits, hyphens that do not stand at an end; and the underscore, which is in no host name, but in names that
 * people give to hosts.
 */
const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const strictLabel = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** Whether a lower-case text is a DNS name. `strict` is the preferred name syntax (RFC 5280, 4.2.1.6): no underscores. */
export function isDnsName(text: string, strict = false): boolean {
  if (text.length === 0 || text.length > maxNameLength) return false;
  const labels = text.split('.');
  const form = strict ? strictLabel : label;
  return labels.every((one) => form.test(one)) && !isNumeric(labels[labels.length - 1] ?? '');
}

/** A last label that is a number: such a text is (or was meant as) an IPv4 address, in one of its strange forms. */
function isNumeric(lastLabel: string): boolean {
  return /^(?:\d+|0x[0-9a-f]*)$/.test(lastLabel);
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
  if (!isPresentedDnsName(presented)) return false;
  if (!presented.startsWith('*.')) return presented === reference;
  const dot = reference.indexOf('.');
  return dot > 0 && reference.slice(dot) === presented.slice(1);
}
