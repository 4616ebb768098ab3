import { UsageError } from './usage-error.ts';

/** Whom to connect to. */
export interface Target {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Reads `HOST:PORT`, where an IPv6 address stands in brackets. Throws a {@link UsageError}. */
export function readTarget(text: string): Target {
  const [, bracketed, plain, digits = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined) {
    throw new UsageError(`"${text}" is not HOST:PORT: give, for example, example.com:443 or [::1]:443`);
  }
  if (port < 1 || port > 65_535) throw new UsageError(`port ${digits} is not between 1 and 65535`);
  return { host, port };
}

/** The other way round. */
export function formatTarget({ host, port }: Target): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
