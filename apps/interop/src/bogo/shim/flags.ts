import { mockCompressions } from './compression.ts';
import { type CredentialOptions, defaultOptions, emptyCredential, type ShimOptions } from './options.ts';
import { Unimplemented } from './outcome.ts';

/** What a flag does with the options, and whether a value follows it. */
interface Flag {
  readonly takesValue: boolean;
  set(options: ShimOptions, value: string): void;
}

type KeysOf<T> = {
  [K in keyof ShimOptions]: [T, ShimOptions[K]] extends [ShimOptions[K], T | undefined] ? K : never;
}[keyof ShimOptions];

const flag = (takesValue: boolean, set: Flag['set']): Flag => ({ takesValue, set });
const ignored = flag(false, () => {});
const ignoredValue = flag(true, () => {});

function yes(key: KeysOf<boolean>): Flag {
  return flag(false, (options) => {
    options[key] = true;
  });
}

function int(key: KeysOf<number>): Flag {
  return flag(true, (options, value) => {
    options[key] = integer(value);
  });
}

function ints(key: KeysOf<number[]>): Flag {
  return flag(true, (options, value) => {
    options[key] = [...(options[key] ?? []), integer(value)];
  });
}

function text(key: KeysOf<string>): Flag {
  return flag(true, (options, value) => {
    options[key] = value;
  });
}

function base64(key: KeysOf<Uint8Array>): Flag {
  return flag(true, (options, value) => {
    options[key] = bytesOf(value);
  });
}

function newCredential(kind: CredentialOptions['kind']): Flag {
  return flag(false, (options) => {
    options.credentials = [...options.credentials, emptyCredential(kind)];
  });
}

/** A flag of the credential that was begun last, or of the one that goes without a flag of its own. */
function ofCredential(
  takesValue: boolean,
  set: (credential: CredentialOptions, value: string) => void,
): Flag {
  return flag(takesValue, (options, value) => set(options.credentials.at(-1) ?? options.credential, value));
}

/** Every flag that has a meaning for what is built; what is not here is unimplemented. */
const flags: Readonly<Record<string, Flag>> = {
  '-port': int('port'),
  '-shim-id': flag(true, (options, value) => {
    options.shimId = BigInt(value);
  }),
  '-ipv6': yes('ipv6'),
  '-server': yes('server'),
  '-resume-count': int('resumeCount'),
  '-async': yes('async'),
  '-implicit-handshake': yes('implicitHandshake'),
  '-min-version': int('minVersion'),
  '-max-version': int('maxVersion'),
  '-no-tls1': yes('noTls1'),
  '-no-tls11': yes('noTls11'),
  '-no-tls12': yes('noTls12'),
  '-no-tls13': yes('noTls13'),
  '-cipher': text('cipher'),
  '-cbc-record-splitting': yes('cbcRecordSplitting'),
  '-curves': ints('curves'),
  '-key-shares': ints('keyShares'),
  '-no-key-shares': flag(false, (options) => {
    options.keyShares = [];
  }),
  '-verify-prefs': ints('verifyPrefs'),
  // Whom to trust is decided by the verification flags alone.
  '-trust-cert': ignoredValue,
  '-new-x509-credential': newCredential('x509'),
  '-new-rpk-credential': newCredential('rpk'),
  '-new-psk-credential': newCredential('psk'),
  '-must-match-issuer': ofCredential(false, (credential) => {
    credential.mustMatchIssuer = true;
  }),
  '-ocsp-response': ofCredential(true, (credential, value) => {
    credential.ocspResponse = bytesOf(value);
  }),
  '-signed-cert-timestamps': ofCredential(true, (credential, value) => {
    credential.timestamps = bytesOf(value);
  }),
  '-psk-importer-key': ofCredential(true, ({ psk }, value) => {
    psk.key = bytesOf(value);
  }),
  '-psk-importer-identity': ofCredential(true, ({ psk }, value) => {
    psk.identity = bytesOf(value);
  }),
  '-psk-importer-context': ofCredential(true, ({ psk }, value) => {
    psk.context = bytesOf(value);
  }),
  '-psk-importer-sha256': ofCredential(false, ({ psk }) => {
    psk.hash = 'SHA-256';
  }),
  '-psk-importer-sha384': ofCredential(false, ({ psk }) => {
    psk.hash = 'SHA-384';
  }),
  '-accepted-peer-cert-types': ints('acceptedPeerCertTypes'),
  '-available-client-cert-types': ints('availableClientCertTypes'),
  '-fallback-scsv': yes('fallbackScsv'),
  '-false-start': yes('falseStart'),
  '-enable-grease': yes('enableGrease'),
  '-permute-extensions': yes('permuteExtensions'),
  '-enable-ocsp-stapling': yes('enableOcspStapling'),
  '-enable-signed-cert-timestamps': yes('enableTimestamps'),
  '-use-ocsp-callback': yes('useOcspCallback'),
  '-set-ocsp-in-callback': yes('setOcspInCallback'),
  '-decline-ocsp-callback': yes('declineOcspCallback'),
  '-fail-ocsp-callback': yes('failOcspCallback'),
  '-install-cert-compression-algs': flag(false, (options) => {
    options.certCompression = [...mockCompressions.keys()];
  }),
  '-install-one-cert-compression-alg': ints('certCompression'),
  '-cert-file': ofCredential(true, (credential, value) => {
    credential.certFile = value;
  }),
  '-key-file': ofCredential(true, (credential, value) => {
    credential.keyFile = value;
  }),
  '-signing-prefs': ofCredential(true, (credential, value) => {
    credential.signingPrefs.push(integer(value));
  }),
  '-verify-peer': yes('verifyPeer'),
  '-verify-fail': yes('verifyFail'),
  '-require-any-client-certificate': yes('requireClientCertificate'),
  '-use-custom-verify-callback': yes('useCustomVerifyCallback'),
  '-use-old-client-cert-callback': yes('useOldClientCertCallback'),
  '-use-early-callback': yes('useEarlyCallback'),
  '-fail-early-callback': yes('failEarlyCallback'),
  '-fail-cert-callback': yes('failCertCallback'),
  '-install-ddos-callback': ignored,
  '-fail-ddos-callback': yes('failDdosCallback'),
  '-host-name': text('hostName'),
  '-advertise-alpn': text('advertiseAlpn'),
  '-select-alpn': text('selectAlpn'),
  '-select-empty-alpn': yes('selectEmptyAlpn'),
  '-decline-alpn': yes('declineAlpn'),
  '-reject-alpn': yes('rejectAlpn'),
  '-use-client-ca-list': text('clientCaList'),
  '-max-cert-list': int('maxCertList'),
  '-max-send-fragment': int('maxSendFragment'),
  '-no-ticket': yes('noTicket'),
  '-no-legacy-server-connect': yes('noLegacyServerConnect'),
  '-use-ticket-callback': yes('useTicketCallback'),
  '-skip-ticket': yes('skipTicket'),
  '-resumption-delay': int('resumptionDelay'),
  '-enable-early-data': yes('enableEarlyData'),
  '-server-preference': yes('serverPreference'),
  '-renegotiate-once': yes('renegotiateOnce'),
  '-renegotiate-freely': yes('renegotiateFreely'),
  '-renegotiate-ignore': yes('renegotiateIgnore'),
  '-forbid-renegotiation-after-handshake': yes('forbidRenegotiationAfterHandshake'),

  '-shim-writes-first': yes('shimWritesFirst'),
  '-shim-initial-write': text('shimInitialWrite'),
  '-repeat-shim-initial-write': int('repeatShimInitialWrite'),
  '-shim-shuts-down': yes('shimShutsDown'),
  '-check-close-notify': yes('checkCloseNotify'),
  '-send-alert': yes('sendAlert'),
  '-key-update': yes('keyUpdate'),
  '-key-update-before-read': yes('keyUpdateBeforeRead'),
  '-peek-then-read': yes('peekThenRead'),
  '-read-size': int('readSize'),
  '-read-with-unfinished-write': yes('readWithUnfinishedWrite'),
  '-write-different-record-sizes': yes('writeDifferentRecordSizes'),
  '-partial-write': yes('partialWrite'),
  '-no-op-extra-handshake': yes('noOpExtraHandshake'),
  '-handshake-twice': yes('handshakeTwice'),
  '-export-keying-material': int('exportKeyingMaterial'),
  '-export-label': text('exportLabel'),
  '-export-context': text('exportContext'),
  '-use-export-context': yes('useExportContext'),
  '-export-traffic-secrets': yes('exportTrafficSecrets'),
  '-use-exporter-between-reads': yes('useExporterBetweenReads'),
  '-tls-unique': yes('tlsUnique'),

  '-handshake-never-done': yes('handshakeNeverDone'),
  '-expect-version': int('expectVersion'),
  '-expect-session-miss': yes('expectSessionMiss'),
  '-expect-extended-master-secret': yes('expectExtendedMasterSecret'),
  '-expect-server-name': text('expectServerName'),
  '-expect-no-server-name': yes('expectNoServerName'),
  '-expect-alpn': text('expectAlpn'),
  '-expect-advertised-alpn': text('expectAdvertisedAlpn'),
  '-expect-peer-signature-algorithm': int('expectPeerSignatureAlgorithm'),
  '-expect-peer-verify-pref': ints('expectPeerVerifyPrefs'),
  '-expect-curve-id': int('expectCurveId'),
  '-expect-cipher': int('expectCipher'),
  '-expect-cipher-aes': int('expectCipherAes'),
  // What a machine without AES instructions would choose: this one is taken to have them.
  '-expect-cipher-no-aes': ignoredValue,
  '-expect-certificate-types': base64('expectCertificateTypes'),
  '-expect-client-ca-list': text('expectClientCaList'),
  '-expect-peer-cert-file': text('expectPeerCertFile'),
  '-expect-no-peer-cert': yes('expectNoPeerCert'),
  '-expect-selected-credential': int('expectSelectedCredential'),
  '-expect-peer-certificate-type': int('expectPeerCertificateType'),
  '-expect-peer-rpk-sha256': base64('expectPeerRpkSha256'),
  '-expect-ocsp-response': base64('expectOcspResponse'),
  '-expect-signed-cert-timestamps': base64('expectTimestamps'),
  '-expect-hrr': yes('expectHrr'),
  '-expect-no-hrr': yes('expectNoHrr'),
  '-expect-no-session': yes('expectNoSession'),
  '-expect-session-id': yes('expectSessionId'),
  '-expect-no-session-id': yes('expectNoSessionId'),
  '-expect-ticket-renewal': yes('expectTicketRenewal'),
  '-expect-ticket-supports-early-data': yes('expectTicketSupportsEarlyData'),
  '-expect-accept-early-data': yes('expectAcceptEarlyData'),
  '-expect-early-data-reason': text('expectEarlyDataReason'),
  '-expect-reject-early-data': yes('expectRejectEarlyData'),
  '-expect-no-offer-early-data': yes('expectNoOfferEarlyData'),
  '-expect-secure-renegotiation': yes('expectSecureRenegotiation'),
  '-expect-no-secure-renegotiation': yes('expectNoSecureRenegotiation'),
  '-expect-total-renegotiations': int('expectTotalRenegotiations'),
  '-expect-verify-result': yes('expectVerifyResult'),
  '-expect-msg-callback': text('expectMsgCallback'),
};

/** The options of a test's connections: the first, those that resume, and the rest of one whose early data was rejected. */
export interface ParsedFlags {
  readonly initial: ShimOptions;
  readonly resume: ShimOptions;
  readonly retry: ShimOptions;
}

const prefixes: readonly (readonly [prefix: string, which: readonly (keyof ParsedFlags)[]])[] = [
  ['-on-initial', ['initial']],
  ['-on-resume', ['resume']],
  ['-on-retry', ['retry']],
];

/** Reads the command line. Throws {@link Unimplemented} for a flag that is not known here. */
export function parseFlags(args: readonly string[]): ParsedFlags {
  const parsed = { initial: defaultOptions(), resume: defaultOptions(), retry: defaultOptions() };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    // Without a second process that does handshakes for this one, there is the shim alone.
    const shared = arg.startsWith('-on-shim-') ? arg.slice('-on-shim'.length) : arg;
    const prefixed = prefixes.find(([prefix]) => shared.startsWith(`${prefix}-`));
    const name = prefixed ? shared.slice(prefixed[0].length) : shared;
    const known = flags[name];
    if (!known) throw new Unimplemented(`the flag ${name}`);
    if (known.takesValue) at += 1;
    const value = args[at] ?? '';
    for (const which of prefixed?.[1] ?? (['initial', 'resume', 'retry'] as const)) {
      known.set(parsed[which], value);
    }
  }
  return parsed;
}

function bytesOf(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value, 'base64'));
}

function integer(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number)) throw new RangeError(`"${value}" is no integer`);
  return number;
}
