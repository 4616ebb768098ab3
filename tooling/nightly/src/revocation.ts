import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePem } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import {
  Certificate,
  CertificateRevocationList,
  OcspResponse,
  type RevocationOptions,
  TrustAnchors,
  verifyChain,
  X509Error,
} from '@proj/crypto/x509';
import { Authority, type CrlTemplate, type Issued, issueCrl, issueOcspResponse } from '@tooling/ca';

const day = 24 * 60 * 60 * 1000;

/** A chain that never changes: what varies is what is said of it. */
export interface Subject {
  readonly root: Authority;
  readonly intermediate: Authority;
  readonly leaf: Issued;
  /** Another authority, which has no say. */
  readonly stranger: Authority;
}

/** Makes a chain, and a stranger that has the intermediate's name. */
export function makeSubject(): Subject {
  const root = Authority.root(nobleProvider);
  const intermediate = root.authority();
  const leaf = intermediate.leaf();
  const stranger = Authority.root(nobleProvider).authority({ subject: intermediate.subject });
  return { root, intermediate, leaf, stranger };
}

/** What an authority's list is to be like. */
type Way = (subject: Subject, certificate: Issued) => Partial<CrlTemplate>;

/** Lists that an authority may give out about a certificate, by what is special about them. */
export const listWays: Readonly<Record<string, Way>> = {
  empty: () => ({}),
  'revokes another': ({ stranger }) => ({ revoked: [{ certificate: stranger.certificate }] }),
  'revokes it': (_, { certificate }) => ({ revoked: [{ certificate }] }),
  'revokes it, key compromised': (_, { certificate }) => ({ revoked: [{ certificate, reason: 1 }] }),
  'puts it on hold': (_, { certificate }) => ({ revoked: [{ certificate, reason: 6 }] }),
  expired: () => ({ thisUpdate: Date.now() - 9 * day, nextUpdate: Date.now() - day }),
  'of tomorrow': () => ({ thisUpdate: Date.now() + day, nextUpdate: Date.now() + 2 * day }),
};

/** Who gives a list out: the issuer, nobody, or one who must not. */
type Lister = 'issuer' | 'nobody' | 'stranger';

/** What is known about one certificate of the chain. */
export interface Lists {
  readonly lister: Lister;
  readonly way: string;
}

/** Lists about the leaf, then the intermediate, DER. */
export function makeLists(subject: Subject, about: readonly [Lists, Lists]): Uint8Array[] {
  const { root, intermediate, leaf, stranger } = subject;
  const make = ({ lister, way }: Lists, issuer: Authority, certificate: Issued): Uint8Array[] => {
    if (lister === 'nobody') return [];
    const template = listWays[way]?.(subject, certificate) ?? {};
    return [issueCrl(lister === 'issuer' ? issuer : stranger, template)];
  };
  return [...make(about[0], intermediate, leaf), ...make(about[1], root, intermediate)];
}

/** Our verdict: `ok`, or the code of the error. */
export function ourVerdict(
  { root, intermediate, leaf }: Subject,
  revocation: Omit<RevocationOptions, 'mode'>,
): string {
  try {
    verifyChain({
      provider: nobleProvider,
      leaf: Certificate.parse(leaf.certificate),
      intermediates: [Certificate.parse(intermediate.certificate)],
      anchors: TrustAnchors.fromCertificates([Certificate.parse(root.certificate)]),
      time: Date.now(),
      purpose: 'server',
      revocation: { mode: 'hard', ...revocation },
    });
    return 'ok';
  } catch (error) {
    if (error instanceof X509Error) return error.code;
    throw error;
  }
}

/** Our verdict about lists, of the leaf alone or of the path. */
export function judgeLists(subject: Subject, lists: readonly Uint8Array[], scope: 'leaf' | 'path'): string {
  return ourVerdict(subject, { scope, crls: lists.map((der) => CertificateRevocationList.parse(der)) });
}

/** Files for openssl, gone with {@link OpensslFiles.remove}. */
export class OpensslFiles {
  readonly #directory: string = mkdtempSync(join(tmpdir(), 'revocation-'));
  readonly root: string;
  readonly intermediate: string;
  readonly leaf: string;

  constructor(subject: Subject) {
    this.root = this.write('root.pem', subject.root.pem);
    this.intermediate = this.write('intermediate.pem', subject.intermediate.pem);
    this.leaf = this.write('leaf.pem', subject.leaf.pem);
  }

  write(name: string, contents: string | Uint8Array): string {
    const path = join(this.#directory, name);
    writeFileSync(path, contents);
    return path;
  }

  path(name: string): string {
    return join(this.#directory, name);
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }
}

/** What `openssl verify -crl_check` says: `ok`, or the number of its error (X509_V_ERR). */
export function askOpensslLists(
  files: OpensslFiles,
  lists: readonly Uint8Array[],
  scope: 'leaf' | 'path',
): string {
  const all = files.write('lists.pem', lists.map((der) => encodePem('X509 CRL', der)).join(''));
  const { status, stderr } = spawnSync('openssl', [
    ...['verify', '-no-CAfile', '-no-CApath', '-auth_level', '2', '-purpose', 'sslserver'],
    ...['-trusted', files.root, '-untrusted', files.intermediate],
    ...['-crl_check', ...(scope === 'path' ? ['-crl_check_all'] : [])],
    ...(lists.length > 0 ? ['-CRLfile', all] : []),
    files.leaf,
  ]);
  if (status === 0) return 'ok';
  return /error (\d+) at/.exec(stderr.toString())?.[1] ?? stderr.toString().trim();
}

/** An index for openssl's responder that knows the leaf as `good` or `revoked`, or does not know it. */
function responderIndex(leaf: Certificate, status: 'good' | 'revoked' | 'unknown'): string {
  if (status === 'unknown') return '';
  const time = (at: number): string =>
    new Date(at)
      .toISOString()
      .replace(/[-T:]|\.\d+/g, '')
      .slice(2);
  const revoked = status === 'revoked' ? time(Date.now() - day) : '';
  const serial = Buffer.from(leaf.serialNumber).toString('hex').toUpperCase().replace(/^00/, '');
  const fields = [
    status === 'revoked' ? 'R' : 'V',
    time(leaf.notAfter),
    revoked,
    serial,
    'unknown',
    '/CN=leaf',
  ];
  return `${fields.join('\t')}\n`;
}

/** What openssl's responder answers to a request, as its signer the intermediate. */
export function answerOfOpenssl(
  subject: Subject,
  files: OpensslFiles,
  request: Uint8Array,
  status: 'good' | 'revoked' | 'unknown',
): OcspResponse {
  const index = responderIndex(Certificate.parse(subject.leaf.certificate), status);
  execFileSync(
    'openssl',
    [
      ...['ocsp', '-index', files.write('index.txt', index), '-CA', files.intermediate],
      ...['-rsigner', files.intermediate, '-rkey', files.write('key.pem', subject.intermediate.keyPem)],
      ...[
        '-ndays',
        '1',
        '-reqin',
        files.write('request.der', request),
        '-respout',
        files.path('response.der'),
      ],
    ],
    { stdio: 'pipe' },
  );
  return OcspResponse.parse(readFileSync(files.path('response.der')));
}

/** What `openssl ocsp` says of a response about the leaf: `ok`, `revoked`, or its complaint. */
export function askOpensslResponse(files: OpensslFiles, response: Uint8Array): string {
  const { stdout, stderr } = spawnSync('openssl', [
    ...['ocsp', '-respin', files.write('given.der', response), '-no_nonce', '-CAfile', files.root],
    ...['-issuer', files.intermediate, '-verify_other', files.intermediate, '-cert', files.leaf],
  ]);
  const said = `${stdout}${stderr}`;
  if (!said.includes('Response verify OK')) return 'not verified';
  if (said.includes('WARNING')) return 'not current';
  return /leaf\.pem: (\w+)/.exec(said)?.[1] ?? said;
}

/** Responses about the leaf, by what is special about them, DER. */
export function responses({
  root,
  intermediate,
  leaf,
  stranger,
}: Subject): Readonly<Record<string, Uint8Array>> {
  const delegate = (more: object): Issued => intermediate.leaf({ purposes: ['1.3.6.1.5.5.7.3.9'], ...more });
  const about = (
    template: Parameters<typeof issueOcspResponse>[2],
    by: Authority = intermediate,
  ): Uint8Array => issueOcspResponse(by, leaf.certificate, template);
  return {
    good: about({}),
    'good, the responder named by its key': about({ byKey: true }),
    revoked: about({ status: 'revoked' }),
    unknown: about({ status: 'unknown' }),
    'of a delegate': about({ delegate: delegate({}) }),
    'of a delegate, revoked': about({ delegate: delegate({}), status: 'revoked' }),
    'of one who is not certified for it': about({ delegate: delegate({ purposes: ['server'] }) }),
    "of a delegate of the root's": about({ delegate: root.leaf({ purposes: ['1.3.6.1.5.5.7.3.9'] }) }),
    'of a stranger': about({}, stranger),
    expired: about({ thisUpdate: Date.now() - 9 * day, nextUpdate: Date.now() - day }),
    'of tomorrow': about({ thisUpdate: Date.now() + day, nextUpdate: Date.now() + 2 * day }),
  };
}

/** Our verdict about a response that somebody fetched. */
export function judgeResponse(subject: Subject, response: Uint8Array): string {
  return ourVerdict(subject, { scope: 'leaf', ocspResponses: [OcspResponse.parse(response)] });
}
