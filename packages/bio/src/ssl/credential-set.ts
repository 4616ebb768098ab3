import { type CryptoProvider, decodePem, isSameKey, type KeyType, privateKeyFromPem } from '@proj/crypto';
import { Certificate } from '@proj/crypto/x509';
import { type Credential, keySigner, type Signer } from '@proj/handshake';

/** PEM text, or DER. */
export type PemOrDer = string | Uint8Array;

interface Slot {
  chain?: readonly Uint8Array[];
  signer?: Signer;
  /** Both together: one object as long as neither changes, which what is remembered of it hangs on. */
  whole?: Credential;
}

/**
 * A context's own certificates: one for each type of key as in libssl, whose certificate and key may come in either order;
 * and any number of whole ones. A server chooses by the client's signature algorithms and suites, then the name that it asks
 * for, then the authorities that it names; a client by what the server asks for.
 */
export class CredentialSet {
  readonly #slots = new Map<KeyType, Slot>();
  #added: readonly Credential[] = [];
  #last: KeyType | undefined;

  /** A copy that can be changed on its own. */
  clone(): CredentialSet {
    const copy = new CredentialSet();
    for (const [type, slot] of this.#slots) copy.#slots.set(type, { ...slot });
    copy.#last = this.#last;
    copy.#added = this.#added;
    return copy;
  }

  /** The pairs that are whole. */
  get complete(): Credential[] {
    return [...[...this.#slots.values()].flatMap(({ whole }) => whole ?? []), ...this.#added];
  }

  /** The certificate that was set last, DER. */
  get currentCertificate(): Uint8Array | undefined {
    return this.#last === undefined ? undefined : this.#slots.get(this.#last)?.chain?.[0];
  }

  /**
   * Sets a certificate, leaf first, with what certifies it behind. Drops a key of the same type that does not belong to it.
   * Throws an `X509Error` or a `RangeError` for what can not be read.
   */
  setChain(chain: PemOrDer | readonly Uint8Array[]): void {
    const certificates = typeof chain === 'string' || chain instanceof Uint8Array ? readChain(chain) : chain;
    const [leaf] = certificates;
    if (!leaf) throw new RangeError('no certificate: the PEM text has no "BEGIN CERTIFICATE" block');
    const { type, spki } = Certificate.parse(leaf).publicKeyInfo;
    const slot = this.#slot(type);
    if (slot.signer?.spki && !isSameKey(slot.signer.spki, spki)) delete slot.signer;
    slot.chain = [...certificates];
    complete(slot);
    this.#last = type;
  }

  /** Adds a certificate behind the chain that was set last (SSL_CTX_add_extra_chain_cert(3)). */
  addToChain(certificate: PemOrDer): void {
    const slot = this.#last === undefined ? undefined : this.#slots.get(this.#last);
    if (!slot?.chain) throw new RangeError('set the certificate before those that certify it');
    slot.chain = [...slot.chain, ...readChain(certificate)];
    complete(slot);
  }

  /** Sets a private key; throws a `RangeError` for one that does not belong to the certificate of its type. */
  setKey(key: PemOrDer | Signer, provider: CryptoProvider): void {
    const signer = typeof key === 'string' || key instanceof Uint8Array ? readKey(key, provider) : key;
    const slot = this.#slot(signer.keyType);
    const [leaf] = slot.chain ?? [];
    if (leaf && signer.spki && !isSameKey(signer.spki, Certificate.parse(leaf).spki)) {
      throw new RangeError('the private key does not belong to the certificate: give the matching one');
    }
    slot.signer = signer;
    complete(slot);
  }

  /** Adds a chain with its signer, beside all others. */
  add(credential: Credential): void {
    this.#added = [...this.#added, credential];
  }

  /** SSL_CTX_check_private_key(3): whether the certificate set last has its key. That they match was seen to before. */
  check(): boolean {
    const slot = this.#last === undefined ? undefined : this.#slots.get(this.#last);
    return slot?.chain !== undefined && slot.signer !== undefined;
  }

  #slot(type: KeyType): Slot {
    const slot = this.#slots.get(type) ?? {};
    this.#slots.set(type, slot);
    return slot;
  }
}

function complete(slot: Slot): void {
  const { chain, signer } = slot;
  if (chain && signer) slot.whole = { chain, signer };
  else delete slot.whole;
}

function readChain(chain: PemOrDer): Uint8Array[] {
  if (typeof chain !== 'string') return [chain];
  return decodePem(chain, 'CERTIFICATE').map(({ bytes }) => bytes);
}

function readKey(key: PemOrDer, provider: CryptoProvider): Signer {
  const pkcs8 = typeof key === 'string' ? privateKeyFromPem(key) : key;
  return keySigner(provider.importPrivateKey(pkcs8), provider.random);
}
