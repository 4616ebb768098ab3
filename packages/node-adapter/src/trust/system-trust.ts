import { delimiter } from 'node:path';
// The default import: a named import of what an older Node lacks would be an error before anything runs.
import tls from 'node:tls';
import { TrustAnchors } from '@proj/crypto/x509';
import { TrustCollector, type TrustSource } from './collector.js';
import { bundleDirectories, bundleFiles } from './locations.js';

/** Roots, and where they came from. */
export interface Trust {
  readonly anchors: TrustAnchors;
  readonly sources: readonly TrustSource[];
}

/** What {@link systemTrust} looks at. */
export interface SystemTrustOptions {
  /** Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Bundles to look for, in this order; default those of the known systems. */
  readonly files?: readonly string[];
  /** Directories to look for when no bundle has certificates; default those of the known systems. */
  readonly directories?: readonly string[];
}

/**
 * The roots that the machine trusts. Read them once and keep them: that takes about a tenth of a second.
 *
 * - `SSL_CERT_FILE` and `SSL_CERT_DIR` (a list), where one is set, say all that there is.
 * - Else the store of macOS or Windows, from the Node that can read it (22.19, 24); elsewhere the bundle of the
 *   distribution, or its directory of certificates.
 * - Else, on a machine that has no store, the roots that Node brings along.
 * - `NODE_EXTRA_CA_CERTS` adds to all of these.
 *
 * Certificates that can not be parsed are left out, and reported in `sources`.
 *
 * @throws RangeError when `SSL_CERT_FILE` or `SSL_CERT_DIR` is set and has no certificate: nothing could be trusted.
 */
export function systemTrust(options: SystemTrustOptions = {}): Trust {
  const { environment = process.env } = options;
  const collector = new TrustCollector();
  if (!addNamed(collector, environment)) addSystem(collector, options);
  const extra = environment['NODE_EXTRA_CA_CERTS'];
  if (extra) collector.addFile(extra);
  return finish(collector);
}

/** The roots that Node brings along (`tls.rootCertificates`, which are Mozilla's), the same on every machine. */
export function bundledTrust(): Trust {
  const collector = new TrustCollector();
  addBundled(collector);
  return finish(collector);
}

function finish(collector: TrustCollector): Trust {
  return { anchors: TrustAnchors.of(collector.certificates), sources: collector.sources };
}

/** Reads what the environment names. Returns whether it names anything. */
function addNamed(
  collector: TrustCollector,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const file = environment['SSL_CERT_FILE'];
  const directories = environment['SSL_CERT_DIR']?.split(delimiter).filter((path) => path !== '') ?? [];
  if (!file && directories.length === 0) return false;
  let found = file ? collector.addFile(file) : 0;
  for (const path of directories) found += collector.addDirectory(path);
  if (found > 0) return true;
  const [problem] = collector.sources.flatMap(({ problems }) => problems);
  throw new RangeError(
    'SSL_CERT_FILE or SSL_CERT_DIR is set, but no certificate is there; correct or unset it',
    { cause: problem },
  );
}

function addSystem(collector: TrustCollector, options: SystemTrustOptions): void {
  const { files = bundleFiles, directories = bundleDirectories } = options;
  if (addPlatformStore(collector)) return;
  for (const path of files) if (collector.addFile(path) > 0) return;
  for (const path of directories) if (collector.addDirectory(path) > 0) return;
  addBundled(collector);
}

/** The store of macOS or Windows. On other systems Node reads the same files as we, more slowly. */
function addPlatformStore(collector: TrustCollector): boolean {
  if (process.platform !== 'darwin' && process.platform !== 'win32') return false;
  const read: typeof tls.getCACertificates | undefined = tls.getCACertificates;
  if (!read) return false;
  return collector.addTexts('the store of the operating system', read('system')) > 0;
}

function addBundled(collector: TrustCollector): void {
  collector.addTexts('tls.rootCertificates', tls.rootCertificates);
}
