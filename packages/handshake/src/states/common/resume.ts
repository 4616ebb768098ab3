import { TLS13 } from '@proj/crypto';
import { checkSamePeer } from '../../renegotiation/checks.js';
import { Session, type SessionFields } from '../../resumption/session.js';
import type { Handshake } from '../state.js';
import { parsePeerChain } from './verify-peer.js';

/** Notes that this connection resumes a session: its peer is who it was then. */
export function resume(handshake: Handshake, session: Session): void {
  const { config, negotiated } = handshake;
  const peerChain = parsePeerChain(config, session.fields.peerChain);
  checkSamePeer(handshake, peerChain);
  negotiated.session = session;
  negotiated.peerChain = peerChain;
}

/** What the parts of a session that each version has its own of are made of. */
type OwnFields = Pick<SessionFields, 'secret' | 'lifetime'> &
  Partial<Pick<SessionFields, 'ageAdd' | 'maxEarlyData' | 'context' | 'sessionId' | 'ticket'>>;

const nothing = new Uint8Array(0);

/** The session that this connection's handshake allows. */
export function sessionOf({ config, negotiated }: Handshake, own: OwnFields): Session | undefined {
  const { suite, version, session, verifiedChain, peerChain } = negotiated;
  // A session has no place for a raw public key: it would forget whom it was with.
  if (!suite || !version || negotiated.peerPublicKey) return undefined;
  return new Session({
    ageAdd: 0,
    maxEarlyData: 0,
    context: nothing,
    sessionId: nothing,
    ticket: nothing,
    ...own,
    version,
    suite,
    createdAt: config.now(),
    // A client compares it with the name it wants, which may be an address; a server with what was sent to it.
    serverName: config.role === 'client' ? config.serverName : negotiated.serverName,
    alpn: negotiated.alpn,
    peerChain: peerChain.map(({ der }) => der),
    verified: verifiedChain !== undefined || session?.fields.verified === true,
    extendedMasterSecret: version < TLS13 && negotiated.extendedMasterSecret,
    encryptThenMac: negotiated.encryptThenMac,
  });
}
