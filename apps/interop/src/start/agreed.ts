import type { Ssl } from '@proj/bio';
import { printable } from './layout.ts';
import type { Story } from './story.ts';

/** Tells what a completed handshake has agreed on. */
export function tellAgreed(story: Story, ssl: Ssl): void {
  const { cipher, negotiated, alpnSelected } = ssl;
  const scheme = ssl.role === 'client' ? negotiated?.peerSignatureScheme : negotiated?.signatureScheme;
  const exchange = negotiated?.group ?? (negotiated?.dhBits ? `DH of ${negotiated.dhBits} bits` : undefined);
  const parts = [ssl.version, cipher?.name, exchange, scheme].filter((part) => part !== undefined);
  story.fact('agreed', parts.join(', '));
  if (alpnSelected !== undefined) story.fact('protocol', printable(alpnSelected));
}

/** Tells how a client has verified its server. `failure` is what it went on in spite of. */
export function tellVerified(story: Story, ssl: Ssl, failure: unknown): void {
  const name = ssl.verification.hosts[0] ?? ssl.serverName;
  const { verifiedChain, verifyResult } = ssl;
  if (!verifiedChain) {
    const reason = failure instanceof Error ? printable(failure.message) : 'verification did not succeed';
    story.fact('chain', `NOT verified (${verifyResult}): ${reason}`, 'bad');
    return;
  }
  const subjects = verifiedChain.path.map(({ subject }) => printable(subject.toString()));
  story.fact('chain', `${subjects.join(' ← ')}: verified up to a trusted root`, 'good');
  if (name !== undefined) story.fact('host name', `${printable(name)}: it is in the certificate`, 'good');
}
