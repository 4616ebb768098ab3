import { nobleProvider } from '@proj/crypto/noble';
import { Certificate } from '@proj/crypto/x509';
import { type Credential, keySigner } from '@proj/handshake';
import { describe, expect, test } from 'vitest';
import * as ossl from '../../src/openssl.js';
import { duet, shakeHands } from '../support/drive.js';
import {
  ca,
  clientContext,
  clientLeaf,
  newClient,
  newServer,
  serverContext,
  TestCa,
} from '../support/peers.js';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const names = (name: string) => ({ names: [{ dns: name }] });

function credentialOf({ chain, key }: ReturnType<typeof ca.issue>): Credential {
  return { chain, signer: keySigner(key.privateKey, nobleProvider.random) };
}

const ecdsa = [names('a.example'), names('b.example')].map((template) => ca.issue(template));
const rsa = ca.issue({ ...names('a.example'), keyType: 'rsa' });

/** A server with several certificates. */
function serverOf(version: (typeof versions)[number]) {
  const context = serverContext({ maxVersion: version });
  for (const issued of [...ecdsa, rsa]) context.addCredential(credentialOf(issued));
  return newServer(context);
}

describe.each(versions)('several certificates in %s', (version) => {
  test.each(['a.example', 'b.example', 'server.example'])('are chosen from by name: %s', (name) => {
    const client = newClient();
    client.serverName = name;
    shakeHands(duet(client, serverOf(version)));
    expect(client.peerCertificate?.subjectAltNames).toEqual([{ kind: 'dns', name }]);
  });

  test('are chosen from by what the client can verify', () => {
    const client = newClient();
    client.serverName = 'a.example';
    client.setSignatureAlgorithms('rsa_pss_rsae_sha256:rsa_pkcs1_sha256');
    client.verifyCallback = () => true;
    shakeHands(duet(client, serverOf(version)));
    expect(client.peerCertificate?.der).toEqual(new Uint8Array(rsa.certificate));
  });

  test('of a client are chosen from by the authorities that the server names', () => {
    const other = new TestCa('Other Root');
    const ours = other.issue({ ...names('client.example'), purposes: ['client'] });
    const context = clientContext();
    for (const issued of [clientLeaf, ours]) context.addCredential(credentialOf(issued));
    const asking = serverContext({ maxVersion: version, trust: other.root.pem, verifyMode: 1 });
    const authority = Certificate.parse(other.root.certificate);
    expect(ossl.SSL_CTX_add_client_CA(asking, authority)).toBe(1);
    const both = duet(newClient(context), newServer(asking));
    shakeHands(both);
    expect(both.server.peerCertificate?.der).toEqual(new Uint8Array(ours.certificate));
    expect(ossl.SSL_get_client_CA_list(both.client)).toEqual([authority.subject.der]);
    expect(ossl.SSL_get0_peer_CA_list(both.server)).toEqual([]);
  });
});
