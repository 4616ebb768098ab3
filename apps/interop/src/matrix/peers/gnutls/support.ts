import { cipherSuites, type GroupName, groups, signatureSchemes } from '@proj/crypto';
import { PeerError } from '../../../peers/peer-error.ts';
import { run } from '../../docker/run.ts';
import type { Parameters, Role, Version } from '../../model/cell.ts';
import type { Dimension, Support } from '../peer.ts';
import { nameOfGroup, namesOfScheme } from './priority.ts';

/** Milliseconds for an answer. */
const patience = 60_000;

/** Bytes that gnutls-cli passes on without much ado. */
const mostBytes = 1024 * 1024;

/** What `gnutls-cli --list` says that the library can do. */
export async function askGnutls(): Promise<ReadonlySet<string>> {
  const { code, output } = await run(['gnutls-cli', '--list'], patience);
  if (code !== 0) throw new PeerError('failed', `"gnutls-cli --list" failed: ${output}`);
  const words = new Set(output.toUpperCase().split(/[\s,]+/));
  const codes = [...output.matchAll(/^\S+\s+0x(..), 0x(..)\s/gm)].map(([, high, low]) =>
    Number.parseInt(`${high}${low}`, 16),
  );
  const known = [
    ...cipherSuites.filter(({ id }) => codes.includes(id)).map(({ openssl }) => `suite ${openssl}`),
    ...groups.filter(({ name }) => words.has(nameOfGroup(name))).map(({ name }) => `group ${name}`),
    ...signatureSchemes
      .filter(({ name }) => namesOfScheme(name).some((word) => words.has(word.toUpperCase())))
      .map(({ name }) => `scheme ${name}`),
  ];
  return new Set([...known, 'version TLSv1.3', 'version TLSv1.2', 'extension encrypt_then_mac']);
}

/** What a GnuTLS can do as one of the ends. */
export class GnutlsSupport implements Support {
  readonly #known: ReadonlySet<string>;
  readonly #role: Role;

  /** @param role Which end GnuTLS is. */
  constructor(known: ReadonlySet<string>, role: Role) {
    this.#known = known;
    this.#role = role;
  }

  lacks(_version: Version, dimension: Dimension, value: string): string | undefined {
    if (dimension === 'transfer') return this.#lacksTransfer(Number(value));
    return this.#known.has(`${dimension} ${value}`) ? undefined : '`gnutls-cli --list` does not have it';
  }

  #lacksTransfer(bytes: number): string | undefined {
    if (this.#role === 'server') return 'gnutls-serv has no standard streams to join with';
    return bytes > mostBytes ? 'gnutls-cli takes minutes for so much both ways at once' : undefined;
  }

  lacksTogether(_parameters: Parameters): string | undefined {
    return undefined;
  }

  lacksSigner(_parameters: Parameters): string | undefined {
    return undefined;
  }

  sharesAnyway(_group: GroupName): boolean {
    return false;
  }
}
