import { X509Certificate } from 'node:crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { Certificate, parseReferenceIdentity, TrustAnchors, verifyChain } from '@proj/crypto/x509';
import { nodeProvider } from '@proj/node-adapter';
import { Authority } from '@tooling/ca';
import type { Workload } from './measure.ts';

/**
 * A chain of three ECDSA certificates: leaf and intermediate are read and verified anew each time, the root is known.
 * Beside `verifyChain` with a name, which checks all that RFC 5280 asks, stand `X509Certificate`'s parsing and `verify()`
 * of the same: the two signatures alone.
 */
export function chainWorkloads(): Workload[] {
  const root = Authority.root(nobleProvider);
  const leaf = root.authority().leaf();
  const name = parseReferenceIdentity('localhost');
  const anchors = TrustAnchors.fromCertificates([Certificate.parse(root.certificate)]);
  const ours = (): void => {
    const [first, ...intermediates] = leaf.chain.map((der) => Certificate.parse(der));
    if (!first) throw new RangeError('the chain is empty');
    const options = { provider: nodeProvider, time: Date.now(), purpose: 'server', name } as const;
    verifyChain({ ...options, leaf: first, intermediates, anchors });
  };
  const anchor = new X509Certificate(root.certificate);
  const theirs = (): void => {
    const chain = leaf.chain.map((der) => new X509Certificate(der));
    for (const [i, certificate] of chain.entries()) {
      const issuer = chain[i + 1] ?? anchor;
      if (!certificate.verify(issuer.publicKey)) throw new Error('the chain is right, and Node refuses it');
    }
  };
  return [repeated('native', ours), repeated('X509Certificate', theirs)];
}

function repeated(name: string, once: () => void): Workload {
  return {
    name,
    run: async (count) => {
      for (let i = 0; i < count; i++) once();
    },
    close: async () => {},
  };
}
