import { SslContext, verifyModes } from '@proj/bio';
import type { CryptoProvider } from '@proj/crypto';
import { systemTrust } from '@proj/node-adapter';
import type { StartOptions } from './options.ts';
import { readCertificateDirectory, readOptionFile, useOptionFile } from './read-files.ts';
import { UsageError } from './usage-error.ts';

/** A client's context as the command line asks for it. Throws a {@link UsageError} for what can not be used. */
export function clientContext(options: StartOptions, provider: CryptoProvider): SslContext {
  const context = new SslContext({
    provider,
    minVersion: options.tls12 ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: options.tls13 ? 'TLSv1.3' : 'TLSv1.2',
    alpn: options.alpn,
    verifyMode: options.verify ? verifyModes.PEER : verifyModes.NONE,
  });
  applyLists(context, options);
  applyTrust(context, options);
  applyCertificate(context, options);
  return context;
}

function applyLists(context: SslContext, options: StartOptions): void {
  const { cipherList, cipherSuites, groups, signatureAlgorithms } = options;
  const apply = (option: string, value: string | undefined, set: (value: string) => void): void => {
    if (value === undefined) return;
    try {
      set(value);
    } catch (error) {
      throw new UsageError(`-${option}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  apply('cipher', cipherList, (value) => context.setCipherList(value));
  apply('ciphersuites', cipherSuites, (value) => context.setCipherSuites(value));
  apply('groups', groups, (value) => context.setGroups(value));
  apply('sigalgs', signatureAlgorithms, (value) => context.setSignatureAlgorithms(value));
}

function applyTrust(context: SslContext, { caFile, caPath }: StartOptions): void {
  if (caFile === undefined && caPath === undefined) context.anchors = systemTrust().anchors;
  if (caFile !== undefined) useOptionFile('CAfile', caFile, (pem) => context.addTrusted(pem));
  if (caPath !== undefined) context.addTrusted(readCertificateDirectory('CApath', caPath));
}

function applyCertificate(context: SslContext, options: StartOptions): void {
  const { certFile, certChainFile, keyFile } = options;
  if (certFile === undefined) return;
  const chain = certChainFile === undefined ? '' : readOptionFile('cert_chain', certChainFile);
  useOptionFile('cert', certFile, (pem) => context.useCertificate(`${pem}\n${chain}`));
  const [option, file] = keyFile === undefined ? ['cert', certFile] : ['key', keyFile];
  useOptionFile(option, file, (pem) => context.usePrivateKey(pem));
}
