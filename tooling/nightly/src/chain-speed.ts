import { X509Certificate } from 'node:crypto';
import type { CryptoProvider } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import {
  Certificate,
  CertificateCache,
  parseReferenceIdentity,
  TrustAnchors,
  VerificationCache,
  type VerifyOptions,
  verifyChain,
} from '@proj/crypto/x509';
import { Authority } from '@tooling/ca';

/** Microseconds for one three-certificate ECDSA chain: the least of several rounds, for other work only adds. */
export interface ChainSpeed {
  /** `new X509Certificate()` for all three. */
  readonly nodeParse: number;
  /** `verify()` with the issuer's key for all three. */
  readonly nodeVerify: number;
  readonly ourParse: number;
  /** `verifyChain` with a name, the first time: extensions and keys are decoded in it. */
  readonly ourFirstVerify: number;
  /** `verifyChain` of certificates that were read before, as `CertificateCache` gives them: all checks, all signatures. */
  readonly ourVerify: number;
  /** Both again, of bytes and a question that the caches have. */
  readonly ourRepeat: number;
}

/** Measures us with a provider beside Node's `X509Certificate`, in turns. */
export function measureChain(provider: CryptoProvider, rounds = 15, times = 20): ChainSpeed {
  const root = Authority.root(nobleProvider);
  const leaf = root.authority().leaf();
  const ders = [...leaf.chain, root.certificate];
  const name = parseReferenceIdentity('localhost');
  const rest = { provider, time: Date.now(), purpose: 'server', name } as const;
  const options = (certificates: readonly Certificate[], anchors: TrustAnchors): VerifyOptions => {
    const [first, ...intermediates] = certificates;
    if (!first) throw new RangeError('no certificates');
    return { ...rest, leaf: first, intermediates: intermediates.slice(0, 1), anchors };
  };
  const anchors = TrustAnchors.fromCertificates([Certificate.parse(root.certificate)]);
  const certificates = new CertificateCache();
  const cache = new VerificationCache();
  const steps = {
    nodeParse: () => ders.map((der) => new X509Certificate(der)),
    ourParse: () => ders.map((der) => Certificate.parse(der)),
    ourRepeat: () =>
      verifyChain({
        ...options(
          ders.map((der) => certificates.parse(der)),
          anchors,
        ),
        cache,
      }),
  };
  const best: Record<keyof ChainSpeed, number> = {
    nodeParse: Number.POSITIVE_INFINITY,
    nodeVerify: Number.POSITIVE_INFINITY,
    ourParse: Number.POSITIVE_INFINITY,
    ourFirstVerify: Number.POSITIVE_INFINITY,
    ourVerify: Number.POSITIVE_INFINITY,
    ourRepeat: Number.POSITIVE_INFINITY,
  };
  const measure = (what: keyof ChainSpeed, runs: readonly (() => unknown)[]): void => {
    const start = performance.now();
    for (const run of runs) run();
    best[what] = Math.min(best[what], ((performance.now() - start) * 1000) / runs.length);
  };
  for (let round = 0; round < rounds; round++) {
    for (const what of ['nodeParse', 'ourParse', 'ourRepeat'] as const)
      measure(
        what,
        Array.from({ length: times }, () => steps[what]),
      );
    // What was parsed for each run is fresh: certificates keep what was read of them.
    const theirs = Array.from({ length: times }, steps.nodeParse);
    measure(
      'nodeVerify',
      theirs.map((chain) => () => verifyByNode(chain)),
    );
    const ours = Array.from({ length: times }, steps.ourParse).map((chain) => {
      const asked = options(chain, anchors);
      return () => verifyChain(asked);
    });
    measure('ourFirstVerify', ours);
    measure('ourVerify', ours);
  }
  return best;
}

function verifyByNode(chain: readonly X509Certificate[]): void {
  for (const [i, certificate] of chain.entries()) {
    const issuer = chain[i + 1] ?? certificate;
    if (!certificate.verify(issuer.publicKey)) throw new Error('the chain is right, and Node refuses it');
  }
}
