import type { CryptoProvider, KeyType } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { Certificate, TrustAnchors } from '@proj/crypto/x509';
import {
  Authority,
  type ExtensionInput,
  issueOcspResponse,
  type KeyPair,
  type LeafTemplate,
  type OcspTemplate,
} from '@tooling/ca';
import type { Credential } from '../../src/config.js';
import { keySigner } from '../../src/signer.js';

/** The moment at which the tests' handshakes take place, in milliseconds since the epoch. */
export const testTime: number = Date.UTC(2030, 0, 1);

const day = 86_400_000;
const lifetime = { notBefore: testTime - day, notAfter: testTime + day };

/** What an issued certificate says. */
export interface LeafOptions {
  readonly keyType?: KeyType;
  readonly names?: readonly string[];
  readonly purpose?: 'server' | 'client';
  readonly notAfter?: number;
  /** A key to certify; default a new one. */
  readonly key?: KeyPair;
  /** Extensions beside, or in the place of, the usual ones. */
  readonly extensions?: readonly ExtensionInput[];
}

/** A throwaway certificate authority of the handshake tests' time. */
export class TestCa {
  readonly #root: Authority;

  constructor(subject = 'Test CA', keyType: KeyType = 'p256') {
    this.#root = Authority.root(nobleProvider, { subject, keyType, ...lifetime });
  }

  /** DER of its name. */
  get name(): Uint8Array {
    return Certificate.parse(this.#root.certificate).subject.der;
  }

  /** Trust in this authority. */
  get anchors(): TrustAnchors {
    return TrustAnchors.of([Certificate.parse(this.#root.certificate)]);
  }

  /** An OCSP response about a certificate, DER; by default that it is good. */
  respond(certificate: Uint8Array | undefined, template: OcspTemplate = {}): Uint8Array {
    const { notBefore: thisUpdate, notAfter: nextUpdate } = lifetime;
    return issueOcspResponse(this.#root, certificate ?? new Uint8Array(0), {
      thisUpdate,
      nextUpdate,
      ...template,
    });
  }

  /** A new key and its certificate, for use with this provider. */
  issue(provider: CryptoProvider, options: LeafOptions = {}): Credential {
    const { names = ['server.example'], purpose = 'server', ...more } = options;
    const template: LeafTemplate = {
      ...lifetime,
      ...more,
      names: names.map((dns) => ({ dns })),
      purposes: [purpose],
    };
    const { chain, key } = this.#root.leaf(template);
    return { chain, signer: keySigner(provider.importPrivateKey(key.pkcs8), provider.random) };
  }
}
