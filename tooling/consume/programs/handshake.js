/**
 * Handshakes over a BIO pair with the portable packages alone: TLS 1.3 and 1.2, data both ways, close_notify both ways.
 * Runs unchanged on every JavaScript runtime; `material.js` has a throwaway certificate.
 */
import { createBioPair, Ssl, SslContext, sslErrors } from '@proj/bio';
import { nobleProvider } from '@proj/crypto/noble';
import { authority, certificate, host, key } from './material.js';

function mustWait(ssl, ret) {
  const error = ssl.getError(ret);
  if (error === sslErrors.WANT_READ || error === sslErrors.WANT_WRITE) return;
  throw new Error(`${ssl.role}: error ${error}: ${ssl.failure?.message}`);
}

function shakeHands(client, server) {
  for (let turns = 0; turns < 100; turns++) {
    const results = [client, server].map((ssl) => {
      const ret = ssl.doHandshake();
      if (ret !== 1) mustWait(ssl, ret);
      return ret;
    });
    if (results.every((ret) => ret === 1)) return;
  }
  throw new Error('the handshake does not end');
}

function send(from, to, text) {
  const data = new TextEncoder().encode(text);
  if (from.write(data) !== data.length) throw new Error(`${from.role}: the data was not taken`);
  const into = new Uint8Array(data.length + 1);
  const count = to.read(into);
  if (count <= 0) throw new Error(`${to.role}: nothing came: error ${to.getError(count)}`);
  return new TextDecoder().decode(into.subarray(0, count));
}

function handshake(version) {
  const options = { provider: nobleProvider, minVersion: version, maxVersion: version };
  const client = new Ssl(new SslContext({ ...options, trust: authority }));
  const server = new Ssl(new SslContext({ ...options, certificate, privateKey: key }));
  const [clientBio, serverBio] = createBioPair(0, 0);
  client.setBio(clientBio, clientBio);
  server.setBio(serverBio, serverBio);
  client.serverName = host;
  client.setConnectState();
  server.setAcceptState();

  shakeHands(client, server);
  const request = send(client, server, 'from the client');
  const answer = send(server, client, 'from the server');
  client.shutdown();
  const closed = server.read(new Uint8Array(1)) === 0 && server.shutdown() === 1 && client.shutdown() === 1;
  return {
    version: client.version,
    cipher: client.cipher?.name,
    verified: client.verifyResult,
    request,
    answer,
    closed,
  };
}

/** What came of each handshake, TLS 1.3 first. */
export const handshakes = ['TLSv1.3', 'TLSv1.2'].map(handshake);
