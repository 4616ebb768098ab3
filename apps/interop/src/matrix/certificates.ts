import { encodePem, ffdheParameters, type GroupName, type KeyType } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { Authority, der, type Issued } from '@tooling/ca';
import type { TemporaryDirectory } from '../certificates/temporary-directory.ts';

/** The name in every certificate, beside which one may have another. */
export const hostName = 'localhost';

/** A chain with its key and its root, here and as files for other programs. */
export interface Identity {
  readonly key: KeyType;
  readonly issued: Issued;
  /** PEM of the root alone. */
  readonly rootPem: string;
  /** PEM of the leaf, then of its intermediate. */
  readonly chainFile: string;
  readonly keyFile: string;
  readonly rootFile: string;
}

/**
 * Certificates for the matrix, made when they are asked for. All keys of a chain are of one type, so that a peer that
 * wants the whole chain signed with what it offers is content.
 */
export class Identities {
  readonly #directory: TemporaryDirectory;
  readonly #authorities = new Map<KeyType, Authority>();
  readonly #issued = new Map<string, Identity>();
  readonly #dhFiles = new Map<GroupName, string>();

  constructor(directory: TemporaryDirectory) {
    this.#directory = directory;
  }

  /** Where the files are. */
  get path(): string {
    return this.#directory.path;
  }

  /** The identity of a key type, for a name of its own where one is given. */
  of(key: KeyType, name: string = hostName): Identity {
    const label = name === hostName ? key : `${key}-${name}`;
    const known = this.#issued.get(label) ?? this.#issue(label, key, name);
    this.#issued.set(label, known);
    return known;
  }

  /** A file that peers can read; its path. */
  write(name: string, contents: Uint8Array): string {
    return this.#directory.write(name, contents);
  }

  /** A file with a finite field's prime and generator (PKCS #3), for programs that want one. */
  dhFile(group: GroupName): string {
    const known = this.#dhFiles.get(group) ?? this.#directory.write(`${group}.pem`, dhPem(group));
    this.#dhFiles.set(group, known);
    return known;
  }

  #issue(label: string, key: KeyType, name: string): Identity {
    const root = this.#authority(key);
    // s_server sends no chain with a second certificate, so that of another name is issued by the root itself.
    const issuer =
      name === hostName ? root.authority({ subject: `Matrix Intermediate ${key}`, keyType: key }) : root;
    const issued = issuer.leaf({ keyType: key, names: [{ dns: name }], subject: name });
    return {
      key,
      issued,
      rootPem: root.pem,
      rootFile: this.#directory.write(`${label}-root.pem`, root.pem),
      chainFile: this.#directory.write(`${label}.pem`, issued.chainPem),
      keyFile: this.#directory.write(`${label}.key`, issued.keyPem),
    };
  }

  #authority(key: KeyType): Authority {
    const known =
      this.#authorities.get(key) ??
      Authority.root(nobleProvider, { subject: `Matrix Root ${key}`, keyType: key });
    this.#authorities.set(key, known);
    return known;
  }
}

function dhPem(group: GroupName): string {
  const { p, g } = ffdheParameters(group);
  return encodePem('DH PARAMETERS', der.sequence(positive(p), positive(g)));
}

/** A positive INTEGER: its first bit is 0. */
function positive(value: Uint8Array): Uint8Array {
  return der.integerOctets((value[0] ?? 0) < 0x80 ? value : Uint8Array.of(0, ...value));
}
