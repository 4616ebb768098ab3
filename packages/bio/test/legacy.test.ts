import {
  legacyVersions,
  SSL_CTX_enable_legacy,
  SSL3_VERSION,
  SSLv3_method,
  TLS1_1_VERSION,
  TLS1_VERSION,
  TLSv1_1_client_method,
  TLSv1_method,
  TLSv1_server_method,
} from '@proj/bio/legacy';
import { type CipherSuite, cipherSuiteByName } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { keyUsage } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { SslContext } from '../src/index.js';
import {
  ERR_clear_error,
  ERR_error_string,
  ERR_get_error,
  SSL_CTX_get_security_level,
  SSL_CTX_new,
  SSL_CTX_set_cipher_list,
  SSL_CTX_set_max_proto_version,
  SSL_CTX_set_min_proto_version,
  SSL_CTX_set_security_level,
  SSL_CTX_use_certificate,
  SSL_CTX_use_PrivateKey,
  SSL_get_version,
  SSL_MODE_SEND_FALLBACK_SCSV,
  SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS,
  SSL_OP_NO_TLSv1_1,
  type SslMethod,
  TLS_method,
  TLS1_2_VERSION,
} from '../src/openssl.js';
import { duet, pattern, shakeHands, transfer } from './support/drive.js';
import { ca, clientContext, newClient, newServer, serverContext } from './support/peers.js';

const rsa = ca.issue({ keyType: 'rsa', extensions: [keyUsage('digitalSignature', 'keyEncipherment')] });

function prepared(context: SslContext, min: number, max: number, list: string): SslContext {
  SSL_CTX_enable_legacy(context);
  expect(SSL_CTX_set_min_proto_version(context, min)).toBe(1);
  expect(SSL_CTX_set_max_proto_version(context, max)).toBe(1);
  expect(SSL_CTX_set_cipher_list(context, list)).toBe(1);
  return context;
}

const server = (min: number, max: number, list: string): SslContext =>
  prepared(serverContext({ certificate: rsa.chainPem, privateKey: rsa.keyPem }), min, max, list);
const client = (min: number, max: number, list: string): SslContext =>
  prepared(clientContext(), min, max, list);

describe('old versions by their numbers (SSL_CTX_set_min_proto_version(3))', () => {
  it.each([
    ['SSLv3', SSL3_VERSION],
    ['TLSv1', TLS1_VERSION],
    ['TLSv1.1', TLS1_1_VERSION],
  ])('%s is spoken where both ends name it', (name, version) => {
    const both = duet(
      newClient(client(version, version, 'AES128-SHA:@SECLEVEL=0')),
      newServer(server(version, TLS1_2_VERSION, 'ALL:@SECLEVEL=0')),
    );
    shakeHands(both);
    expect([both.client, both.server].map(SSL_get_version)).toEqual([name, name]);
    expect(both.client.negotiated?.suite?.openssl).toBe('AES128-SHA');
    expect(transfer(both.client, both.server, pattern(20_000))).toEqual(pattern(20_000));
    expect(transfer(both.server, both.client, pattern(20_000))).toEqual(pattern(20_000));
  });

  it('are refused without SSL_CTX_enable_legacy, with an entry that says so', () => {
    ERR_clear_error();
    expect(SSL_CTX_set_min_proto_version(clientContext(), TLS1_VERSION)).toBe(0);
    expect(ERR_error_string(ERR_get_error())).toContain('SSL routines');
    expect(SSL_CTX_set_cipher_list(clientContext(), 'AES128-SHA')).toBe(0);
  });

  it('are not on by SSL_CTX_enable_legacy alone', () => {
    const context = serverContext({ certificate: rsa.chainPem, privateKey: rsa.keyPem });
    SSL_CTX_enable_legacy(context);
    SSL_CTX_set_cipher_list(context, 'ALL');
    const both = duet(newClient(client(TLS1_VERSION, TLS1_1_VERSION, 'ALL')), newServer(context));
    expect(() => shakeHands(both)).toThrow(/unsupported|protocol|offers/i);
  });

  it('end at a version that was switched off in between, as in libssl', () => {
    const context = server(TLS1_VERSION, TLS1_2_VERSION, 'ALL');
    context.setOptions(SSL_OP_NO_TLSv1_1);
    expect(() =>
      shakeHands(duet(newClient(client(TLS1_VERSION, TLS1_VERSION, 'ALL')), newServer(context))),
    ).toThrow();
  });
});

describe('methods of one version (TLSv1_method(3))', () => {
  it.each<[string, SslMethod, SslMethod]>([
    ['SSLv3', SSLv3_method(), SSLv3_method()],
    ['TLSv1', TLSv1_method(), TLSv1_server_method()],
    ['TLSv1.1', TLSv1_1_client_method(), TLS_method()],
  ])('%s', (name, clientMethod, serverMethod) => {
    const ours = SSL_CTX_new(clientMethod, nobleProvider);
    ours.addTrusted(ca.root.pem);
    const theirs = SSL_CTX_new(serverMethod, nobleProvider);
    if (serverMethod === undefined) {
      SSL_CTX_enable_legacy(theirs);
      SSL_CTX_set_min_proto_version(theirs, TLS1_VERSION);
    }
    expect(SSL_CTX_use_certificate(theirs, rsa.chainPem)).toBe(1);
    expect(SSL_CTX_use_PrivateKey(theirs, rsa.keyPem)).toBe(1);
    for (const context of [ours, theirs]) SSL_CTX_set_cipher_list(context, 'ALL');
    const both = duet(newClient(ours), newServer(theirs));
    shakeHands(both);
    expect(SSL_get_version(both.server)).toBe(name);
  });
});

describe('cipher lists with old suites (ciphers(1))', () => {
  const context = clientContext();
  context.legacy = legacyVersions();
  const namesOf = (list: string): string[] => {
    context.setCipherList(list);
    return (context.tls12Suites ?? []).map(({ openssl }) => openssl);
  };
  const isRsa = ({ keyExchange }: CipherSuite): boolean => keyExchange === 'rsa';

  it('kRSA names the suites of RSA key exchange, and !kRSA takes them away', () => {
    const names = namesOf('kRSA');
    expect(names).toContain('AES128-SHA');
    expect(names).toContain('AES256-GCM-SHA384');
    expect(namesOf('ALL:!kRSA')).not.toContain('AES128-SHA');
  });

  it('names of today are found as before, and no old one is among DEFAULT', () => {
    expect(namesOf('ECDHE-RSA-AES128-SHA')).toEqual(['ECDHE-RSA-AES128-SHA']);
    context.setCipherList('DEFAULT');
    expect(context.tls12Suites?.some(isRsa)).toBe(false);
    expect(cipherSuiteByName('AES128-SHA')).toBeUndefined();
  });

  it('Triple DES needs a provider that has it', () => {
    expect(() => namesOf('DES-CBC3-SHA')).toThrow(/"noble" lacks/);
    expect(namesOf('ALL')).not.toContain('DES-CBC3-SHA');
  });

  it('@SECLEVEL sets the level, of which 0 to 2 are to be had', () => {
    namesOf('ALL:@SECLEVEL=0');
    expect(SSL_CTX_get_security_level(context)).toBe(0);
    expect(() => namesOf('ALL:@SECLEVEL=3')).toThrow(/security level 3/);
    expect([SSL_CTX_set_security_level(context, 1), SSL_CTX_get_security_level(context)]).toEqual([1, 1]);
  });
});

describe('options and modes of old', () => {
  it('SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS leaves application data in one piece', () => {
    const records = (options: bigint): number => {
      const context = client(TLS1_VERSION, TLS1_VERSION, 'AES128-SHA');
      context.setOptions(options);
      const both = duet(newClient(context), newServer(server(TLS1_VERSION, TLS1_VERSION, 'ALL')));
      shakeHands(both);
      both.client.write(pattern(10));
      return both.serverBio.pending;
    };
    expect(records(0n)).toBeGreaterThan(records(SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS));
  });

  it('SSL_MODE_SEND_FALLBACK_SCSV makes a server that knows better refuse (RFC 7507, 3)', () => {
    const context = client(TLS1_VERSION, TLS1_1_VERSION, 'ALL');
    context.setMode(SSL_MODE_SEND_FALLBACK_SCSV);
    const both = duet(newClient(context), newServer(server(TLS1_VERSION, TLS1_2_VERSION, 'ALL')));
    expect(() => shakeHands(both)).toThrow();
    expect(both.server.failure?.code).toBe('INAPPROPRIATE_FALLBACK');
  });
});
