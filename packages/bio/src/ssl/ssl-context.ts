import { type CryptoProvider, type VersionName, versions } from '@proj/crypto';
import { type Certificate, CertificateCache, TrustAnchors, VerificationCache } from '@proj/crypto/x509';
import {
  MemorySessionStore,
  type SessionStore,
  type Signer,
  TicketKeys,
  type TicketProtector,
} from '@proj/handshake';
import type { PemOrDer } from './credential-set.js';
import { ErrorQueue } from './error-queue.js';
import { SslSettings } from './settings.js';

/** What a context can be made with; all of it can be set afterwards too. */
export interface SslContextOptions {
  /** Where all cryptography comes from: `nobleProvider` of `@proj/crypto/noble`, `nodeProvider` of `@proj/node-adapter`. */
  readonly provider: CryptoProvider;
  /** Own certificate chain, leaf first: PEM, or DER of each. */
  readonly certificate?: PemOrDer | readonly Uint8Array[] | undefined;
  /** Its private key: PEM, PKCS#8 as DER, or a signer elsewhere. */
  readonly privateKey?: PemOrDer | Signer | undefined;
  /** Whom to trust: PEM, certificates, or anchors made before. */
  readonly trust?: PemOrDer | readonly Certificate[] | TrustAnchors | undefined;
  readonly minVersion?: VersionName | undefined;
  readonly maxVersion?: VersionName | undefined;
  /** TLS 1.2's suites, as ciphers(1) writes them. */
  readonly cipherList?: string | undefined;
  /** TLS 1.3's suites, separated by colons. */
  readonly cipherSuites?: string | undefined;
  /** Groups, separated by colons. */
  readonly groups?: string | undefined;
  /** Signature algorithms, separated by colons. */
  readonly signatureAlgorithms?: string | undefined;
  /** ALPN names, most preferred first. */
  readonly alpn?: readonly string[] | undefined;
  /** Bits of `verifyModes`. */
  readonly verifyMode?: number | undefined;
  /** Bits of `sslOptions` to add to the default. */
  readonly options?: bigint | undefined;
  /**
   * Where verified chains are remembered; by default a cache of the context's own. `none` verifies each peer anew.
   */
  readonly verificationCache?: VerificationCache | 'none' | undefined;
  /** The one role that connections may take (TLS_client_method(3), TLS_server_method(3)); default either. */
  readonly onlyRole?: 'client' | 'server' | undefined;
  /** Where errors are noted; by default a queue of the context's own. */
  readonly errors?: ErrorQueue | undefined;
}

/** What connections are made from (SSL_CTX_new(3)): their settings, and what they share. */
export class SslContext extends SslSettings {
  // Private, so that connections, which copy the settings, share these instead.
  readonly #errors: ErrorQueue;
  readonly #onlyRole: 'client' | 'server' | undefined;
  readonly #certificateCache = new CertificateCache();
  readonly #verificationCache: VerificationCache | undefined;
  readonly #sessionStore = new MemorySessionStore({ now: () => this.now() });
  readonly #ticketKeys: TicketKeys | undefined;

  /** Throws a `RangeError` or an `X509Error` for what can not be read or is not known; the message says what to change. */
  constructor(options: SslContextOptions) {
    super(options.provider);
    const { certificate, privateKey, trust, minVersion, maxVersion } = options;
    this.#errors = options.errors ?? new ErrorQueue();
    this.#onlyRole = options.onlyRole;
    this.#ticketKeys = ticketKeys(options.provider);
    const { verificationCache = new VerificationCache() } = options;
    this.#verificationCache = verificationCache === 'none' ? undefined : verificationCache;
    if (certificate !== undefined) this.useCertificate(certificate);
    if (privateKey !== undefined) this.usePrivateKey(privateKey);
    if (trust instanceof TrustAnchors) this.anchors = trust;
    else if (trust !== undefined) this.addTrusted(trust);
    if (minVersion !== undefined) this.minVersion = versions[minVersion];
    if (maxVersion !== undefined) this.maxVersion = versions[maxVersion];
    if (options.cipherList !== undefined) this.setCipherList(options.cipherList);
    if (options.cipherSuites !== undefined) this.setCipherSuites(options.cipherSuites);
    if (options.groups !== undefined) this.setGroups(options.groups);
    if (options.signatureAlgorithms !== undefined) this.setSignatureAlgorithms(options.signatureAlgorithms);
    if (options.alpn !== undefined) this.alpn = options.alpn;
    if (options.verifyMode !== undefined) this.verifyMode = options.verifyMode;
    if (options.options !== undefined) this.setOptions(options.options);
  }

  /** The one role that connections may take, if there is only one. */
  get onlyRole(): 'client' | 'server' | undefined {
    return this.#onlyRole;
  }

  /** Errors of the context's connections, for people and logs. */
  get errors(): ErrorQueue {
    return this.#errors;
  }

  /** Certificates of peers, so that the next connection need not read the same ones again. */
  get certificateCache(): CertificateCache {
    return this.#certificateCache;
  }

  /** Chains that were verified, so that the next connection need not do it again; `undefined` where it has to. */
  get verificationCache(): VerificationCache | undefined {
    return this.#verificationCache;
  }

  /**
   * What the sessions of the context's servers are sealed into tickets with, where no `ticketProtector` is set: random keys.
   * `undefined` where the provider has no AEAD for them.
   */
  get ownTicketKeys(): TicketProtector | undefined {
    return this.#ticketKeys;
  }

  /** Where the context's servers keep sessions that are not in tickets, where no `sessionStore` is set. */
  get ownSessionStore(): SessionStore {
    return this.#sessionStore;
  }
}

function ticketKeys(provider: CryptoProvider): TicketKeys | undefined {
  const able = provider.aead('AES-256-GCM') ?? provider.aead('CHACHA20-POLY1305');
  return able && new TicketKeys({ provider });
}
