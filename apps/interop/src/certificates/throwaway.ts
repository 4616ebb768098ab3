import { type CryptoProvider, encodePem } from '@proj/crypto';
import { Authority, type AuthorityTemplate, type Issued, type LeafTemplate } from '@tooling/ca';
import type { TemporaryDirectory } from './temporary-directory.ts';

/** A certificate with its key, also as files for other programs. */
export interface CertificateFiles {
  readonly issued: Issued;
  /** PEM of the leaf, then of its intermediates. */
  readonly chainFile: string;
  /** PEM of the intermediates alone. */
  readonly intermediatesFile: string;
  /** PEM of the PKCS#8 key. */
  readonly keyFile: string;
}

/** A certification authority that lives as long as its directory. */
export class ThrowawayAuthority {
  readonly root: Authority;
  /** PEM of the root. */
  readonly rootFile: string;
  readonly #directory: TemporaryDirectory;

  constructor(provider: CryptoProvider, directory: TemporaryDirectory, template: AuthorityTemplate = {}) {
    this.root = Authority.root(provider, { subject: 'Throwaway Root', ...template });
    this.#directory = directory;
    this.rootFile = directory.write('root.pem', this.root.pem);
  }

  /** Issues a leaf through an intermediate, as authorities do, and writes `NAME.pem` and `NAME.key`. */
  issue(name: string, template: LeafTemplate = {}): CertificateFiles {
    const issuer = this.root.authority({ subject: 'Throwaway Intermediate' });
    return this.#write(name, issuer.leaf(template));
  }

  #write(name: string, issued: Issued): CertificateFiles {
    return {
      issued,
      chainFile: this.#directory.write(`${name}.pem`, issued.chainPem),
      intermediatesFile: this.#directory.write(
        `${name}-chain.pem`,
        issued.chain
          .slice(1)
          .map((der) => encodePem('CERTIFICATE', der))
          .join(''),
      ),
      keyFile: this.#directory.write(`${name}.key`, issued.keyPem),
    };
  }
}

/** What tells s_server and s_client of a certificate of their own: of `-cert` they send the leaf alone. */
export function certificateArguments({ chainFile, intermediatesFile, keyFile }: CertificateFiles): string[] {
  return ['-cert', chainFile, '-cert_chain', intermediatesFile, '-key', keyFile];
}
