import { describe, expect, test } from 'vitest';
import { infoEvents, type Ssl, verifyModes } from '../../src/index.js';
import { duet, shakeHands } from '../support/drive.js';
import { ca, clientContext, clientLeaf, newClient, newServer, serverContext } from '../support/peers.js';

const names: Readonly<Record<number, string>> = {
  [infoEvents.HANDSHAKE_START]: 'START',
  [infoEvents.HANDSHAKE_DONE]: 'DONE',
  [infoEvents.CONNECT | infoEvents.LOOP]: 'loop',
  [infoEvents.ACCEPT | infoEvents.LOOP]: 'loop',
  [infoEvents.CONNECT | infoEvents.EXIT]: 'exit',
  [infoEvents.ACCEPT | infoEvents.EXIT]: 'exit',
  [infoEvents.ALERT | infoEvents.READ]: 'alert<',
  [infoEvents.ALERT | infoEvents.WRITE]: 'alert>',
};

/** What the info and message callbacks tell, in order: loops by their state, messages by direction, type and state. */
function watch(ssl: Ssl): string[] {
  const seen: string[] = [];
  ssl.infoCallback = (of, where, ret) => {
    const name = names[where] ?? where.toString(16);
    seen.push(
      name === 'loop' ? of.state.short : `${name}${name === 'START' ? '' : `=${ret}`} ${of.state.short}`,
    );
  };
  ssl.messageCallback = (of, direction, _, contentType, bytes) => {
    seen.push(`${direction === 'read' ? '<' : '>'}${contentType}.${bytes[0]} ${of.state.short}`);
  };
  return seen;
}

const ticketRead = 'SSLOK, SSLOK, <22.4 TRST, TRST, exit=1 SSLOK';
const ticketWritten = '>22.4 TWST, TWST';

/** As OpenSSL 3.0 tells it, over a BIO pair, the client called first; TLS 1.3 servers send two tickets. */
const libssl = {
  'TLSv1.2': {
    client: `START PINIT, PINIT, >22.1 TWCH, TWCH, exit=-1 TWCH, TWCH, <22.2 TRSH, TRSH, <22.11 TRSC, TRSC, <22.12 TRSKE,
      TRSKE, <22.14 TRSD, TRSD, >22.16 TWCKE, TWCKE, >20.1 TWCCS, TWCCS, >22.20 TWFIN, TWFIN, exit=-1 TWFIN, TWFIN, TRCCS,
      <22.20 TRFIN, TRFIN, DONE=1 SSLOK, exit=1 SSLOK`,
    server: `START PINIT, PINIT, PINIT, <22.1 TRCH, TRCH, >22.2 TWSH, TWSH, >22.11 TWSC, TWSC, >22.12 TWSKE, TWSKE,
      >22.14 TWSD, TWSD, exit=-1 TWSD, TWSD, <22.16 TRCKE, TRCKE, TRCCS, <22.20 TRFIN, TRFIN, >20.1 TWCCS, TWCCS,
      >22.20 TWFIN, TWFIN, DONE=1 SSLOK, exit=1 SSLOK`,
    get clientWithTickets() {
      return this.client.replace('TWFIN, TRCCS', 'TWFIN, <22.4 TRST, TRST, TRCCS');
    },
    get serverWithTickets() {
      return this.server.replace('>20.1 TWCCS', `${ticketWritten}, >20.1 TWCCS`);
    },
  },
  'TLSv1.3': {
    client: `START PINIT, PINIT, >22.1 TWCH, TWCH, exit=-1 TWCH, TWCH, <22.2 TRSH, TRSH, <22.8 TREE, TREE, <22.11 TRSC,
      TRSC, <22.15 TRSCV, TRSCV, <22.20 TRFIN, TRFIN, >20.1 TWCCS, TWCCS, >22.20 TWFIN, TWFIN, DONE=1 SSLOK,
      exit=1 SSLOK`,
    server: `START PINIT, PINIT, PINIT, <22.1 TRCH, TRCH, >22.2 TWSH, TWSH, >20.1 TWCCS, TWCCS, >22.8 TWEE, TWEE,
      >22.11 TWSC, TWSC, >22.15 TWSCV, TWSCV, >22.20 TWFIN, TWFIN, TED, exit=-1 TED, TED, <22.20 TRFIN, TRFIN,
      DONE=1 SSLOK, exit=1 SSLOK`,
    get clientWithTickets() {
      return `${this.client}, ${ticketRead}, ${ticketRead}`;
    },
    get serverWithTickets() {
      return this.server.replace('DONE=1 SSLOK', `DONE=1 TWST, ${ticketWritten}, ${ticketWritten}`);
    },
  },
} as const;

const list = (text: string): string[] => text.split(',').map((word) => word.trim());

describe('SSL_CTX_set_info_callback(3), SSL_CTX_set_msg_callback(3), SSL_state_string(3)', () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`${version}: libssl's callbacks, states and messages in libssl's order`, () => {
      const both = duet(newClient(clientContext({ maxVersion: version })));
      const [client, server] = [watch(both.client), watch(both.server)];
      shakeHands(both);
      // libssl tells nothing of a ChangeCipherSpec that it reads.
      const without = (seen: string[]) => seen.filter((word) => !word.startsWith('<20'));
      const told = libssl[version];
      const tickets = server.some((word) => word.startsWith('>22.4'));
      expect(without(client)).toEqual(list(tickets ? told.clientWithTickets : told.client));
      expect(without(server)).toEqual(list(tickets ? told.serverWithTickets : told.server));
    });
  }

  test('TLSv1.3 with a HelloRetryRequest and a client certificate', () => {
    const client = newClient(
      clientContext({
        certificate: clientLeaf.chainPem,
        privateKey: clientLeaf.keyPem,
        groups: 'X25519:P-384',
      }),
    );
    const verifyMode = verifyModes.PEER;
    const server = newServer(serverContext({ groups: 'P-384', trust: ca.root.pem, verifyMode }));
    const both = duet(client, server);
    const seen = watch(server);
    shakeHands(both);
    const loops = seen.filter((word) => /^[A-Z]+$/.test(word) && word !== 'TWST');
    expect(loops.join(' ')).toBe(
      'PINIT PINIT TRCH TWSH TWCCS TED TED TRCH TWSH TWEE TWCR TWSC TWSCV TWFIN TED TED TRCC TRCV TRFIN',
    );
  });

  test('alerts: level and description', () => {
    const both = duet();
    shakeHands(both);
    const [client, server] = [watch(both.client), watch(both.server)];
    both.client.shutdown();
    both.server.read(new Uint8Array(1));
    expect(client).toEqual(['>21.1 SSLOK', `alert>=${0x100} SSLOK`]);
    expect(server).toEqual(['<21.1 SSLOK', `alert<=${0x100} SSLOK`]);
  });

  test('a failure: the alert, and the exit in the state "error"', () => {
    const { client, serverBio } = duet();
    const seen = watch(client);
    client.doHandshake();
    seen.length = 0;
    serverBio.write(Uint8Array.of(22, 3, 3, 0, 4, 14, 0, 0, 0));
    client.doHandshake();
    expect(seen).toEqual(['>21.2 SSLERR', `alert>=${0x200 | 10} SSLERR`, 'exit=-1 SSLERR']);
  });

  test('the long states are libssl’s', () => {
    const both = duet();
    const seen = new Set<string>([both.client.state.long]);
    both.client.infoCallback = (ssl) => seen.add(`${ssl.state.number} ${ssl.state.long}`);
    shakeHands(both);
    expect([...seen].filter((state) => !state.startsWith('9 '))).toEqual([
      'before SSL initialization',
      '0 before SSL initialization',
      '12 SSLv3/TLS write client hello',
      '3 SSLv3/TLS read server hello',
      '38 TLSv1.3 read encrypted extensions',
      '4 SSLv3/TLS read server certificate',
      '39 TLSv1.3 read server certificate verify',
      '11 SSLv3/TLS read finished',
      '16 SSLv3/TLS write change cipher spec',
      '18 SSLv3/TLS write finished',
      '1 SSL negotiation finished successfully',
    ]);
  });

  test('SSL_CTX_set_keylog_callback(3): lines for a key log file, the same at both ends', () => {
    const lines = { client: [] as string[], server: [] as string[] };
    const both = duet();
    both.client.keyLogCallback = (_, line) => lines.client.push(line);
    both.server.keyLogCallback = (_, line) => lines.server.push(line);
    shakeHands(both);
    expect(lines.client.map((line) => line.split(' ')[0]).sort()).toEqual([
      'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
      'CLIENT_TRAFFIC_SECRET_0',
      'EXPORTER_SECRET',
      'SERVER_HANDSHAKE_TRAFFIC_SECRET',
      'SERVER_TRAFFIC_SECRET_0',
    ]);
    expect(lines.server.sort()).toEqual(lines.client.sort());
  });
});
