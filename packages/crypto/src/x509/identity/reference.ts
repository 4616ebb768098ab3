import { isDnsName } from './dns.js';
import { parseIpv4, parseIpv6 } from './ip.js';

/** Whom the peer must be (RFC 9525, 4.1): a name that its certificate must present. */
export type ReferenceIdentity =
  | {
      /** Which kind of name. */
      readonly kind: 'dns';
      /** Lower-case, in A-labels, without trailing dot. */
      readonly name: string;
    }
  | {
      /** Which kind of name. */
      readonly kind: 'ip';
      /** 4 or 16 bytes. */
      readonly bytes: Uint8Array;
    }
  | {
      /** Which kind of name. */
      readonly kind: 'email';
      /** An address in ASCII. */
      readonly address: string;
    }
  | {
      /** Which kind of name. */
      readonly kind: 'uri';
      /** A URI with scheme and host. */
      readonly uri: string;
    };

/**
 * Reads the host part of what a user asked for: an IPv4 address, an IPv6 address (with or without brackets and zone),
 * or a DNS name (with or without trailing dot).
 *
 * @throws RangeError for anything else, names with characters outside ASCII among them: those must be given as A-labels
 * (`new URL('https://bücher.example').hostname`).
 */
export function parseReferenceIdentity(host: string): ReferenceIdentity {
  const ipv4 = parseIpv4(host);
  if (ipv4) return { kind: 'ip', bytes: ipv4 };
  if (host.includes(':')) return { kind: 'ip', bytes: requireIpv6(host) };
  const name = host.toLowerCase().replace(/\.$/, '');
  if (isDnsName(name)) return { kind: 'dns', name };
  throw new RangeError(
    `"${host}" is neither a DNS name nor an IP address; give a name of letters, digits, hyphens and dots (an ` +
      'international one in A-labels, "xn--…"), or an address',
  );
}

function requireIpv6(host: string): Uint8Array {
  const bracketed = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  const bytes = parseIpv6(bracketed.replace(/%.*$/s, ''));
  if (bytes) return bytes;
  throw new RangeError(`"${host}" is not an IPv6 address; give a host without port`);
}
