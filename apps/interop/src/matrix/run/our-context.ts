import { SslContext, sslOptions } from '@proj/bio';
import type { GroupName } from '@proj/crypto';
import type { Identity } from '../certificates.ts';
import type { Cell, Parameters } from '../model/cell.ts';
import { keyCurves } from '../model/combinations.ts';
import { providers } from '../providers.ts';

/** The groups that a client offers so that one is chosen, and its server's key is acceptable. */
export function offeredGroups({ version, group, key }: Parameters): GroupName[] {
  const curve = keyCurves[key];
  return version === 'TLSv1.2' && curve && curve !== group ? [group, curve] : [group];
}

/** A client's context that leaves the server one choice, and trusts one root. */
export function clientContext({ provider, parameters }: Cell, { rootPem }: Identity): SslContext {
  const context = baseContext(provider, parameters);
  context.groups = offeredGroups(parameters);
  context.addTrusted(rootPem);
  return context;
}

/** A server's context that has one choice, and one identity. */
export function serverContext({ provider, parameters }: Cell, { issued }: Identity): SslContext {
  const { group } = parameters;
  const context = baseContext(provider, parameters);
  context.groups = [group];
  if (group.startsWith('ffdhe')) context.dhGroup = group;
  context.useCertificate(issued.chainPem);
  context.usePrivateKey(issued.keyPem);
  return context;
}

function baseContext(provider: Cell['provider'], parameters: Parameters): SslContext {
  const { version, suite, scheme, encryptThenMac } = parameters;
  const context = new SslContext({
    provider: providers[provider],
    minVersion: version,
    maxVersion: version,
    ...(version === 'TLSv1.3' ? { cipherSuites: suite } : { cipherList: suite }),
  });
  context.signatureSchemes = [scheme];
  if (encryptThenMac === false) context.setOptions(sslOptions.NO_ENCRYPT_THEN_MAC);
  return context;
}
