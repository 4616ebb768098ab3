/** Messages as the state table names them. */
export type MessageName =
  | 'hello_request'
  | 'client_hello'
  | 'server_hello'
  | 'hello_retry_request'
  | 'new_session_ticket'
  | 'end_of_early_data'
  | 'encrypted_extensions'
  | 'certificate'
  | 'compressed_certificate'
  | 'server_key_exchange'
  | 'certificate_request'
  | 'server_hello_done'
  | 'certificate_verify'
  | 'client_key_exchange'
  | 'certificate_status'
  | 'finished'
  | 'key_update'
  | 'change_cipher_spec';

/** The name of a state: role, protocol, and the message that it waits for. */
export type StateName =
  | 'client-server-hello'
  | 'client13-encrypted-extensions'
  | 'client13-certificate-or-request'
  | 'client13-certificate'
  | 'client13-certificate-verify'
  | 'client13-finished'
  | 'client13-connected'
  | 'client12-certificate'
  | 'client12-psk-key-exchange'
  | 'client12-status-or-key-exchange'
  | 'client12-status-or-request'
  | 'client12-server-key-exchange'
  | 'client12-request-or-done'
  | 'client12-hello-done'
  | 'client12-new-session-ticket'
  | 'client12-change-cipher-spec'
  | 'client12-finished'
  | 'client12-connected'
  | 'server-client-hello'
  | 'server-second-client-hello'
  | 'server13-end-of-early-data'
  | 'server13-certificate'
  | 'server13-certificate-verify'
  | 'server13-finished'
  | 'server13-connected'
  | 'server13-post-handshake-certificate-verify'
  | 'server13-post-handshake-finished'
  | 'server12-certificate'
  | 'server12-client-key-exchange'
  | 'server12-certificate-verify'
  | 'server12-change-cipher-spec'
  | 'server12-finished'
  | 'server12-connected';

/** What a state accepts, and where each message may lead. */
export interface StateRow {
  readonly role: 'client' | 'server';
  readonly accepts: { readonly [message in MessageName]?: readonly StateName[] };
  /** The handshake is complete here. */
  readonly connected?: true;
}

/**
 * Every legal sequence (RFC 8446, 2 and A; RFC 5246, 7.3; RFC 5077, 3.1; RFC 6066, 8). A message that a state does not
 * accept is refused in one place, from this table, which also draws the diagrams in the docs.
 */
export const stateTable: Readonly<Record<StateName, StateRow>> = {
  'client-server-hello': {
    role: 'client',
    accepts: {
      server_hello: [
        'client13-encrypted-extensions',
        'client12-certificate',
        'client12-psk-key-exchange',
        'client12-new-session-ticket',
        'client12-change-cipher-spec',
      ],
      hello_retry_request: ['client-server-hello'],
    },
  },
  'client13-encrypted-extensions': {
    role: 'client',
    accepts: { encrypted_extensions: ['client13-certificate-or-request', 'client13-finished'] },
  },
  'client13-certificate-or-request': {
    role: 'client',
    accepts: {
      certificate_request: ['client13-certificate'],
      certificate: ['client13-certificate-verify'],
      compressed_certificate: ['client13-certificate-verify'],
    },
  },
  'client13-certificate': {
    role: 'client',
    accepts: {
      certificate: ['client13-certificate-verify'],
      compressed_certificate: ['client13-certificate-verify'],
    },
  },
  'client13-certificate-verify': { role: 'client', accepts: { certificate_verify: ['client13-finished'] } },
  'client13-finished': { role: 'client', accepts: { finished: ['client13-connected'] } },
  'client13-connected': {
    role: 'client',
    connected: true,
    accepts: {
      new_session_ticket: ['client13-connected'],
      certificate_request: ['client13-connected'],
      key_update: ['client13-connected'],
    },
  },
  'client12-certificate': {
    role: 'client',
    accepts: {
      certificate: [
        'client12-status-or-key-exchange',
        'client12-server-key-exchange',
        // RSA key exchange, where there is no ServerKeyExchange (RFC 5246, 7.4.3).
        'client12-status-or-request',
        'client12-request-or-done',
      ],
    },
  },
  'client12-psk-key-exchange': {
    role: 'client',
    accepts: {
      server_key_exchange: ['client12-hello-done'],
      server_hello_done: ['client12-new-session-ticket', 'client12-change-cipher-spec'],
    },
  },
  'client12-status-or-key-exchange': {
    role: 'client',
    accepts: {
      certificate_status: ['client12-server-key-exchange'],
      server_key_exchange: ['client12-request-or-done'],
    },
  },
  'client12-status-or-request': {
    role: 'client',
    accepts: {
      certificate_status: ['client12-request-or-done'],
      certificate_request: ['client12-hello-done'],
      server_hello_done: [
        'client12-new-session-ticket',
        'client12-change-cipher-spec',
        'client-server-hello',
      ],
    },
  },
  'client12-server-key-exchange': {
    role: 'client',
    accepts: { server_key_exchange: ['client12-request-or-done'] },
  },
  'client12-request-or-done': {
    role: 'client',
    accepts: {
      certificate_request: ['client12-hello-done'],
      server_hello_done: [
        'client12-new-session-ticket',
        'client12-change-cipher-spec',
        'client-server-hello',
      ],
    },
  },
  'client12-hello-done': {
    role: 'client',
    accepts: {
      server_hello_done: [
        'client12-new-session-ticket',
        'client12-change-cipher-spec',
        'client-server-hello',
      ],
    },
  },
  'client12-new-session-ticket': {
    role: 'client',
    accepts: { new_session_ticket: ['client12-change-cipher-spec'] },
  },
  'client12-change-cipher-spec': { role: 'client', accepts: { change_cipher_spec: ['client12-finished'] } },
  'client12-finished': { role: 'client', accepts: { finished: ['client12-connected'] } },
  'client12-connected': {
    role: 'client',
    connected: true,
    accepts: { hello_request: ['client12-connected', 'client-server-hello'] },
  },

  'server-client-hello': {
    role: 'server',
    accepts: {
      client_hello: [
        'server-second-client-hello',
        'server13-certificate',
        'server13-finished',
        'server13-end-of-early-data',
        'server12-certificate',
        'server12-client-key-exchange',
        'server12-change-cipher-spec',
      ],
    },
  },
  'server-second-client-hello': {
    role: 'server',
    accepts: { client_hello: ['server13-certificate', 'server13-finished'] },
  },
  'server13-end-of-early-data': {
    role: 'server',
    accepts: { end_of_early_data: ['server13-finished'] },
  },
  'server13-certificate': {
    role: 'server',
    accepts: {
      certificate: ['server13-certificate-verify', 'server13-finished'],
      compressed_certificate: ['server13-certificate-verify'],
    },
  },
  'server13-certificate-verify': { role: 'server', accepts: { certificate_verify: ['server13-finished'] } },
  'server13-finished': { role: 'server', accepts: { finished: ['server13-connected'] } },
  'server13-connected': {
    role: 'server',
    connected: true,
    accepts: {
      key_update: ['server13-connected'],
      certificate: ['server13-post-handshake-certificate-verify', 'server13-post-handshake-finished'],
      compressed_certificate: ['server13-post-handshake-certificate-verify'],
    },
  },
  'server13-post-handshake-certificate-verify': {
    role: 'server',
    accepts: { certificate_verify: ['server13-post-handshake-finished'] },
  },
  'server13-post-handshake-finished': { role: 'server', accepts: { finished: ['server13-connected'] } },
  'server12-certificate': {
    role: 'server',
    accepts: {
      certificate: ['server12-client-key-exchange'],
      // Server-gated cryptography begins anew here, where that is allowed.
      client_hello: ['server12-certificate'],
    },
  },
  'server12-client-key-exchange': {
    role: 'server',
    accepts: {
      client_key_exchange: ['server12-certificate-verify', 'server12-change-cipher-spec'],
      client_hello: ['server12-client-key-exchange'],
    },
  },
  'server12-certificate-verify': {
    role: 'server',
    accepts: { certificate_verify: ['server12-change-cipher-spec'] },
  },
  'server12-change-cipher-spec': { role: 'server', accepts: { change_cipher_spec: ['server12-finished'] } },
  'server12-finished': { role: 'server', accepts: { finished: ['server12-connected'] } },
  'server12-connected': {
    role: 'server',
    connected: true,
    accepts: {
      client_hello: ['server12-connected', 'server12-certificate', 'server12-client-key-exchange'],
    },
  },
};
