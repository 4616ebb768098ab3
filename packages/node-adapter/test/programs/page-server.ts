/** The server of BIO_f_ssl(3)'s example: an accept BIO that puts a buffer and TLS in front of each connection. */
import * as ossl from '@proj/bio/openssl';
import { nodeProvider } from '../../src/index.ts';
import * as node from '../../src/openssl.ts';
import { parameters, print } from './program.ts';

const { certificate, key } = parameters<{ certificate: string; key: string }>();
const ctx = ossl.SSL_CTX_new(ossl.TLS_server_method(), nodeProvider);
ossl.SSL_CTX_use_certificate(ctx, certificate);
ossl.SSL_CTX_use_PrivateKey(ctx, key);

const sbio = ossl.BIO_push(ossl.BIO_new(ossl.BIO_f_buffer()), ossl.BIO_new_ssl(ctx, false));
const acpt = node.BIO_new_accept('127.0.0.1:0');
if (!acpt) throw new Error(ossl.ERR_error_string(ossl.ERR_get_error()));
node.BIO_set_accept_bios(acpt, sbio);
const listening = node.BIO_do_accept(acpt);
print({ listening, name: node.BIO_get_accept_name(acpt), port: Number(node.BIO_get_accept_port(acpt)) });

const accepted = node.BIO_do_accept(acpt);
const peer = node.BIO_get_peer_name(acpt);
const connection = ossl.BIO_pop(acpt);
ossl.BIO_free_all(acpt);
if (!connection) throw new Error('nothing was accepted');
const shaken = ossl.BIO_do_handshake(connection);
ossl.BIO_puts(connection, 'HTTP/1.0 200 OK\r\n\r\n');
const lines: string[] = [];
const line = new Uint8Array(1024);
for (let count = ossl.BIO_gets(connection, line); count > 0; count = ossl.BIO_gets(connection, line)) {
  lines.push(new TextDecoder().decode(line.subarray(0, count)));
  ossl.BIO_write(connection, line.subarray(0, count));
  if (line[0] === 10 || line[0] === 13) break;
}
const flushed = ossl.BIO_flush(connection);
ossl.BIO_free_all(connection);
print({ accepted, peer, shaken, lines, flushed });
