import type {
  CipherSuite,
  CryptoProvider,
  GroupName,
  KeyType,
  ProtocolVersion,
  Random,
  SignatureScheme,
  SignatureSchemeName,
} from '@proj/crypto';
import type { Certificate, CertificateCache, TrustAnchors, VerifiedChain } from '@proj/crypto/x509';
import type { CertificateCompressionConfig } from './certificate-compression.js';
import type { CustomExtensionConfig } from './custom-extension.js';
import type { Decision, Hook, Later } from './decision.js';
import type { DelegatedKey, DelegationConfig } from './delegation.js';
import type { ClientHelloExtensions } from './extensions/client-hello-extensions.js';
import type { ExtensionMessage } from './extensions/extension.js';
import type { LegacySupport } from './legacy-support.js';
import type { Observer } from './observer.js';
import type { RawPublicKeyConfig } from './raw-public-key.js';
import type { MaxFragmentLength, RecordLimitConfig } from './record-limits.js';
import type { RenegotiationConfig } from './renegotiation/config.js';
import type { ClientResumption, ServerResumption } from './resumption/config.js';
import type { ClientPsk12, ServerPsk12 } from './resumption/psk12.js';
import type { OcspResponses, StatusConfig } from './status/config.js';
import type { ClientHello } from './wire/client-hello.js';
import type { RawExtension } from './wire/raw-extension.js';

/** What a private key is asked to sign. */
export interface SignRequest {
  /** How to sign. */
  readonly scheme: SignatureScheme;
  /** The bytes to sign; they are hashed as the scheme says, not before. */
  readonly message: Uint8Array;
}

/** What a private RSA key is asked to decrypt: the premaster secret of an RSA key exchange. */
export interface DecryptRequest {
  /** RSAES-PKCS1-v1_5 (RFC 8017, 7.2.2). */
  readonly ciphertext: Uint8Array;
  /** Bytes that the answer has, whatever is in the ciphertext. */
  readonly length: number;
  /** Random bytes to answer instead for bad padding or another length, so that nobody can tell (RFC 5246, 7.4.7.1). */
  readonly rejection: Uint8Array;
}

/** A private key, here or elsewhere (a KMS, an HSM, WebCrypto). */
export interface Signer {
  /** What kind of key it is; schemes must fit it. */
  readonly keyType: KeyType;
  /** The SubjectPublicKeyInfo (DER), where it is known: then it is checked against the certificate. */
  readonly spki?: Uint8Array;
  /** Schemes that this key can be asked for, in its order of preference; those of its type when absent. */
  readonly schemes?: readonly SignatureSchemeName[];
  /** Signs at once, or {@link later} through the decision. */
  sign(request: SignRequest, decision: Decision<Uint8Array>): Uint8Array | Later;
  /**
   * Decrypts for the legacy RSA key exchange, at once or {@link later}; keys that have it not are not used for that. It
   * never fails over what the ciphertext holds, and neither its answer nor its time tells: see {@link DecryptRequest}.
   */
  decrypt?(request: DecryptRequest, decision: Decision<Uint8Array>): Uint8Array | Later;
}

/** A certificate chain and the key of its leaf. */
export interface Credential {
  /** DER, leaf first; each following certificate certifies the one before it. The root may be left out. */
  readonly chain: readonly Uint8Array[];
  /** The SubjectPublicKeyInfo (DER) to show in the place of a chain, which is empty then: see `rawPublicKeyCredential`. */
  readonly rawPublicKey?: Uint8Array;
  /** The key of the first certificate. */
  readonly signer: Signer;
  /** A key that signs in the place of the certificate's, for peers that take it (RFC 9345). */
  readonly delegated?: DelegatedKey;
  /** OCSP responses about the certificates of the chain, for peers that ask for them. */
  readonly ocspResponses?: OcspResponses;
  /** Timestamps of the first certificate (RFC 6962, 3.2), serialized, for peers that ask for them. */
  readonly timestamps?: readonly Uint8Array[];
  /**
   * Only for peers that say they trust an authority which has issued one of its certificates: for chains that most others do
   * not know. Default false, as peers mostly say nothing of it.
   */
  readonly mustMatchIssuer?: boolean;
}

/** What `selectCredential` answers: a credential, none, or `default` for the one that would be taken without a hook. */
export type CredentialAnswer = Credential | 'default' | undefined;

/** What the `verifyChain` hook is asked. */
export interface VerifyRequest {
  /** As the peer sent it, leaf first. */
  readonly chain: readonly Certificate[];
  /** `server` when we are the client. */
  readonly peer: 'server' | 'client';
  /** The name that the client asked for, where it did. */
  readonly serverName: string | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** What the peer sent when it was asked for the status of its certificates: DER, not yet read. */
  readonly ocspResponses: OcspResponses;
  /** Timestamps that the peer sent (RFC 6962, 3.3.1), serialized, not yet read. */
  readonly timestamps: readonly Uint8Array[];
  /** What the key is used for, where that is not signing: the key of an RSA key exchange decrypts (RFC 5246, 7.4.2). */
  readonly keyUsage?: 'keyEncipherment';
}

/** The answer: the path that was verified, or `unverified` when the caller decided to go on without one. */
export type VerifyAnswer = VerifiedChain | 'unverified';

/** What both roles are configured with, defaults filled in. */
export interface CommonConfig
  extends CertificateCompressionConfig,
    CustomExtensionConfig,
    DelegationConfig,
    RawPublicKeyConfig,
    RecordLimitConfig,
    StatusConfig {
  /** Where all cryptography comes from. */
  readonly provider: CryptoProvider;
  /** Default: the provider's. Another makes runs repeatable. */
  readonly random: Random;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The lowest version to negotiate. */
  readonly minVersion: ProtocolVersion;
  /** The highest version to negotiate. */
  readonly maxVersion: ProtocolVersion;
  /** In order of preference; suites of all enabled versions. */
  readonly cipherSuites: readonly CipherSuite[];
  /** In order of preference. */
  readonly groups: readonly GroupName[];
  /** In order of preference; also what certificates may be signed with. */
  readonly signatureSchemes: readonly SignatureSchemeName[];
  /** What our own keys may sign with, in order of preference; default `signatureSchemes`. */
  readonly signingSchemes: readonly SignatureSchemeName[];
  /** What certificates may be signed with, where that is other than `signatureSchemes` (RFC 8446, 4.2.3); default not told. */
  readonly certificateSignatureSchemes: readonly SignatureSchemeName[] | undefined;
  /** ALPN protocol names (RFC 7301), most preferred first; empty means that the extension is not used. */
  readonly alpn: readonly string[];
  /** Own certificates: one is chosen by the schemes and names that the peer asks for. */
  readonly credentials: readonly Credential[];
  /** Trust anchors for the default verification of the peer. */
  readonly anchors: TrustAnchors | undefined;
  /** Certificates of peers that were read before, for all connections that are given the same object; default none. */
  readonly certificateCache: CertificateCache | undefined;
  /** Replaces the default verification. Throws (an `X509Error`, a `TlsError`) to refuse. */
  readonly verifyChain: Hook<VerifyRequest, VerifyAnswer> | undefined;
  /** Whether to look like TLS 1.2 to middleboxes (RFC 8446, D.4). */
  readonly middleboxCompatibility: boolean;
  /** Whether to offer or accept encrypt-then-MAC (RFC 7366) with CBC suites. */
  readonly encryptThenMac: boolean;
  /** Bytes of content per record, 512 to 16384. */
  readonly maxFragment: number;
  /**
   * Whether every handshake message begins a record of its own, as OpenSSL sends them, for peers that take only that.
   * Default false: the messages of a flight share records (RFC 8446, 5.1).
   */
  readonly recordPerMessage: boolean;
  /** Bytes of padding to add to a TLS 1.3 record (RFC 8446, 5.4). */
  readonly padding: ((contentType: number, contentLength: number, maxLength: number) => number) | undefined;
  /** Whether and when to negotiate anew, up to TLS 1.2. */
  readonly renegotiation: RenegotiationConfig;
  /**
   * TLS 1.1 and below, and the suites of RSA key exchange and Triple DES: what `legacyVersions` of
   * `@proj/handshake/legacy` gives. Without it they can not be enabled; with it they still have to be, by `minVersion` and
   * `cipherSuites`.
   */
  readonly legacy: LegacySupport | undefined;
  /** What a peer may make us hold or do. */
  readonly limits: Limits;
  /** Watches the connection. */
  readonly observer: Observer;
}

/** Bounds on what a peer may make us hold or do. */
export interface Limits {
  /** Bytes of a Certificate message (SSL_CTX_set_max_cert_list); default 102,400. */
  readonly maxCertificateMessage: number;
  /** Bytes of any other handshake message; default 65,536, which a ClientHello with post-quantum shares stays far below. */
  readonly maxHandshakeMessage: number;
  /** Warning alerts in a row (RFC 8446, 6); default 4. */
  readonly maxWarningAlerts: number;
  /** KeyUpdate messages in a row without application data; default 32. */
  readonly maxKeyUpdates: number;
  /** Post-handshake messages other than KeyUpdate, in a row without application data; default 64. */
  readonly maxPostHandshakeMessages: number;
}

/** A client's configuration, defaults filled in. */
export interface ClientConfig extends CommonConfig, ClientPsk12, ClientResumption {
  /** Tells a client's from a server's. */
  readonly role: 'client';
  /** Host name for SNI (RFC 6066, 3) and for verification; an IP address is only verified. */
  readonly serverName: string | undefined;
  /** Groups to send key shares for, in order; default the first of `groups`, plus one cheap classical one behind a hybrid. */
  readonly keyShares: readonly GroupName[];
  /** Accept servers that do not know RFC 5746 (SSL_OP_LEGACY_SERVER_CONNECT). */
  readonly legacyServerConnect: boolean;
  /**
   * Says that this is another try, with a lower `maxVersion`, after one that failed (RFC 7507, 4; SSL_MODE_SEND_FALLBACK_SCSV):
   * a server that knows better then refuses, as an attacker may have made the first one fail. Default false.
   */
  readonly isFallback: boolean;
  /**
   * Suites for a second ClientHello, with which the handshake begins anew when the server's certificate is one of
   * server-gated cryptography (TLS 1.2 and below); empty, the default, means never. Of history's interest alone.
   */
  readonly stepUpCipherSuites: readonly CipherSuite[];
  /**
   * Lets the server ask for a certificate at any time after the handshake (RFC 8446, 4.2.6;
   * SSL_CTX_set_post_handshake_auth(3)). Default false: who asks for what, and why, can not be told apart then.
   */
  readonly postHandshakeAuth: boolean;
  /** Smallest Diffie-Hellman prime accepted from a TLS 1.2 server, in bits; default 2048. */
  readonly minDhBits: number;
  /**
   * Bytes of content per record to ask the server for, both ways (RFC 6066, 4); `recordSizeLimit` is the better way, where
   * the server knows it. Servers heed it always.
   */
  readonly maxFragmentLength: MaxFragmentLength | undefined;
  /** Names of CAs that we trust, DER, for servers with several certificates (RFC 8446, 4.2.4); default not told. */
  readonly serverAuthorities: readonly Uint8Array[];
  /**
   * Whether data may be written when our Finished is out, before the server's is there (RFC 7918): TLS 1.2, with forward
   * secrecy, an AEAD and ALPN, and no session resumed. Whoever sits in between can not read it, but may have had a say in how
   * it is protected, so default false.
   */
  readonly falseStart: boolean;
  /** Order of the ClientHello's extensions, and custom ones. */
  readonly clientHelloShape: ClientHelloShape;
  /** A certificate of our own to send when the server asks; default: the first of `credentials` that fits. */
  readonly selectCredential: Hook<CredentialRequest, CredentialAnswer> | undefined;
}

/** How a ClientHello looks, beyond what it says. */
export interface ClientHelloShape {
  /** Extension code points in the order to send them; those left out follow in the default order. */
  readonly order?: readonly number[];
  /** Extensions to add as they are, placed by `order` or at the end. */
  readonly extra?: readonly RawExtension[];
  /** Extensions not to send though the configuration would. */
  readonly without?: readonly number[];
  /** Put values that mean nothing among those that do, to keep servers tolerant of what is to come (RFC 8701). */
  readonly grease?: boolean;
  /** Send the extensions in another order each time, where `order` says none, so that nobody gets used to one. */
  readonly permute?: boolean;
  /** Pad a hello of 256 to 511 bytes, on which some servers hang, to 512 (RFC 7685; SSL_OP_TLSEXT_PADDING). */
  readonly padding?: boolean;
  /**
   * Has the last word on the whole message, such as suites that are none of `cipherSuites`. What the server chooses must still
   * be configured here; pre_shared_key, where it is there, must stay the last (RFC 8446, 4.2.11).
   */
  readonly edit?: (hello: ClientHello) => ClientHello;
}

/** What the peer asks of a certificate. */
export interface CredentialRequest {
  /** The version that was negotiated. */
  readonly version: number;
  /** Schemes that the peer verifies in handshakes. */
  readonly signatureSchemes: readonly number[];
  /** Names of CAs that the peer trusts, DER; empty when it did not say. */
  readonly authorities: readonly Uint8Array[];
  /** Server only: the name that the client asked for. */
  readonly serverName: string | undefined;
  /** Server only: the whole ClientHello. */
  readonly clientHello: ReceivedClientHello | undefined;
}

/** A ClientHello as a server's hooks see it. */
export interface ReceivedClientHello {
  /** All of it, with its extensions as they came. */
  readonly hello: ClientHello;
  /** The extensions that are known, by name and type. */
  readonly extensions: ClientHelloExtensions;
  /** The message as it came, with its 4-byte header. */
  readonly raw: Uint8Array;
}

/** A server's configuration, defaults filled in. */
export interface ServerConfig extends CommonConfig, ServerPsk12, ServerResumption {
  /** Tells a server's from a client's. */
  readonly role: 'server';
  /** Whether to ask the client for a certificate, and whether to insist. */
  readonly clientCertificate: 'none' | 'request' | 'require';
  /** TLS 1.3: asks for it not in the handshake, but when `requestClientCertificate` is called after it; default false. */
  readonly deferClientCertificate: boolean;
  /** Names of CAs to send with the request, DER. */
  readonly clientAuthorities: readonly Uint8Array[];
  /** Follow our order of suites and groups rather than the client's; default true. */
  readonly preferServerOrder: boolean;
  /**
   * Lets a client begin the handshake anew, once, in the place of ClientKeyExchange, as clients of server-gated
   * cryptography did (TLS 1.2 and below); default false.
   */
  readonly serverGatedRestart: boolean;
  /** DH group for DHE suites when the client names no finite-field group; default ffdhe2048. */
  readonly dhGroup: GroupName;
  /** Sees the ClientHello first, and may replace the configuration for this connection. */
  readonly onClientHello: Hook<ReceivedClientHello, ServerConfig | undefined> | undefined;
  /** Chooses a certificate; default: the first of `credentials` that fits the client's schemes and name. */
  readonly selectCredential: Hook<CredentialRequest, CredentialAnswer> | undefined;
  /** Chooses an application protocol of those that the client offers; `undefined` refuses all of them. */
  readonly selectProtocol: Hook<readonly string[], string | undefined> | undefined;
  /** What to do when no offered protocol is ours: refuse (RFC 7301, 3.2) or go on without; default refuse. */
  readonly alpnMismatch: 'refuse' | 'ignore';
  /** Has the last word on the extensions of our messages: their order, and custom ones. */
  readonly shapeExtensions: ShapeExtensions | undefined;
}

/**
 * Gives a server's hello, EncryptedExtensions or CertificateRequest the extensions that it goes out with, from those that
 * it would have. That an extension answers what the client has offered (RFC 8446, 4.2), and that none goes missing which
 * says what is done, is the caller's to heed. A cookie (RFC 8446, 4.2.2) in a HelloRetryRequest is expected back.
 */
export type ShapeExtensions = (
  message: ExtensionMessage,
  extensions: readonly RawExtension[],
  clientHello: ReceivedClientHello,
) => readonly RawExtension[];
