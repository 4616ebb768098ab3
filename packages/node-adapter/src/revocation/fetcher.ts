import { type CryptoProvider, equalBytes } from '@proj/crypto';
import {
  type Certificate,
  CertificateRevocationList,
  encodeOcspRequest,
  type GeneralName,
  maxCrlLength,
  maxOcspResponseLength,
  type OcspIssuer,
  OcspResponse,
  type VerifiedChain,
  X509Error,
} from '@proj/crypto/x509';
import { FetchCache } from './fetch-cache.js';
import { httpFetch } from './http-fetch.js';

/** id-ad-ocsp (RFC 6960, 3.1). */
const ocspMethod = '1.3.6.1.5.5.7.48.1';

/** Octets of a nonce (RFC 9654, 2.1). */
const nonceLength = 32;

/** URLs that are tried for one certificate, of each kind: a certificate may name any number of them. */
const maxUrls = 3;

/** Milliseconds that an answer without `nextUpdate` is kept. */
const keepWithoutEnd = 60 * 60 * 1000;

/** What a {@link RevocationFetcher} can be told. */
export interface RevocationFetcherOptions {
  /** Makes the hashes of OCSP requests. */
  readonly provider: CryptoProvider;
  /** Milliseconds for one exchange. Default 5,000. */
  readonly timeout?: number;
  /**
   * Whether OCSP requests have a nonce (RFC 9654): a responder that gives it back signed the answer just now. Those that
   * sign beforehand leave it out, which is taken. Default false, as RFC 5019 has it.
   */
  readonly nonce?: boolean;
  /** Bytes of a revocation list. Default, and at most, `maxCrlLength`. */
  readonly maxCrlLength?: number;
  /** Answers that are kept. Default 256. */
  readonly cacheSize?: number;
  /** Milliseconds that a failure is kept. Default 60,000. */
  readonly failureTime?: number;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
}

/** What is known of revocation, for `RevocationOptions`, and what could not be had. */
export interface RevocationEvidence {
  readonly crls: readonly CertificateRevocationList[];
  readonly ocspResponses: readonly OcspResponse[];
  readonly problems: readonly unknown[];
}

/** One answer of a server. */
type Answer = CertificateRevocationList | OcspResponse;

/**
 * Fetches OCSP responses and revocation lists over http, and keeps them while they are fresh. What it fetches is not
 * believed: `verifyChain` checks it. Give the same object to all connections.
 */
export class RevocationFetcher {
  readonly #provider: CryptoProvider;
  readonly #timeout: number;
  readonly #nonce: boolean;
  readonly #maxCrlLength: number;
  readonly #failureTime: number;
  readonly #now: () => number;
  readonly #cache: FetchCache<Answer>;

  constructor(options: RevocationFetcherOptions) {
    this.#provider = options.provider;
    this.#timeout = options.timeout ?? 5_000;
    this.#nonce = options.nonce ?? false;
    this.#maxCrlLength = Math.min(options.maxCrlLength ?? maxCrlLength, maxCrlLength);
    this.#failureTime = options.failureTime ?? 60_000;
    this.#now = options.now ?? Date.now;
    this.#cache = new FetchCache(options.cacheSize ?? 256, this.#now);
  }

  /**
   * What the servers that the certificates of a path name say of it: of each certificate the first OCSP response that is
   * to be had, else its revocation lists. Only for a path that holds: else anyone could say which servers are asked.
   * Never rejects; what could not be had is in `problems`.
   */
  async fetch({ path, anchor }: VerifiedChain): Promise<RevocationEvidence> {
    const found = await Promise.all(
      path.map((certificate, i) => {
        if (certificate === anchor.certificate) return { answers: [], problems: [] };
        const next = path[i + 1];
        return this.#about(certificate, next ? { name: next.subject, spki: next.spki } : anchor);
      }),
    );
    const answers = found.flatMap((one) => one.answers);
    return {
      crls: answers.filter((one) => one instanceof CertificateRevocationList),
      ocspResponses: answers.filter((one) => one instanceof OcspResponse),
      problems: found.flatMap((one) => one.problems),
    };
  }

  async #about(
    certificate: Certificate,
    issuer: OcspIssuer,
  ): Promise<{ answers: Answer[]; problems: unknown[] }> {
    const problems: unknown[] = [];
    for (const url of ocspUrls(certificate)) {
      try {
        return { answers: [await this.#ocsp(url, certificate, issuer)], problems };
      } catch (error) {
        problems.push(error);
      }
    }
    const lists = await Promise.allSettled(crlUrls(certificate).map((url) => this.#crl(url)));
    const answers = lists.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    problems.push(...lists.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])));
    return { answers, problems };
  }

  #ocsp(url: string, certificate: Certificate, issuer: OcspIssuer): Promise<Answer> {
    const request = encodeOcspRequest(this.#provider, certificate, issuer);
    const fetch = async (): Promise<Answer> => {
      const nonce = this.#nonce ? this.#provider.random(nonceLength) : undefined;
      const body = nonce ? encodeOcspRequest(this.#provider, certificate, issuer, nonce) : request;
      const post = { type: 'application/ocsp-request', body };
      const bytes = await httpFetch({ url, post, timeout: this.#timeout, maxLength: maxOcspResponseLength });
      const response = OcspResponse.parse(bytes);
      if (nonce && response.nonce && !equalBytes(response.nonce, nonce))
        throw new X509Error('INVALID_OCSP_RESPONSE', `${url} answered another request: its nonce differs`);
      return response;
    };
    const until = (answer: Answer): number => {
      const single =
        answer instanceof OcspResponse ? answer.find(this.#provider, certificate, issuer) : undefined;
      return single?.nextUpdate ?? this.#now() + keepWithoutEnd;
    };
    return this.#cache.get(`${url} ${Buffer.from(request).toString('hex')}`, fetch, until, this.#failureTime);
  }

  #crl(url: string): Promise<Answer> {
    const fetch = async (): Promise<Answer> =>
      CertificateRevocationList.parse(
        await httpFetch({ url, timeout: this.#timeout, maxLength: this.#maxCrlLength }),
      );
    const until = (answer: Answer): number =>
      (answer instanceof CertificateRevocationList ? answer.nextUpdate : undefined) ??
      this.#now() + keepWithoutEnd;
    return this.#cache.get(url, fetch, until, this.#failureTime);
  }
}

function ocspUrls(certificate: Certificate): string[] {
  const access = certificate.authorityInformationAccess ?? [];
  return httpUrls(access.filter(({ method }) => method === ocspMethod).map(({ location }) => location));
}

function crlUrls(certificate: Certificate): string[] {
  const points = [...(certificate.crlDistributionPoints ?? []), ...(certificate.freshestCrl ?? [])];
  return httpUrls(points.flatMap(({ name }) => (name?.kind === 'full' ? name.names : [])));
}

function httpUrls(names: readonly GeneralName[]): string[] {
  return names
    .flatMap((name) => (name.kind === 'uri' && name.uri.startsWith('http://') ? [name.uri] : []))
    .slice(0, maxUrls);
}
