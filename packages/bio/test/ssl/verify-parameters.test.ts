import { extension, issueCrl, issueOcspResponse } from '@tooling/ca';
import { describe, expect, test } from 'vitest';
import { Ssl, type SslContext, sslErrors, verifyModes } from '../../src/index.js';
import * as ossl from '../../src/openssl.js';
import { duet, shakeHands } from '../support/drive.js';
import { ca, clientContext, newClient, newServer, serverContext, serverLeaf } from '../support/peers.js';

/** The name of the error that a client's handshake ends with, `undefined` when it does not. */
function outcome(client: Ssl, context: SslContext = serverContext()): string | undefined {
  const both = duet(client, newServer(context));
  for (let i = 0; i < 10 && both.client.inInit && !both.client.failure; i += 1) {
    both.client.doHandshake();
    both.server.doHandshake();
  }
  return both.client.failure?.code;
}

/** A client with parameters. */
function clientWith(change: (param: Ssl['verification']) => void): Ssl {
  const client = newClient();
  change(ossl.SSL_get0_param(client));
  return client;
}

describe('X509_VERIFY_PARAM(3)', () => {
  test('set1_host and add1_host: one of the names will do, and none beside them', () => {
    const both = clientWith((param) => {
      expect(ossl.X509_VERIFY_PARAM_set1_host(param, 'else.example')).toBe(1);
      expect(ossl.X509_VERIFY_PARAM_add1_host(param, 'server.example')).toBe(1);
    });
    expect(outcome(both)).toBeUndefined();
    const wrong = clientWith((param) => {
      ossl.X509_VERIFY_PARAM_set1_host(param, 'else.example');
    });
    expect(ossl.SSL_add1_host(wrong, 'other.example')).toBe(1);
    expect(outcome(wrong)).toBe('CERTIFICATE_NAME_MISMATCH');
    expect(wrong.verifyResult).toBe(62);
  });

  test('set1_host refuses what is no name, and says so', () => {
    const { verification } = newClient();
    expect(ossl.X509_VERIFY_PARAM_set1_host(verification, 'not a name')).toBe(0);
    expect(ossl.X509_VERIFY_PARAM_set1_ip_asc(verification, 'server.example')).toBe(0);
    expect(verification.hosts).toEqual([]);
    ossl.ERR_clear_error();
  });

  test('set1_ip_asc: an address instead of a name', () => {
    const leaf = ca.issue({ names: [{ ip: [192, 0, 2, 1] }] });
    const context = serverContext({ certificate: leaf.chainPem, privateKey: leaf.keyPem });
    const client = (address: string) =>
      clientWith((param) => {
        ossl.X509_VERIFY_PARAM_set1_ip_asc(param, address);
      });
    expect(outcome(client('192.0.2.1'), context)).toBeUndefined();
    expect(outcome(client('192.0.2.2'), context)).toBe('CERTIFICATE_NAME_MISMATCH');
  });

  test('set_hostflags: a common name counts where that is asked for, and there is nothing else', () => {
    const bare = ca.issue({ names: [], subject: 'server.example' });
    const named = ca.issue({ names: [{ dns: 'else.example' }], subject: 'server.example' });
    const context = (leaf: typeof bare) =>
      serverContext({ certificate: leaf.chainPem, privateKey: leaf.keyPem });
    const asking = () =>
      clientWith((param) =>
        ossl.X509_VERIFY_PARAM_set_hostflags(param, ossl.X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT),
      );
    expect(outcome(newClient(), context(bare))).toBe('CERTIFICATE_NAME_MISMATCH');
    expect(outcome(asking(), context(bare))).toBeUndefined();
    expect(outcome(asking(), context(named))).toBe('CERTIFICATE_NAME_MISMATCH');
  });

  test('set1_email: the certificate must have it beside the name', () => {
    const leaf = ca.issue({ names: [{ dns: 'server.example' }, { email: 'a@server.example' }] });
    const context = serverContext({ certificate: leaf.chainPem, privateKey: leaf.keyPem });
    const client = (address: string) =>
      clientWith((param) => {
        ossl.X509_VERIFY_PARAM_set1_email(param, address);
      });
    expect(outcome(client('a@server.example'), context)).toBeUndefined();
    expect(outcome(client('b@server.example'), context)).toBe('CERTIFICATE_NAME_MISMATCH');
  });

  test('set_time: the moment to verify for', () => {
    const client = clientWith((param) => ossl.X509_VERIFY_PARAM_set_time(param, 4_000_000_000));
    expect(outcome(client)).toBe('CERTIFICATE_EXPIRED');
    expect(client.verifyResult).toBe(10);
  });

  test('set_purpose: what the peer’s key must be for', () => {
    const leaf = ca.issue({ purposes: ['client'] });
    const context = serverContext({ certificate: leaf.chainPem, privateKey: leaf.keyPem });
    expect(outcome(newClient(), context)).toBe('UNSUPPORTED_CERTIFICATE');
    const any = clientWith((param) => {
      ossl.X509_VERIFY_PARAM_set_purpose(param, 'any');
    });
    expect(outcome(any, context)).toBeUndefined();
  });

  test('set_depth and get_depth', () => {
    const { verification } = newClient();
    expect(ossl.X509_VERIFY_PARAM_get_depth(verification)).toBe(-1);
    ossl.X509_VERIFY_PARAM_set_depth(verification, 3);
    expect(ossl.X509_VERIFY_PARAM_get_depth(verification)).toBe(3);
  });

  test('set_flags, clear_flags, get_flags: what is set is there, what is not known is refused', () => {
    const { verification } = newClient();
    const flags =
      ossl.X509_V_FLAG_CRL_CHECK | ossl.X509_V_FLAG_X509_STRICT | ossl.X509_V_FLAG_EXPLICIT_POLICY;
    expect(ossl.X509_VERIFY_PARAM_get_flags(verification)).toBe(0);
    expect(ossl.X509_VERIFY_PARAM_set_flags(verification, flags)).toBe(1);
    expect(ossl.X509_VERIFY_PARAM_get_flags(verification)).toBe(flags);
    expect(ossl.X509_VERIFY_PARAM_set_flags(verification, ossl.X509_V_FLAG_CRL_CHECK_ALL)).toBe(1);
    expect(ossl.X509_VERIFY_PARAM_clear_flags(verification, ossl.X509_V_FLAG_X509_STRICT)).toBe(1);
    expect(verification).toMatchObject({ profile: undefined, revocation: { mode: 'hard', scope: 'path' } });
    // X509_V_FLAG_NO_CHECK_TIME
    expect(ossl.X509_VERIFY_PARAM_set_flags(verification, 0x200000)).toBe(0);
    ossl.ERR_clear_error();
  });

  test('set1_policies with EXPLICIT_POLICY: a path without the policy does not hold', () => {
    const client = clientWith((param) => {
      ossl.X509_VERIFY_PARAM_set1_policies(param, ['1.2.3']);
      ossl.X509_VERIFY_PARAM_set_flags(param, ossl.X509_V_FLAG_EXPLICIT_POLICY);
    });
    outcome(client);
    expect(client.verifyResult).toBe(43);
  });

  test('a connection has its own copy of its context’s', () => {
    const context = clientContext();
    ossl.X509_VERIFY_PARAM_set_depth(ossl.SSL_CTX_get0_param(context), 2);
    const ssl = new Ssl(context);
    ossl.X509_VERIFY_PARAM_set_depth(ssl.verification, 5);
    expect([context.verification.depth, ssl.verification.depth]).toEqual([2, 5]);
  });
});

describe('revocation', () => {
  const check = (context: SslContext): void => {
    ossl.X509_VERIFY_PARAM_set_flags(context.verification, ossl.X509_V_FLAG_CRL_CHECK);
  };
  const asking = (crl?: Uint8Array): Ssl => {
    const context = clientContext();
    check(context);
    if (crl) expect(ossl.X509_STORE_add_crl(context, crl)).toBe(1);
    return newClient(context);
  };

  test('X509_V_FLAG_CRL_CHECK: without a list nothing is known (X509_V_ERR_UNABLE_TO_GET_CRL)', () => {
    const client = asking();
    outcome(client);
    expect(client.verifyResult).toBe(3);
  });

  test('X509_V_FLAG_CRL_CHECK: a list that does not name the certificate, and one that does', () => {
    expect(outcome(asking(issueCrl(ca.root)))).toBeUndefined();
    const revoked = [{ certificate: serverLeaf.certificate }];
    expect(outcome(asking(issueCrl(ca.root, { revoked })))).toBe('CERTIFICATE_REVOKED');
  });

  test('X509_STORE_add_crl(3) refuses what is no list', () => {
    expect(ossl.X509_STORE_add_crl(clientContext(), Uint8Array.of(1))).toBe(0);
    ossl.ERR_clear_error();
  });
});

describe('stapled OCSP responses (SSL_CTX_set_tlsext_status_cb(3))', () => {
  const good = issueOcspResponse(ca.root, serverLeaf.certificate);
  const revoked = issueOcspResponse(ca.root, serverLeaf.certificate, { status: 'revoked' });
  const asking = (): Ssl => {
    const client = newClient();
    expect(ossl.SSL_set_tlsext_status_type(client, ossl.TLSEXT_STATUSTYPE_ocsp)).toBe(1);
    return client;
  };
  const stapling = (response: Uint8Array, maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3'): SslContext => {
    const context = serverContext({ maxVersion });
    ossl.SSL_CTX_set_tlsext_status_cb(
      context,
      (ssl) => ossl.SSL_set_tlsext_status_ocsp_resp(ssl, response) === 1,
    );
    return context;
  };

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '%s: the server’s callback staples, the client sees it',
    (version) => {
      const client = asking();
      expect(outcome(client, stapling(good, version))).toBeUndefined();
      expect(ossl.SSL_get_tlsext_status_ocsp_resp(client)).toEqual(new Uint8Array(good));
    },
  );

  test('is not sent to a client that does not ask', () => {
    const client = newClient();
    expect(outcome(client, stapling(good))).toBeUndefined();
    expect(client.peerOcspResponse).toBeUndefined();
  });

  test('that says "revoked" ends the handshake', () => {
    expect(outcome(asking(), stapling(revoked))).toBe('CERTIFICATE_REVOKED');
  });

  test('a client’s callback has the last word', () => {
    const client = asking();
    client.statusCallback = (ssl) => ssl.peerOcspResponse !== undefined;
    expect(outcome(client)).toBe('BAD_CERTIFICATE_STATUS');
  });

  test('a certificate that must be stapled for is refused without, once revocation is looked at (RFC 7633)', () => {
    const mustStaple = extension('1.3.6.1.5.5.7.1.24', Uint8Array.of(0x30, 3, 2, 1, 5));
    const leaf = ca.issue({ extensions: [mustStaple] });
    const context = serverContext({ certificate: leaf.chainPem, privateKey: leaf.keyPem });
    const client = clientWith((param) => {
      param.revocation = { mode: 'soft' };
    });
    expect(outcome(client, context)).toBe('BAD_CERTIFICATE_STATUS');
    const stapled = serverContext({ certificate: leaf.chainPem, privateKey: leaf.keyPem });
    stapled.ocspResponse = issueOcspResponse(ca.root, leaf.certificate);
    const satisfied = clientWith((param) => {
      param.revocation = { mode: 'soft' };
    });
    expect(outcome(satisfied, stapled)).toBeUndefined();
  });
});

describe('SSL_set_retry_verify(3)', () => {
  test('the handshake pauses with SSL_ERROR_WANT_RETRY_VERIFY, and goes on when the callback is ready', () => {
    const client = newClient();
    let ready = false;
    let asked = 0;
    ossl.SSL_set_verify(client, verifyModes.PEER, ({ ok }, ssl) => {
      asked += 1;
      if (!ready) return ossl.SSL_set_retry_verify(ssl) === 0;
      return ok;
    });
    const both = duet(client);
    client.doHandshake();
    both.server.doHandshake();
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.WANT_RETRY_VERIFY]);
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.WANT_RETRY_VERIFY]);
    ready = true;
    shakeHands(both);
    expect(asked).toBe(3);
  });
});
