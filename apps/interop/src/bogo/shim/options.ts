/** What a credential is made of, by the flags that follow `-new-x509-credential` and its like. */
export interface CredentialOptions {
  kind: 'x509' | 'rpk' | 'psk';
  certFile: string;
  keyFile: string;
  signingPrefs: number[];
  mustMatchIssuer: boolean;
  ocspResponse: Uint8Array | undefined;
  /** A SignedCertificateTimestampList (RFC 6962, 3.3). */
  timestamps: Uint8Array | undefined;
  /** What a pre-shared key is imported from (RFC 9258). */
  psk: { key: Uint8Array; identity: Uint8Array; context: Uint8Array; hash: 'SHA-256' | 'SHA-384' };
}

/** What the flags say of one connection; a flag's prefix decides for which of a test's connections it counts. */
export interface ShimOptions {
  port: number;
  shimId: bigint;
  ipv6: boolean;
  server: boolean;
  resumeCount: number;
  async: boolean;
  implicitHandshake: boolean;
  minVersion: number | undefined;
  maxVersion: number | undefined;
  noTls1: boolean;
  noTls11: boolean;
  noTls12: boolean;
  noTls13: boolean;
  cipher: string;
  cbcRecordSplitting: boolean;
  curves: number[];
  keyShares: number[] | undefined;
  verifyPrefs: number[];
  /** The credential of the flags that follow no `-new-…-credential`. */
  credential: CredentialOptions;
  credentials: CredentialOptions[];
  verifyPeer: boolean;
  verifyFail: boolean;
  requireClientCertificate: boolean;
  useCustomVerifyCallback: boolean;
  useOldClientCertCallback: boolean;
  useEarlyCallback: boolean;
  failEarlyCallback: boolean;
  failCertCallback: boolean;
  failDdosCallback: boolean;
  acceptedPeerCertTypes: number[];
  availableClientCertTypes: number[];
  fallbackScsv: boolean;
  falseStart: boolean;
  enableGrease: boolean;
  permuteExtensions: boolean;
  enableOcspStapling: boolean;
  enableTimestamps: boolean;
  useOcspCallback: boolean;
  setOcspInCallback: boolean;
  declineOcspCallback: boolean;
  failOcspCallback: boolean;
  /** Numbers of the runner's own ways to compress certificates. */
  certCompression: number[];
  hostName: string;
  advertiseAlpn: string;
  selectAlpn: string;
  selectEmptyAlpn: boolean;
  declineAlpn: boolean;
  rejectAlpn: boolean;
  clientCaList: string;
  maxCertList: number | undefined;
  maxSendFragment: number | undefined;
  noTicket: boolean;
  noLegacyServerConnect: boolean;
  useTicketCallback: boolean;
  skipTicket: boolean;
  resumptionDelay: number;
  enableEarlyData: boolean;
  serverPreference: boolean;
  renegotiateOnce: boolean;
  renegotiateFreely: boolean;
  renegotiateIgnore: boolean;
  forbidRenegotiationAfterHandshake: boolean;

  shimWritesFirst: boolean;
  shimInitialWrite: string;
  repeatShimInitialWrite: number;
  shimShutsDown: boolean;
  checkCloseNotify: boolean;
  sendAlert: boolean;
  keyUpdate: boolean;
  keyUpdateBeforeRead: boolean;
  peekThenRead: boolean;
  readSize: number;
  readWithUnfinishedWrite: boolean;
  writeDifferentRecordSizes: boolean;
  partialWrite: boolean;
  noOpExtraHandshake: boolean;
  handshakeTwice: boolean;
  exportKeyingMaterial: number;
  exportLabel: string;
  exportContext: string;
  useExportContext: boolean;
  exportTrafficSecrets: boolean;
  useExporterBetweenReads: boolean;
  tlsUnique: boolean;

  handshakeNeverDone: boolean;
  expectVersion: number | undefined;
  expectSessionMiss: boolean;
  expectExtendedMasterSecret: boolean;
  expectServerName: string;
  expectNoServerName: boolean;
  expectAlpn: string;
  expectAdvertisedAlpn: string;
  expectPeerSignatureAlgorithm: number | undefined;
  expectPeerVerifyPrefs: number[];
  expectCurveId: number | undefined;
  expectCipher: number | undefined;
  expectCipherAes: number | undefined;
  expectCertificateTypes: Uint8Array | undefined;
  expectClientCaList: string;
  expectPeerCertFile: string;
  expectNoPeerCert: boolean;
  expectSelectedCredential: number | undefined;
  expectPeerCertificateType: number | undefined;
  expectPeerRpkSha256: Uint8Array | undefined;
  expectOcspResponse: Uint8Array | undefined;
  expectTimestamps: Uint8Array | undefined;
  expectHrr: boolean;
  expectNoHrr: boolean;
  expectNoSession: boolean;
  expectSessionId: boolean;
  expectNoSessionId: boolean;
  expectTicketRenewal: boolean;
  expectTicketSupportsEarlyData: boolean;
  expectAcceptEarlyData: boolean;
  expectEarlyDataReason: string;
  expectRejectEarlyData: boolean;
  expectNoOfferEarlyData: boolean;
  expectSecureRenegotiation: boolean;
  expectNoSecureRenegotiation: boolean;
  expectTotalRenegotiations: number;
  expectVerifyResult: boolean;
  expectMsgCallback: string;
}

/** A credential of which nothing is known yet. */
export function emptyCredential(kind: CredentialOptions['kind'] = 'x509'): CredentialOptions {
  const nothing = new Uint8Array(0);
  return {
    kind,
    certFile: '',
    keyFile: '',
    signingPrefs: [],
    mustMatchIssuer: false,
    ocspResponse: undefined,
    timestamps: undefined,
    psk: { key: nothing, identity: nothing, context: nothing, hash: 'SHA-256' },
  };
}

/** What counts where no flag is given. */
export function defaultOptions(): ShimOptions {
  return {
    port: 0,
    shimId: 0n,
    ipv6: false,
    server: false,
    resumeCount: 0,
    async: false,
    implicitHandshake: false,
    minVersion: undefined,
    maxVersion: undefined,
    noTls1: false,
    noTls11: false,
    noTls12: false,
    noTls13: false,
    cipher: '',
    cbcRecordSplitting: false,
    curves: [],
    keyShares: undefined,
    verifyPrefs: [],
    credential: emptyCredential(),
    credentials: [],
    verifyPeer: false,
    verifyFail: false,
    requireClientCertificate: false,
    useCustomVerifyCallback: false,
    useOldClientCertCallback: false,
    useEarlyCallback: false,
    failEarlyCallback: false,
    failCertCallback: false,
    failDdosCallback: false,
    acceptedPeerCertTypes: [],
    availableClientCertTypes: [],
    fallbackScsv: false,
    falseStart: false,
    enableGrease: false,
    permuteExtensions: false,
    enableOcspStapling: false,
    enableTimestamps: false,
    useOcspCallback: false,
    setOcspInCallback: false,
    declineOcspCallback: false,
    failOcspCallback: false,
    certCompression: [],
    hostName: '',
    advertiseAlpn: '',
    selectAlpn: '',
    selectEmptyAlpn: false,
    declineAlpn: false,
    rejectAlpn: false,
    clientCaList: '',
    maxCertList: undefined,
    maxSendFragment: undefined,
    noTicket: false,
    noLegacyServerConnect: false,
    useTicketCallback: false,
    skipTicket: false,
    resumptionDelay: 0,
    enableEarlyData: false,
    serverPreference: false,
    renegotiateOnce: false,
    renegotiateFreely: false,
    renegotiateIgnore: false,
    forbidRenegotiationAfterHandshake: false,
    shimWritesFirst: false,
    shimInitialWrite: 'hello',
    repeatShimInitialWrite: 1,
    shimShutsDown: false,
    checkCloseNotify: false,
    sendAlert: false,
    keyUpdate: false,
    keyUpdateBeforeRead: false,
    peekThenRead: false,
    readSize: 512,
    readWithUnfinishedWrite: false,
    writeDifferentRecordSizes: false,
    partialWrite: false,
    noOpExtraHandshake: false,
    handshakeTwice: false,
    exportKeyingMaterial: 0,
    exportLabel: '',
    exportContext: '',
    useExportContext: false,
    exportTrafficSecrets: false,
    useExporterBetweenReads: false,
    tlsUnique: false,
    handshakeNeverDone: false,
    expectVersion: undefined,
    expectSessionMiss: false,
    expectExtendedMasterSecret: false,
    expectServerName: '',
    expectNoServerName: false,
    expectAlpn: '',
    expectAdvertisedAlpn: '',
    expectPeerSignatureAlgorithm: undefined,
    expectPeerVerifyPrefs: [],
    expectCurveId: undefined,
    expectCipher: undefined,
    expectCipherAes: undefined,
    expectCertificateTypes: undefined,
    expectClientCaList: '',
    expectPeerCertFile: '',
    expectNoPeerCert: false,
    expectSelectedCredential: undefined,
    expectPeerCertificateType: undefined,
    expectPeerRpkSha256: undefined,
    expectOcspResponse: undefined,
    expectTimestamps: undefined,
    expectHrr: false,
    expectNoHrr: false,
    expectNoSession: false,
    expectSessionId: false,
    expectNoSessionId: false,
    expectTicketRenewal: false,
    expectTicketSupportsEarlyData: false,
    expectAcceptEarlyData: false,
    expectEarlyDataReason: '',
    expectRejectEarlyData: false,
    expectNoOfferEarlyData: false,
    expectSecureRenegotiation: false,
    expectNoSecureRenegotiation: false,
    expectTotalRenegotiations: 0,
    expectVerifyResult: false,
    expectMsgCallback: '',
  };
}
