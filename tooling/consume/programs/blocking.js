/**
 * A server and a client that stand still: no turn of the event loop. Started without arguments it is the server, and starts
 * itself again as the client; `material.js` has a throwaway certificate.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Ssl, SslContext } from '@proj/bio';
import { BlockingListener, BlockingSocketBio, nodeProvider as provider } from '@proj/node-adapter';
import { authority, certificate, host, key } from './material.js';

function attach(context, bio) {
  const ssl = new Ssl(context);
  ssl.setBio(bio, bio);
  return ssl;
}

function readText(ssl) {
  const into = new Uint8Array(100);
  return new TextDecoder().decode(into.subarray(0, Math.max(ssl.read(into), 0)));
}

function client(port) {
  const bio = BlockingSocketBio.connect({ host: '127.0.0.1', port }, { timeout: 60_000 });
  const ssl = attach(new SslContext({ provider, trust: authority }), bio);
  ssl.serverName = host;
  ssl.connect();
  ssl.write(new TextEncoder().encode('from the client'));
  const answer = readText(ssl);
  ssl.shutdown();
  // Its answer comes back to the server; the process ends with the BIO open.
  if (answer !== 'from the server') throw new Error(`${answer} ${ssl.failure?.message} ${bio.cause}`);
}

function server() {
  const listener = new BlockingListener({ host: '127.0.0.1', port: 0 }, { timeout: 60_000 });
  const parameters = [fileURLToPath(import.meta.url), String(listener.address.port)];
  spawn(process.execPath, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });
  const bio = listener.accept({ timeout: 60_000 });
  const ssl = attach(new SslContext({ provider, certificate, privateKey: key }), bio);
  const accepted = ssl.accept();
  const request = readText(ssl);
  ssl.write(new TextEncoder().encode('from the server'));
  const end = ssl.read(new Uint8Array(1));
  ssl.shutdown();
  console.log(JSON.stringify({ accepted, version: ssl.version, request, end, cause: String(bio.cause) }));
  ssl.free();
  listener.close();
}

const [port] = process.argv.slice(2);
if (port === undefined) server();
else client(Number(port));
