import type { SslContext } from '@proj/bio';
import { SSL_CTX_enable_legacy } from '@proj/bio/legacy';
import * as openssl from '@proj/bio/openssl';
import type { Setting } from '../model/scenario.ts';
import type { OurConnection } from './ours.ts';

/** SSL_OP_… by the names that scenarios have for them. */
const options: Readonly<Record<string, bigint>> = {
  // Nothing to switch off: certificates are not compressed.
  NO_RX_CERTIFICATE_COMPRESSION: 0n,
  TLSEXT_PADDING: openssl.SSL_OP_TLSEXT_PADDING,
  NO_SESSION_RESUMPTION_ON_RENEGOTIATION: openssl.SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION,
  NO_TICKET: openssl.SSL_OP_NO_TICKET,
  NO_RENEGOTIATION: openssl.SSL_OP_NO_RENEGOTIATION,
  LEGACY_SERVER_CONNECT: openssl.SSL_OP_LEGACY_SERVER_CONNECT,
  ALLOW_UNSAFE_LEGACY_RENEGOTIATION: openssl.SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION,
  NO_ENCRYPT_THEN_MAC: openssl.SSL_OP_NO_ENCRYPT_THEN_MAC,
  ENABLE_MIDDLEBOX_COMPAT: openssl.SSL_OP_ENABLE_MIDDLEBOX_COMPAT,
  IGNORE_UNEXPECTED_EOF: openssl.SSL_OP_IGNORE_UNEXPECTED_EOF,
  ALLOW_CLIENT_RENEGOTIATION: openssl.SSL_OP_ALLOW_CLIENT_RENEGOTIATION,
};

function option(name: string): bigint {
  const bit = options[name];
  if (bit === undefined) throw new Error(`no option "${name}" is known here: add it, and to endpoint.c`);
  return bit;
}

/** Sets a context. Throws an `Error` for what it does not take. */
export function setContext(
  context: SslContext,
  [name, value = '', second = '']: Setting,
  read: (path: string) => string,
): void {
  const number = Number(value);
  const set = (): unknown => {
    switch (name) {
      case 'option':
        return openssl.SSL_CTX_set_options(context, option(value));
      case 'no-option':
        return openssl.SSL_CTX_clear_options(context, option(value));
      case 'mode':
        return openssl.SSL_CTX_set_mode(context, number);
      case 'no-mode':
        openssl.SSL_CTX_clear_mode(context, number);
        return 1;
      case 'version':
        if (number < openssl.TLS1_2_VERSION) SSL_CTX_enable_legacy(context);
        return (
          openssl.SSL_CTX_set_min_proto_version(context, number) &&
          openssl.SSL_CTX_set_max_proto_version(context, number)
        );
      case 'alpn':
        return openssl.SSL_CTX_set_alpn_protos(context, value.split(','));
      case 'alpn-select':
        return openssl.SSL_CTX_set_alpn_select_cb(context, () => second);
      case 'suites':
        return openssl.SSL_CTX_set_ciphersuites(context, value);
      case 'ciphers':
        return openssl.SSL_CTX_set_cipher_list(context, value);
      case 'groups':
        return openssl.SSL_CTX_set1_groups_list(context, value);
      case 'sigalgs':
        return openssl.SSL_CTX_set1_sigalgs_list(context, value);
      case 'certificate':
        return (
          openssl.SSL_CTX_use_certificate(context, read(value)) &&
          openssl.SSL_CTX_use_PrivateKey(context, read(second))
        );
      case 'trust':
        return openssl.SSL_CTX_load_verify_locations(context, read(value));
      case 'tickets':
        return openssl.SSL_CTX_set_num_tickets(context, number);
      case 'quiet-shutdown':
        return openssl.SSL_CTX_set_quiet_shutdown(context, number !== 0);
      case 'read-ahead':
        return openssl.SSL_CTX_set_read_ahead(context, number !== 0);
      case 'verify':
        return openssl.SSL_CTX_set_verify(context, number);
      default:
        throw new Error(`a context has no "${name}"`);
    }
  };
  const refused = set() === 0;
  if (refused) {
    const why = openssl.ERR_get_error_all();
    throw new Error(`${name} ${value} was refused: ${why?.data}`);
  }
}

/** Sets a connection. Throws an `Error` for what can only be set on a context. */
export function setConnection({ ssl, memory }: OurConnection, [name, value = '']: Setting): void {
  const number = Number(value);
  switch (name) {
    case 'option':
      openssl.SSL_set_options(ssl, option(value));
      return;
    case 'no-option':
      openssl.SSL_clear_options(ssl, option(value));
      return;
    case 'mode':
      openssl.SSL_set_mode(ssl, number);
      return;
    case 'no-mode':
      openssl.SSL_clear_mode(ssl, number);
      return;
    case 'verify':
      openssl.SSL_set_verify(ssl, number);
      return;
    case 'host':
      openssl.SSL_set1_host(ssl, value);
      return;
    case 'eof-return':
      if (memory) openssl.BIO_set_mem_eof_return(memory, number);
      return;
    default:
      throw new Error(`"${name}" can be set on a context only`);
  }
}
