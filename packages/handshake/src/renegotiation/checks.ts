import { concatBytes, EMPTY_RENEGOTIATION_INFO_SCSV, equalBytes, TlsError } from '@proj/crypto';
import type { Certificate } from '@proj/crypto/x509';
import type { ClientConfig, ReceivedClientHello, ServerConfig } from '../config.js';
import type { Handshake } from '../states/state.js';

/**
 * That client and server tell of the same handshake before this one, or both of none (RFC 5746, 3.4, 3.5, 4.2). A server
 * that answered in the first handshake must in all that follow, whatever the configuration lets others do.
 */
export function checkServerRenegotiationInfo(
  { config, negotiated, renegotiation }: Handshake<ClientConfig>,
  received: Uint8Array | undefined,
): void {
  const { clientVerifyData, secureRenegotiation, serverVerifyData } = negotiated;
  if (received === undefined) {
    const allowed = config.legacyServerConnect || config.renegotiation.allowUnsafeLegacy;
    if (allowed && !secureRenegotiation) return;
    throw new TlsError(
      'UNSAFE_LEGACY_RENEGOTIATION_DISABLED',
      secureRenegotiation
        ? 'the server knew secure renegotiation (RFC 5746) in the first handshake and not in this one: it may be another'
        : 'the server does not know secure renegotiation (RFC 5746): update it, or allow it with legacyServerConnect',
    );
  }
  const expected = concatBytes(clientVerifyData, serverVerifyData);
  const learnsLate = renegotiation.running !== undefined && !secureRenegotiation;
  if (learnsLate || !equalBytes(received, expected)) {
    throw new TlsError(
      'RENEGOTIATION_MISMATCH',
      'ServerHello: renegotiation_info tells of another handshake than ours',
      { alert: 'illegal_parameter' },
    );
  }
  negotiated.secureRenegotiation = true;
}

/**
 * The same of a ClientHello (RFC 5746, 3.6, 3.7, 4.4): in a first handshake notes whether the client knows RFC 5746, by
 * the extension or the signalling suite. Throws `RENEGOTIATION_MISMATCH`, `SCSV_RECEIVED_WHEN_RENEGOTIATING` or
 * `UNSAFE_LEGACY_RENEGOTIATION_DISABLED`, each with handshake_failure.
 */
export function checkClientRenegotiation(
  handshake: Handshake<ServerConfig>,
  { hello, extensions }: ReceivedClientHello,
): void {
  const { negotiated, renegotiation } = handshake;
  const { renegotiationInfo } = extensions;
  const scsv = hello.cipherSuites.includes(EMPTY_RENEGOTIATION_INFO_SCSV);
  if (renegotiation.running) {
    checkClientAgain(handshake, renegotiationInfo, scsv);
    return;
  }
  if (renegotiationInfo !== undefined && renegotiationInfo.length > 0) {
    throw new TlsError(
      'RENEGOTIATION_MISMATCH',
      'the first ClientHello says that it renegotiates: a handshake may have been spliced into another connection',
    );
  }
  negotiated.secureRenegotiation = renegotiationInfo !== undefined || scsv;
}

function checkClientAgain(
  { config, negotiated }: Handshake<ServerConfig>,
  received: Uint8Array | undefined,
  scsv: boolean,
): void {
  const { clientVerifyData, secureRenegotiation } = negotiated;
  if (scsv) {
    throw new TlsError(
      'SCSV_RECEIVED_WHEN_RENEGOTIATING',
      'ClientHello: the signalling suite of a first handshake came in a renegotiation',
    );
  }
  if (received === undefined) {
    if (!secureRenegotiation && config.renegotiation.allowUnsafeLegacy) return;
    throw new TlsError(
      'UNSAFE_LEGACY_RENEGOTIATION_DISABLED',
      'ClientHello: a renegotiation without renegotiation_info (RFC 5746): someone may have put it into the connection',
    );
  }
  if (secureRenegotiation && equalBytes(received, clientVerifyData)) return;
  throw new TlsError(
    'RENEGOTIATION_MISMATCH',
    'ClientHello: renegotiation_info tells of another handshake than ours',
  );
}

/** A renegotiation that drops or adds the extended master secret mixes two kinds of binding (RFC 7627, 5.4). */
export function checkExtendedMasterSecret({ negotiated, renegotiation }: Handshake): void {
  const { running } = renegotiation;
  if (!running || running.extendedMasterSecret === negotiated.extendedMasterSecret) return;
  throw new TlsError(
    'EXTENDED_MASTER_SECRET_CHANGED',
    'the renegotiation changes whether the extended master secret is used',
  );
}

/**
 * Whoever showed a certificate in one handshake shows the same in the next; who had none may show one. Otherwise what
 * the application knows of its peer would change under its hands. Throws `PEER_CERTIFICATE_CHANGED`.
 *
 * @param chain - As the peer sent it now; empty when it was asked and has none.
 */
export function checkSamePeer({ renegotiation }: Handshake, chain: readonly Certificate[]): void {
  const [before] = renegotiation.running?.peerChain ?? [];
  if (!before || (chain[0] && equalBytes(chain[0].der, before.der))) return;
  throw new TlsError(
    'PEER_CERTIFICATE_CHANGED',
    'the peer shows another certificate in the renegotiation than before: open a new connection for another identity',
  );
}
