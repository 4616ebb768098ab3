import { cipherSuites } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, test } from 'vitest';
import { Ssl, SslContext, sslModes, sslOptions } from '../../src/index.js';
import { parseCipherList, parseCipherSuites } from '../../src/ssl/cipher-list.js';
import { parseGroups, parseSignatureSchemes } from '../../src/ssl/name-lists.js';
import { duet, shakeHands } from '../support/drive.js';
import { ca, clientContext, newClient, newServer, serverContext, serverLeaf } from '../support/peers.js';

const names = (list: string): string[] => parseCipherList(list, nobleProvider).map(({ openssl }) => openssl);

describe('SSL_CTX_set_cipher_list(3)', () => {
  test('names, of OpenSSL and of IANA, in the order given', () => {
    expect(names('ECDHE-RSA-AES128-GCM-SHA256:TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384')).toEqual([
      'ECDHE-RSA-AES128-GCM-SHA256',
      'ECDHE-ECDSA-AES256-GCM-SHA384',
    ]);
  });

  test('keywords, and combinations of them', () => {
    expect(names('ECDHE+AESGCM').every((name) => /^ECDHE-.*-GCM-/.test(name))).toBe(true);
    expect(names('ECDHE+AESGCM')).toHaveLength(4);
    expect(names('aECDSA+CHACHA20')).toEqual(['ECDHE-ECDSA-CHACHA20-POLY1305']);
    expect(names('kECDHE+aRSA+AES256+SHA384')).toEqual(['ECDHE-RSA-AES256-SHA384']);
    expect(names('ALL')).toHaveLength(
      cipherSuites.filter((suite) => !suite.tls13 && nobleProvider.supportsSuite(suite)).length,
    );
  });

  test('! takes away for good, - until it is named again, + moves to the end', () => {
    expect(names('ALL:!aRSA:ECDHE-RSA-AES128-GCM-SHA256').some((name) => name.includes('RSA-'))).toBe(false);
    expect(names('HIGH:-aRSA:ECDHE-RSA-AES128-GCM-SHA256').at(-1)).toBe('ECDHE-RSA-AES128-GCM-SHA256');
    expect(names('ECDHE+AESGCM:+aECDSA').map((name) => name.split('-')[1])).toEqual([
      'RSA',
      'RSA',
      'ECDSA',
      'ECDSA',
    ]);
  });

  test('@STRENGTH sorts by bits', () => {
    const bits = parseCipherList('ECDHE+AES128:ECDHE+AES256:@STRENGTH', nobleProvider).map(
      (suite) => suite.bits,
    );
    expect(bits).toEqual([...bits].sort((a, b) => b - a));
  });

  test('what never is there can be excluded, as lists often do', () => {
    expect(names('HIGH:!aNULL:!MD5:!RC4:!3DES')).toEqual(names('HIGH'));
  });

  test('DEFAULT: forward secrecy and an AEAD, no CCM', () => {
    expect(names('DEFAULT').length).toBeGreaterThan(5);
    expect(names('DEFAULT').every((name) => /GCM|CHACHA20/.test(name))).toBe(true);
  });

  test('what is not understood, or leaves nothing, is an error that says so', () => {
    expect(() => names('BANANA')).toThrow('"BANANA" is not understood');
    expect(() => names('ECDHE+BANANA')).toThrow('BANANA');
    expect(() => names('TLS_AES_128_GCM_SHA256')).toThrow('not understood');
    expect(() => names('ALL:!ALL')).toThrow('leaves no suite');
    expect(() => names('')).toThrow('leaves no suite');
    expect(() => names('@SECLEVEL=0')).toThrow('@SECLEVEL=0');
  });

  test('TLS 1.3’s suites are a list of their own', () => {
    expect(
      parseCipherSuites('TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256', nobleProvider),
    ).toHaveLength(2);
    expect(parseCipherSuites('', nobleProvider)).toEqual([]);
    expect(() => parseCipherSuites('ECDHE-RSA-AES128-GCM-SHA256', nobleProvider)).toThrow('no TLS 1.3');
  });
});

describe('SSL_CTX_set1_groups_list(3), SSL_CTX_set1_sigalgs_list(3)', () => {
  test('groups by any of their names', () => {
    expect(parseGroups('X25519MLKEM768:X25519:P-256:prime256v1:secp384r1:ffdhe2048', nobleProvider)).toEqual([
      'X25519MLKEM768',
      'x25519',
      'secp256r1',
      'secp256r1',
      'secp384r1',
      'ffdhe2048',
    ]);
    expect(() => parseGroups('brainpoolP256r1', nobleProvider)).toThrow('no group');
    expect(() => parseGroups('', nobleProvider)).toThrow('empty');
  });

  test('signature algorithms as pairs and by name', () => {
    expect(parseSignatureSchemes('ECDSA+SHA256:RSA-PSS+SHA256:PSS+SHA256:ed25519:mldsa65')).toEqual([
      'ecdsa_secp256r1_sha256',
      'rsa_pss_rsae_sha256',
      'rsa_pss_pss_sha256',
      'ed25519',
      'mldsa65',
    ]);
    expect(() => parseSignatureSchemes('DSA+SHA256')).toThrow('DSA+SHA256');
  });
});

describe('settings of contexts and connections', () => {
  test('SSL_CTX_set_options(3), SSL_CTX_set_mode(3): return the new mask', () => {
    const context = clientContext();
    expect(context.setOptions(sslOptions.NO_TICKET) & sslOptions.NO_TICKET).toBe(sslOptions.NO_TICKET);
    expect(context.clearOptions(sslOptions.NO_TICKET) & sslOptions.NO_TICKET).toBe(0n);
    expect(context.setMode(sslModes.ENABLE_PARTIAL_WRITE)).toBe(5);
    expect(context.clearMode(sslModes.AUTO_RETRY)).toBe(1);
  });

  test('a connection copies its context’s settings when it is made', () => {
    const context = clientContext({ alpn: ['h2'] });
    const ssl = new Ssl(context);
    context.alpn = ['http/1.1'];
    ssl.setMode(sslModes.ENABLE_PARTIAL_WRITE);
    ssl.credentials.setChain(serverLeaf.certificate);
    expect(ssl.alpn).toEqual(['h2']);
    expect([context.mode, context.credentials.currentCertificate]).toEqual([sslModes.AUTO_RETRY, undefined]);
    expect(Object.keys(ssl)).not.toContain('errors');
  });

  test('certificate and key may come in either order; a key that does not belong is refused', () => {
    const context = new SslContext({ provider: nobleProvider });
    context.usePrivateKey(serverLeaf.keyPem);
    expect(context.credentials.check()).toBe(false);
    context.useCertificate(serverLeaf.certificate);
    expect(context.credentials.check()).toBe(true);
    expect(() => context.usePrivateKey(ca.issue().keyPem)).toThrow('does not belong');
    context.useCertificate(ca.issue().chainPem);
    expect(context.credentials.check()).toBe(false);
  });

  test('one certificate for each type of key: the client’s schemes decide', () => {
    const ed25519 = ca.issue({ keyType: 'ed25519' });
    const context = serverContext({ certificate: ed25519.chainPem, privateKey: ed25519.keyPem });
    context.useCertificate(serverLeaf.chainPem);
    context.usePrivateKey(serverLeaf.keyPem);
    const both = duet(
      newClient(clientContext({ signatureAlgorithms: 'ed25519:ECDSA+SHA256' })),
      newServer(context),
    );
    shakeHands(both);
    const other = duet(newClient(clientContext({ signatureAlgorithms: 'ECDSA+SHA256' })), newServer(context));
    shakeHands(other);
    expect(both.client.peerCertificate?.publicKeyInfo.type).toBe('ed25519');
    expect(other.client.peerCertificate?.publicKeyInfo.type).toBe('p256');
  });

  test('trust adds up', () => {
    const context = new SslContext({ provider: nobleProvider, trust: ca.root.pem });
    context.addTrusted(serverLeaf.certificate);
    expect(context.anchors?.size).toBe(2);
    expect(() => context.addTrusted('no PEM')).toThrow('nothing to trust');
  });

  test('versions are switched off by options, by bounds, and by a lack of suites', () => {
    const version = (change: (ssl: Ssl) => void): string => {
      const client = newClient();
      change(client);
      const both = duet(client);
      shakeHands(both);
      return both.client.version;
    };
    expect(version(() => {})).toBe('TLSv1.3');
    expect(version((ssl) => ssl.setOptions(sslOptions.NO_TLSv1_3))).toBe('TLSv1.2');
    expect(version((ssl) => ssl.setCipherSuites(''))).toBe('TLSv1.2');
    expect(version((ssl) => ssl.setOptions(sslOptions.NO_TLSv1_2))).toBe('TLSv1.3');
  });

  test('ALPN: the server’s order, its callback, and going on without', () => {
    const selected = (server: Ssl, ...alpn: string[]): string | undefined => {
      const both = duet(newClient(clientContext({ alpn })), server);
      shakeHands(both);
      expect(both.server.alpnSelected).toBe(both.client.alpnSelected);
      return both.client.alpnSelected;
    };
    expect(selected(newServer(serverContext({ alpn: ['h2', 'http/1.1'] })), 'http/1.1', 'h2')).toBe('h2');
    expect(selected(newServer(), 'h2')).toBeUndefined();
    const chooses = newServer();
    chooses.alpnSelect = (_, offered) => offered.at(-1);
    expect(selected(chooses, 'a', 'b')).toBe('b');
    const declines = newServer();
    declines.alpnSelect = () => undefined;
    expect(selected(declines, 'a')).toBeUndefined();
  });

  test('SSL_set_SSL_CTX(3) from the server name callback: another certificate', () => {
    const leaf = ca.issue({ names: [{ dns: 'second.example' }] });
    const second = serverContext({ certificate: leaf.chainPem, privateKey: leaf.keyPem });
    const server = newServer();
    server.serverNameCallback = (ssl, name) => {
      if (name === 'second.example') ssl.setContext(second);
      return name === 'third.example' ? 'fatal' : 'ok';
    };
    const client = newClient();
    client.serverName = 'second.example';
    const both = duet(client, server);
    shakeHands(both);
    expect([server.requestedServerName, server.context]).toEqual(['second.example', second]);

    const unknown = newClient();
    unknown.serverName = 'third.example';
    const strict = newServer();
    strict.serverNameCallback = server.serverNameCallback;
    duet(unknown, strict);
    unknown.doHandshake();
    expect(strict.doHandshake()).toBe(-1);
    expect(unknown.doHandshake()).toBe(0);
    expect(unknown.failure?.alert).toBe('unrecognized_name');
  });

  test('SSL_CTX_set_max_cert_list(3): a longer Certificate message is refused', () => {
    const client = newClient();
    client.maxCertList = 200;
    const { server } = duet(client);
    client.doHandshake();
    server.doHandshake();
    expect(client.doHandshake()).toBe(-1);
    expect(client.context.errors.last?.code).toBe(0x0a00_0098);
  });
});
