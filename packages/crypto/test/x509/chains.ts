import { Authority, type Issued } from '@tooling/ca';
import { nobleProvider } from '../../src/noble/index.js';
import {
  Certificate,
  parseReferenceIdentity,
  TrustAnchors,
  type VerifiedChain,
  type VerifyOptions,
  verifyChain,
  X509Error,
} from '../../src/x509/index.js';

/** A root that signs with the portable provider. */
export function makeRoot(template: Parameters<typeof Authority.root>[1] = {}): Authority {
  return Authority.root(nobleProvider, template);
}

/** The parsed certificate of what was issued. */
export function parsed({ certificate }: Issued): Certificate {
  return Certificate.parse(certificate);
}

/** What a chain is verified with, in a test's terms. */
export interface ChainInput
  extends Partial<Omit<VerifyOptions, 'leaf' | 'anchors' | 'intermediates' | 'name'>> {
  readonly leaf: Issued;
  /** Default: what stands above the leaf. */
  readonly intermediates?: readonly Issued[];
  readonly anchors: readonly Issued[] | TrustAnchors;
  readonly host?: string;
}

/** The options for `verifyChain`: now, a server, unless the test says otherwise. */
export function optionsFor(input: ChainInput): VerifyOptions {
  const { leaf, intermediates, anchors, host, ...rest } = input;
  const above = intermediates?.map(({ certificate }) => certificate) ?? leaf.chain.slice(1);
  return {
    provider: nobleProvider,
    time: Date.now(),
    purpose: 'server',
    ...rest,
    leaf: parsed(leaf),
    intermediates: above.map((der) => Certificate.parse(der)),
    anchors: anchors instanceof TrustAnchors ? anchors : TrustAnchors.fromCertificates(anchors.map(parsed)),
    name: host === undefined ? undefined : parseReferenceIdentity(host),
  };
}

/** Verifies what was issued. */
export function verify(input: ChainInput): VerifiedChain {
  return verifyChain(optionsFor(input));
}

/** The error of something that must throw an `X509Error`; anything else is thrown on. */
export function errorOf(run: () => unknown): X509Error {
  try {
    run();
  } catch (error) {
    if (error instanceof X509Error) return error;
    throw error;
  }
  throw new Error('no error was thrown where one belongs');
}

/** The code that verification of a wrong chain ends in. */
export function rejection(input: ChainInput): string {
  return errorOf(() => verify(input)).code;
}
