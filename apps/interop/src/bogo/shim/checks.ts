import { equalBytes, groupByName, signatureSchemes, TLS12, TLS13 } from '@proj/crypto';
import type { Connection, CredentialRequest, ReceivedClientHello } from '@proj/handshake';
import { loadChain, timestampsOf } from './credentials.ts';
import { authoritiesOf } from './lists.ts';
import type { ShimOptions } from './options.ts';
import { Unexpected } from './outcome.ts';
import type { Test } from './test.ts';

function require(holds: boolean, message: string): void {
  if (!holds) throw new Unexpected(message);
}

/** What the server's hooks are asked. */
export function checkClientHello(
  { expectServerName, expectNoServerName }: ShimOptions,
  { extensions }: ReceivedClientHello,
): void {
  const { serverName } = extensions;
  require(!expectNoServerName || serverName === undefined, `there is a server name: ${serverName}`);
  if (expectServerName !== '')
    require(serverName === expectServerName, `the server name is ${serverName}, not ${expectServerName}`);
}

/** The protocols that the client offers, as they are on the wire. */
export function checkOfferedProtocols(
  { expectAdvertisedAlpn }: ShimOptions,
  offered: readonly string[],
): void {
  const list = offered.map((name) => String.fromCharCode(name.length) + name).join('');
  if (expectAdvertisedAlpn !== '') require(list === expectAdvertisedAlpn, 'other protocols are offered');
}

/** What the server asks of a client's certificate. */
export function checkCertificateRequest(options: ShimOptions, request: CredentialRequest): void {
  checkVerifyPrefs(options, request.signatureSchemes);
  if (options.expectClientCaList === '') return;
  const expected = authoritiesOf(options.expectClientCaList);
  const same =
    expected.length === request.authorities.length &&
    expected.every((name, at) => equalBytes(name, request.authorities[at] ?? new Uint8Array(0)));
  require(same, 'the CertificateRequest names other authorities');
}

function checkVerifyPrefs({ expectPeerVerifyPrefs: expected }: ShimOptions, got: readonly number[]): void {
  if (expected.length === 0) return;
  require(String(got) === String(expected), `the peer verifies ${got}, not ${expected}`);
}

/** What must hold when a handshake is complete, or has come as far as early data. */
export function checkHandshake(test: Test, connection: Connection): void {
  const { options, state } = test;
  const { negotiated, isHandshaking } = connection;
  checkResumption(test, connection);
  if (!options.implicitHandshake || !isHandshaking) {
    require(state.handshakeDone ===
      !isHandshaking, `the handshake was${isHandshaking ? '' : ' not'} completed`);
  }
  if (options.server) require(state.helloSeen, 'the ClientHello was not shown to its hook');
  if (options.expectVersion !== undefined && (options.server || !isHandshaking))
    require(negotiated.version === options.expectVersion, `the version is ${negotiated.version}`);
  if (options.expectServerName !== '')
    require(negotiated.serverName ===
      options.expectServerName, `the server name is ${negotiated.serverName}`);
  if (isHandshaking && !options.server) return;
  const alpn = options.server ? options.selectAlpn : options.expectAlpn;
  require((negotiated.alpn ?? '') === alpn, `the protocol is "${negotiated.alpn ?? ''}", not "${alpn}"`);
  checkAlgorithms(options, connection);
  checkBinding(options, connection);
  checkPeer(test, connection);
  if (!isHandshaking) checkEarlyData(test, connection);
}

function checkResumption(
  { options, isResume, state }: Test,
  { negotiated, isHandshaking }: Connection,
): void {
  const early = isHandshaking && negotiated.earlyData !== 'none';
  const expected = isResume && (!options.expectSessionMiss || early);
  const reused = negotiated.session !== undefined || (early && !options.server);
  require(reused === expected, `the session was ${reused ? '' : 'not '}reused`);
  if (!isResume) {
    require(!options.expectSessionId || state.keptSession, 'the server has kept no session');
    require(!options.expectNoSessionId || !state.keptSession, 'the server has kept a session');
  }
}

/** Whether a client of TLS 1.2 was given a session with the handshake, and one of TLS 1.3 after it. */
export function checkNewSession(test: Test, connection: Connection, expected: boolean): void {
  const { options, state } = test;
  require(state.gotSession === expected, `a new session was ${expected ? 'not ' : ''}given`);
  if (connection.negotiated.version !== TLS13 || !expected) return;
  const early = (state.newSession?.fields.maxEarlyData ?? 0) > 0;
  require(early ===
    options.expectTicketSupportsEarlyData, `the session is ${early ? '' : 'not '}for early data`);
}

function checkAlgorithms(options: ShimOptions, { negotiated, isHandshaking, role }: Connection): void {
  // A client with early data knows what it offers, and not yet what the server takes.
  if (isHandshaking && role === 'client') return;
  const { expectPeerSignatureAlgorithm: scheme, expectCurveId, expectCipher, expectCipherAes } = options;
  const { peerSignatureScheme, group, suite } = negotiated;
  if (scheme !== undefined && negotiated.session === undefined) {
    // Before TLS 1.2 no scheme is negotiated: the key decides. A session does not keep it, as in libssl.
    const named = (negotiated.version ?? 0) >= TLS12;
    const got = named ? (signatureSchemes.find(({ name }) => name === peerSignatureScheme)?.id ?? 0) : 0;
    require(got === scheme, `the peer signed with ${got}, not ${scheme}`);
  }
  if (expectCurveId !== undefined) {
    const got = group === undefined ? 0 : groupByName(group).id;
    require(got === expectCurveId, `the group is ${got}, not ${expectCurveId}`);
  }
  for (const expected of [expectCipher, expectCipherAes]) {
    if (expected !== undefined) require(suite?.id === expected, `the suite is ${suite?.id}, not ${expected}`);
  }
  require(suite !== undefined, 'there is no suite');
  if (options.server) checkVerifyPrefs(options, negotiated.peerSignatureSchemes);
}

function checkBinding(options: ShimOptions, { negotiated }: Connection): void {
  const { extendedMasterSecret, secureRenegotiation, helloRetryRequest, version } = negotiated;
  const isModern = version === TLS13;
  const bound = extendedMasterSecret || isModern;
  require(!options.expectExtendedMasterSecret || bound, 'there is no extended master secret');
  const secure = secureRenegotiation || isModern;
  require(!options.expectSecureRenegotiation || secure, 'there is no secure renegotiation');
  require(!options.expectNoSecureRenegotiation || !secure, 'there is secure renegotiation');
  require(!options.expectHrr || helloRetryRequest, 'there was no HelloRetryRequest');
  require(!options.expectNoHrr || !helloRetryRequest, 'there was a HelloRetryRequest');
}

/** Who the peer is, and who we are. */
export function checkPeer(test: Test, { negotiated, isHandshaking }: Connection): void {
  const { options, state } = test;
  const chain = peerChain(negotiated);
  if (options.expectNoPeerCert || negotiated.pskIdentity || options.expectPeerRpkSha256)
    require(chain.length === 0, 'the peer has shown a certificate');
  else if (!isHandshaking && (!options.server || options.requireClientCertificate))
    require(chain.length > 0, 'the peer has shown no certificate');
  if (options.expectPeerCertFile !== '') {
    const expected = loadChain(options.expectPeerCertFile);
    const same =
      expected.length === chain.length &&
      expected.every((der, at) => equalBytes(der, chain[at] ?? der.subarray(1)));
    require(same, 'the peer has shown other certificates');
  }
  if (options.expectSelectedCredential !== undefined && !isHandshaking) {
    const number = selectedCredential(test, negotiated);
    require(number === options.expectSelectedCredential, `credential ${number} was used`);
  }
  if (options.expectPeerCertificateType !== undefined) {
    const type = negotiated.peerCertificateType === 'rawPublicKey' ? 2 : 0;
    require(type === options.expectPeerCertificateType, `the peer's certificate is of type ${type}`);
  }
  checkStatus(options, negotiated);
  if (options.expectVerifyResult && state.verified !== undefined)
    require(state.verified === !options.verifyFail, 'the verification came out otherwise');
}

/** Which of our credentials the handshake has used; −1 for the default one, and for none. */
function selectedCredential({ credentials, state }: Test, negotiated: Connection['negotiated']): number {
  const { localChain, pskIdentity } = negotiated;
  const [leaf] = localChain;
  const used = credentials.find(({ credential, psks }) => {
    if (pskIdentity) return psks.some(({ identity }) => equalBytes(identity, pskIdentity));
    const own = credential?.chain[0];
    return leaf !== undefined && own !== undefined && equalBytes(own, leaf);
  });
  return (pskIdentity ? undefined : state.signedWith) ?? used?.number ?? -1;
}

/** What the server has stapled. A session does not keep it, as in libssl. */
function checkStatus(options: ShimOptions, negotiated: Connection['negotiated']): void {
  if (negotiated.session) return;
  const { expectOcspResponse, expectTimestamps } = options;
  const [response] = negotiated.peerOcspResponses;
  if (expectOcspResponse) {
    require(response !== undefined &&
      equalBytes(response, expectOcspResponse), 'the OCSP response is another');
  }
  if (!expectTimestamps) return;
  const expected = timestampsOf(expectTimestamps);
  const { peerTimestamps: got } = negotiated;
  const same =
    expected.length === got.length &&
    expected.every((one, at) => equalBytes(one, got[at] ?? one.subarray(1)));
  require(same, 'the timestamps are others');
}

function peerChain({ peerChain: chain, session }: Connection['negotiated']): readonly Uint8Array[] {
  return chain.length > 0 ? chain.map(({ der }) => der) : (session?.fields.peerChain ?? []);
}

function checkEarlyData(test: Test, { negotiated }: Connection): void {
  const { expectAcceptEarlyData, expectRejectEarlyData, expectEarlyDataReason } = test.options;
  const accepted = negotiated.earlyData === 'accepted';
  require(!expectAcceptEarlyData || accepted, 'the early data was not accepted');
  require(!expectRejectEarlyData || !accepted, 'the early data was accepted');
  if (expectEarlyDataReason === '') return;
  const reason = earlyDataReason(test, negotiated);
  require(reason === expectEarlyDataReason, `early data: ${reason}, not ${expectEarlyDataReason}`);
}

/** What became of early data, and why, in the runner's words, by what is known of the connection. */
function earlyDataReason({ options, session: offered }: Test, negotiated: Connection['negotiated']): string {
  const { earlyData, helloRetryRequest, session, version } = negotiated;
  if (earlyData === 'accepted') return 'accept';
  if (version !== TLS13) return 'protocol_version';
  if (!options.enableEarlyData) return 'disabled';
  if (!options.server && !offered) return 'no_session_offered';
  if (helloRetryRequest) return 'hello_retry_request';
  if (options.server ? !session : !session && earlyData === 'rejected') return 'session_not_resumed';
  const resumed = session ?? offered;
  if (resumed?.fields.maxEarlyData === 0) return 'unsupported_for_session';
  if (options.server ? resumed?.fields.alpn !== negotiated.alpn : earlyData === 'none')
    return 'alpn_mismatch';
  return options.server ? 'ticket_age_skew' : 'peer_declined';
}
