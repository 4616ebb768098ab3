import { BioError } from '@proj/bio';

/** A host and a port as BIO_parse_hostserv(3) finds them; what is not there, empty, or `*` is undefined. */
export interface HostPort {
  readonly host: string | undefined;
  readonly port: string | undefined;
}

/** Names that libcrypto knows where the system does not. */
const services: Readonly<Record<string, number>> = {
  ftp: 21,
  telnet: 23,
  gopher: 70,
  http: 80,
  https: 443,
  ssl: 443,
  socks: 1080,
};

/**
 * Reads `host:port`, `host`, `:port`, `[::1]:port`, `[::1]` or `port`.
 *
 * @param alone What a text without a colon is. Throws a `BioError` `AMBIGUOUS_HOST_OR_SERVICE` for an IPv6 address without
 * brackets, and `MALFORMED_HOST_OR_SERVICE` for other nonsense.
 */
export function parseHostPort(text: string, alone: 'host' | 'port'): HostPort {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return { host: present(bracketed[1]), port: present(bracketed[2]) };
  if (/[[\]]/.test(text)) {
    throw new BioError('MALFORMED_HOST_OR_SERVICE', `${text} is no host and port: write [address]:port`);
  }
  const [first = '', second, third] = text.split(':');
  if (third !== undefined) {
    throw new BioError('AMBIGUOUS_HOST_OR_SERVICE', `write an IPv6 address in brackets: [${text}]:port`);
  }
  if (second !== undefined) return { host: present(first), port: present(second) };
  return alone === 'host'
    ? { host: present(first), port: undefined }
    : { host: undefined, port: present(first) };
}

/** The number of a port or of a service's name. Throws a `BioError` for anything else. */
export function portNumber(port: string | undefined): number {
  if (port === undefined) {
    throw new BioError('NO_PORT_DEFINED', 'set a port: BIO_set_conn_port(), or host:port as the name');
  }
  const number = services[port] ?? (/^\d{1,5}$/.test(port) ? Number(port) : undefined);
  if (number === undefined || number > 65_535) {
    throw new BioError(
      'INVALID_ARGUMENT',
      `${port} is no port: give a number up to 65535, or one of ${Object.keys(services).join(', ')}`,
    );
  }
  return number;
}

function present(part: string | undefined): string | undefined {
  return part === '' || part === '*' ? undefined : part;
}
