import type { Direction, MessageName } from '@proj/handshake';

/** Where a connection is, as SSL_state_string(3) and SSL_get_state(3) tell it. */
export interface HandshakeState {
  /** The number of OSSL_HANDSHAKE_STATE. */
  readonly number: number;
  /** At most six letters. */
  readonly short: string;
  readonly long: string;
}

const state = (number: number, short: string, long: string): HandshakeState => ({ number, short, long });

/** Nothing has happened yet. */
export const stateBefore: HandshakeState = state(0, 'PINIT', 'before SSL initialization');
/** The handshake is complete. */
export const stateOk: HandshakeState = state(1, 'SSLOK', 'SSL negotiation finished successfully');
/** A TLS 1.3 server that waits for the client's answer: here early data would come. */
export const stateEarlyData: HandshakeState = state(46, 'TED', 'TLSv1.3 early data');

/** A fatal error happened; `number` is where. */
export function stateError(number: number): HandshakeState {
  return state(number, 'SSLERR', 'error');
}

type Side = 'client' | 'server';
type Row = { readonly [message in MessageName]?: HandshakeState };

/** By who, which way, and what; the texts are libssl's, whichever version is spoken. */
const rows: Readonly<Record<Side, Readonly<Record<Direction, Row>>>> = {
  client: {
    read: {
      hello_request: state(41, 'TRHR', 'SSLv3/TLS read hello request'),
      server_hello: state(3, 'TRSH', 'SSLv3/TLS read server hello'),
      hello_retry_request: state(3, 'TRSH', 'SSLv3/TLS read server hello'),
      encrypted_extensions: state(38, 'TREE', 'TLSv1.3 read encrypted extensions'),
      certificate_request: state(7, 'TRCR', 'SSLv3/TLS read server certificate request'),
      certificate: state(4, 'TRSC', 'SSLv3/TLS read server certificate'),
      certificate_status: state(5, 'TRCS', 'SSLv3/TLS read certificate status'),
      certificate_verify: state(39, 'TRSCV', 'TLSv1.3 read server certificate verify'),
      server_key_exchange: state(6, 'TRSKE', 'SSLv3/TLS read server key exchange'),
      server_hello_done: state(8, 'TRSD', 'SSLv3/TLS read server done'),
      new_session_ticket: state(9, 'TRST', 'SSLv3/TLS read server session ticket'),
      change_cipher_spec: state(10, 'TRCCS', 'SSLv3/TLS read change cipher spec'),
      finished: state(11, 'TRFIN', 'SSLv3/TLS read finished'),
      key_update: state(45, 'TRSKU', 'TLSv1.3 read server key update'),
    },
    write: {
      client_hello: state(12, 'TWCH', 'SSLv3/TLS write client hello'),
      end_of_early_data: state(48, 'TWEOED', 'TLSv1.3 write end of early data'),
      certificate: state(13, 'TWCC', 'SSLv3/TLS write client certificate'),
      client_key_exchange: state(14, 'TWCKE', 'SSLv3/TLS write client key exchange'),
      certificate_verify: state(15, 'TWCV', 'SSLv3/TLS write certificate verify'),
      change_cipher_spec: state(16, 'TWCCS', 'SSLv3/TLS write change cipher spec'),
      finished: state(18, 'TWFIN', 'SSLv3/TLS write finished'),
      key_update: state(43, 'TWCKU', 'TLSv1.3 write client key update'),
    },
  },
  server: {
    read: {
      client_hello: state(20, 'TRCH', 'SSLv3/TLS read client hello'),
      end_of_early_data: state(49, 'TWEOED', 'TLSv1.3 read end of early data'),
      certificate: state(27, 'TRCC', 'SSLv3/TLS read client certificate'),
      client_key_exchange: state(28, 'TRCKE', 'SSLv3/TLS read client key exchange'),
      certificate_verify: state(29, 'TRCV', 'SSLv3/TLS read certificate verify'),
      change_cipher_spec: state(31, 'TRCCS', 'SSLv3/TLS read change cipher spec'),
      finished: state(32, 'TRFIN', 'SSLv3/TLS read finished'),
      key_update: state(44, 'TRCKU', 'TLSv1.3 read client key update'),
    },
    write: {
      hello_request: state(19, 'TWHR', 'SSLv3/TLS write hello request'),
      server_hello: state(22, 'TWSH', 'SSLv3/TLS write server hello'),
      hello_retry_request: state(22, 'TWSH', 'SSLv3/TLS write server hello'),
      encrypted_extensions: state(37, 'TWEE', 'TLSv1.3 write encrypted extensions'),
      certificate_request: state(25, 'TWCR', 'SSLv3/TLS write certificate request'),
      certificate: state(23, 'TWSC', 'SSLv3/TLS write certificate'),
      certificate_status: state(34, 'TWCS', 'SSLv3/TLS write certificate status'),
      certificate_verify: state(40, 'TWSCV', 'TLSv1.3 write server certificate verify'),
      server_key_exchange: state(24, 'TWSKE', 'SSLv3/TLS write key exchange'),
      server_hello_done: state(26, 'TWSD', 'SSLv3/TLS write server done'),
      new_session_ticket: state(33, 'TWST', 'SSLv3/TLS write session ticket'),
      change_cipher_spec: state(35, 'TWCCS', 'SSLv3/TLS write change cipher spec'),
      finished: state(36, 'TWFIN', 'SSLv3/TLS write finished'),
      key_update: state(42, 'TWSKU', 'TLSv1.3 write server key update'),
    },
  },
};

/** The state that a message leads to, or `undefined` for one that this side never sends or receives. */
export function stateAfter(
  side: Side,
  direction: Direction,
  message: MessageName,
): HandshakeState | undefined {
  return rows[side][direction][message];
}
