import * as openssl from '@proj/bio/openssl';
import { type Fields, noFields } from '../model/observation.ts';
import type { Events } from './our-events.ts';
import type { OurConnection } from './ours.ts';

/** What came of a call. */
interface Result {
  readonly ret: number;
  /** Whether SSL_get_error(3) says what came of it. */
  readonly io: boolean;
  /** What it may have read into. */
  readonly data: Uint8Array | undefined;
}

/** All that `endpoint.c` looks at after a call. */
export function observe(made: OurConnection, { ret, io, data }: Result, events: Events): Fields {
  const { ssl, filter, pair, input, output } = made;
  const error = io && !filter ? openssl.SSL_get_error(ssl, ret) : -1;
  return {
    ...noFields,
    ret: String(ret),
    error: String(error),
    want: String(openssl.SSL_want(ssl)),
    state: openssl.SSL_state_string_long(ssl),
    in_init: String(openssl.SSL_in_init(ssl)),
    shutdown: String(openssl.SSL_get_shutdown(ssl)),
    pending: String(openssl.SSL_pending(ssl)),
    has_pending: String(openssl.SSL_has_pending(ssl)),
    renegotiating: String(openssl.SSL_renegotiate_pending(ssl)),
    secure: String(openssl.SSL_get_secure_renegotiation_support(ssl)),
    in: String(pair ? openssl.BIO_ctrl_wpending(pair.outer) : openssl.BIO_ctrl_pending(input)),
    out: String(openssl.BIO_ctrl_pending(output)),
    ...(pair && {
      guarantee: String(openssl.BIO_ctrl_get_write_guarantee(pair.inner)),
      request: String(openssl.BIO_ctrl_get_read_request(pair.outer)),
    }),
    ...(filter && { retry: retryOf(filter) }),
    queue: takeQueue(),
    data: data && ret > 0 ? shownData(data.subarray(0, ret)) : '',
    events: events.take(),
  };
}

function retryOf(filter: NonNullable<OurConnection['filter']>): string {
  if (openssl.BIO_should_read(filter)) return 'read';
  if (openssl.BIO_should_write(filter)) return 'write';
  return openssl.BIO_should_io_special(filter) ? 'special' : 'none';
}

function takeQueue(): string {
  const texts: string[] = [];
  for (let code = openssl.ERR_get_error(); code !== 0; code = openssl.ERR_get_error()) {
    texts.push(openssl.ERR_error_string(code));
  }
  return texts.join('|');
}

/** The first eight bytes, and the last one of more. */
function shownData(data: Uint8Array): string {
  const first = Buffer.from(data.subarray(0, 8)).toString('hex');
  return data.length > 8 ? `${first}..${Buffer.from(data.subarray(-1)).toString('hex')}` : first;
}
