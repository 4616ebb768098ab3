import type { Ssl } from '@proj/bio';
import type { Call } from '../drive/call.ts';

/** One handshake as `--json` tells it. */
export interface HandshakeRecord {
  /** Who was at the other end: `openssl s_server`, `example.com:443`. */
  readonly peer: string;
  /** Which end we were. */
  readonly role: 'client' | 'server';
  /** SSL_get_version(3); `unknown` when it was not agreed on. */
  readonly version: string;
  /** Whether everything went as it should, from the handshake to the last close_notify. */
  readonly ok: boolean;
  /** What went wrong. */
  readonly error?: string;
  /** The suite by IANA's name. */
  readonly cipher?: string;
  readonly group?: string;
  /** The scheme that the server signed with. */
  readonly signature?: string;
  readonly alpn?: string;
  /** Subjects of the certificates from the peer's up to the trusted one, as far as they were verified. */
  readonly verifiedChain?: readonly string[];
  /** Bytes of application data. */
  readonly sent: number;
  readonly received: number;
  readonly calls: readonly Call[];
}

/** What SSL_do_handshake() agreed on, as far as it came. */
export function negotiatedFacts(
  ssl: Ssl,
): Pick<HandshakeRecord, 'version' | 'cipher' | 'group' | 'signature' | 'alpn' | 'verifiedChain'> {
  const { version, cipher, negotiated, alpnSelected, verifiedChain } = ssl;
  const signature = ssl.role === 'client' ? negotiated?.peerSignatureScheme : negotiated?.signatureScheme;
  return {
    version,
    ...(cipher && { cipher: cipher.name }),
    ...(negotiated?.group && { group: negotiated.group }),
    ...(signature && { signature }),
    ...(alpnSelected !== undefined && { alpn: alpnSelected }),
    ...(verifiedChain && { verifiedChain: verifiedChain.path.map(({ subject }) => subject.toString()) }),
  };
}
