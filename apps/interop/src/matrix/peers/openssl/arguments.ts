import type { GroupName, SignatureSchemeName } from '@proj/crypto';
import type { Version } from '../../model/cell.ts';
import { suitesOf } from '../../model/combinations.ts';
import type { ClientSetup, CommonSetup, Omission, ServerSetup } from '../peer.ts';

/** Schemes that openssl knows under another name. */
const schemeNames: { readonly [name in SignatureSchemeName]?: string } = {
  ecdsa_sha1: 'ECDSA+SHA1',
  rsa_pkcs1_sha1: 'RSA+SHA1',
};

/** How `-sigalgs` writes a scheme. */
export function schemeArgument(scheme: SignatureSchemeName): string {
  return schemeNames[scheme] ?? scheme;
}

/** Groups that openssl before 3.0 knows under another name only. */
const groupNames: { readonly [name in GroupName]?: string } = {
  secp256r1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
  x25519: 'X25519',
  x448: 'X448',
};

/** How `-groups` writes a group. */
export function groupArgument(group: GroupName): string {
  return groupNames[group] ?? group;
}

const versionFlags: Readonly<Record<Version, string>> = { 'TLSv1.3': '-tls1_3', 'TLSv1.2': '-tls1_2' };

const omissionFlags: Readonly<Record<Omission, string>> = {
  'extended-master-secret': '-no_ems',
  'encrypt-then-mac': '-no_etm',
  'middlebox-compatibility': '-no_middlebox',
  'session-tickets': '-no_ticket',
};

/** The arguments of s_server, but for those that say how it converses. */
export function serverArguments(setup: ServerSetup, dhFile: (group: GroupName) => string): string[] {
  const { identity, dhGroup, other, clientCertificate, earlyData, renegotiation } = setup;
  const { chainFile, keyFile } = identity;
  return [
    ...['-cert', chainFile, '-cert_chain', chainFile, '-key', keyFile],
    ...(earlyData ? ['-early_data'] : []),
    ...(renegotiation ? ['-client_renegotiation'] : []),
    ...(dhGroup ? ['-dhparam', dhFile(dhGroup)] : []),
    ...(other
      ? [
          '-servername',
          other.name,
          '-cert2',
          other.identity.chainFile,
          '-key2',
          other.identity.keyFile,
          '-servername_fatal',
        ]
      : []),
    ...(clientCertificate
      ? [
          ...[clientCertificate.required ? '-Verify' : '-verify', '2', '-verify_return_error'],
          ...['-CAfile', clientCertificate.rootFile],
          ...list('-client_sigalgs', clientCertificate.schemes?.map(schemeArgument)),
        ]
      : []),
    ...commonArguments(setup),
  ];
}

/** The arguments of s_client, but for those that say whom it connects to, and how it converses. */
export function clientArguments(setup: ClientSetup): string[] {
  const { rootFile, serverName, identity } = setup;
  return [
    ...['-servername', serverName],
    ...['-CAfile', rootFile, '-verify_return_error', '-verify_hostname', serverName],
    ...(identity
      ? ['-cert', identity.chainFile, '-cert_chain', identity.chainFile, '-key', identity.keyFile]
      : []),
    ...commonArguments(setup),
  ];
}

function commonArguments(setup: CommonSetup): string[] {
  const { version, suites, groups, schemes, relaxed, alpn, without, exporter } = setup;
  return [
    ...(version ? [versionFlags[version]] : []),
    ...suiteArguments(suites, relaxed ?? false),
    ...list('-groups', groups?.map(groupArgument)),
    ...list('-sigalgs', schemes?.map(schemeArgument)),
    ...(alpn ? ['-alpn', alpn.join(',')] : []),
    ...(without ? [omissionFlags[without]] : []),
    ...(exporter ? ['-keymatexport', exporter.label, '-keymatexportlen', String(exporter.bytes)] : []),
  ];
}

/** Suites of TLS 1.3 and of 1.2 are named in different places; the level of security stands with the latter. */
function suiteArguments(suites: readonly string[] | undefined, relaxed: boolean): string[] {
  const named = (version: Version): string[] => suitesOf(version).filter((suite) => suites?.includes(suite));
  const tls12 = named('TLSv1.2');
  const level = relaxed ? [...(tls12.length === 0 ? ['ALL'] : []), '@SECLEVEL=0'] : [];
  return [...list('-ciphersuites', named('TLSv1.3')), ...list('-cipher', [...tls12, ...level])];
}

function list(flag: string, values: readonly string[] | undefined): string[] {
  return values && values.length > 0 ? [flag, values.join(':')] : [];
}
