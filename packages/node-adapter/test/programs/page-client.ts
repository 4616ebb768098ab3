/** The client of BIO_f_ssl(3)'s example: a chain of BIOs that connects, asks, and reads to the end. Nothing is retried. */
import type { Bio } from '@proj/bio';
import * as ossl from '@proj/bio/openssl';
import { nodeProvider } from '../../src/index.ts';
import * as node from '../../src/openssl.ts';
import { parameters, print, readText } from './program.ts';

const { port, trust } = parameters<{ port: number; trust: string }>();
const ctx = ossl.SSL_CTX_new(ossl.TLS_client_method(), nodeProvider);
ossl.SSL_CTX_load_verify_locations(ctx, trust);

const chain = node.BIO_new_buffer_ssl_connect(ctx);
const kinds: string[] = [];
for (let bio: Bio | undefined = chain; bio; bio = ossl.BIO_next(bio)) kinds.push(ossl.BIO_method_name(bio));
const ssl = ossl.BIO_get_ssl(chain);
if (ssl) ossl.SSL_set_tlsext_host_name(ssl, 'server.example');
node.BIO_set_conn_hostname(chain, `127.0.0.1:${port}`);
const connected = node.BIO_do_connect(chain);
const written = [ossl.BIO_puts(chain, 'GET / HTTP/1.0\n\n'), ossl.BIO_flush(chain)];
const text = readText((into) => ossl.BIO_read(chain, into));
print({
  kinds,
  connected,
  written,
  text,
  retry: ossl.BIO_should_retry(chain),
  peer: node.BIO_get_conn_port(chain),
});
ossl.BIO_ssl_shutdown(chain);
ossl.BIO_free_all(chain);

const nobody = node.BIO_new_connect('127.0.0.1:1');
const refused = nobody && node.BIO_do_connect(nobody);
const error = ossl.ERR_error_string(ossl.ERR_get_error());
const nonsense = node.BIO_new_connect('::1:443');
print({ refused, error, nonsense: nonsense ?? null, why: ossl.ERR_error_string(ossl.ERR_get_error()) });
