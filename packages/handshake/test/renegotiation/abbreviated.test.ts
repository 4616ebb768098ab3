import { nobleProvider } from '@proj/crypto/noble';
import { beforeEach, describe, expect, it } from 'vitest';
import { Pair, serverOptions } from '../resumption/pair.js';
import { transfer } from '../support/pump.js';
import { renegotiatingVersions } from '../support/versions.js';

const renegotiation = { refuse: false, allowClientRenegotiation: true };

/** What a full handshake has and an abbreviated one has not. */
const isFull = (messages: readonly string[]): boolean => messages.includes('client_key_exchange');

describe.each(renegotiatingVersions)(
  'a renegotiation in %s, where sessions can be resumed (RFC 5246, 7.3)',
  (_version, spoken) => {
    const only = { ...spoken, renegotiation };
    let pair: Pair;
    beforeEach(() => {
      pair = new Pair(only, serverOptions({ ...only, provider: nobleProvider })).run();
      pair.clientMessages.length = 0;
    });

    /** Lets both go on by records until nothing moves any more. */
    function settle(): void {
      do {
        while (pair.client.processRecord().kind === 'done');
        while (pair.server.processRecord().kind === 'done');
      } while (transfer(pair.client, pair.server) + transfer(pair.server, pair.client) > 0);
      expect([pair.client.isHandshaking, pair.server.isHandshaking]).toEqual([false, false]);
    }

    function expectData(): void {
      // One byte, which TLS 1.0 does not split.
      pair.client.write(Uint8Array.of(1));
      transfer(pair.client, pair.server);
      pair.server.processRecord();
      expect(pair.server.read(new Uint8Array(8))).toBe(1);
    }

    it.each([
      [true, false],
      [false, true],
    ])('that a client begins, abbreviated %s, is full: %s', (abbreviated, full) => {
      pair.client.renegotiate({ abbreviated });
      settle();
      expect(isFull(pair.clientMessages)).toBe(full);
      expect(pair.client.negotiated.session !== undefined).toBe(!full);
      expect([pair.client.renegotiations, pair.server.renegotiations]).toEqual([1, 1]);
      expectData();
    });

    it('is full where the server does not allow resumption in it', () => {
      const options = {
        ...spoken,
        renegotiation: { ...renegotiation, allowResumption: false },
      } as const;
      pair = new Pair(only, serverOptions(options)).run();
      pair.clientMessages.length = 0;
      pair.client.renegotiate({ abbreviated: true });
      settle();
      expect(isFull(pair.clientMessages)).toBe(true);
      expectData();
    });

    it.each([
      [true, false],
      [false, true],
    ])('that a server asks for, abbreviated %s, is full: %s', (abbreviated, full) => {
      pair.server.renegotiate({ abbreviated });
      settle();
      expect(isFull(pair.clientMessages)).toBe(full);
      expect(pair.server.renegotiationPending).toBe(false);
      expectData();
    });

    it('that a server asks for is full where the client wants to see its certificate again', () => {
      const wary = { ...only, renegotiation: { ...renegotiation, resumeOnRequest: false } };
      pair = new Pair(wary, serverOptions({ ...only, provider: nobleProvider })).run();
      pair.clientMessages.length = 0;
      pair.server.renegotiate({ abbreviated: true });
      settle();
      expect(isFull(pair.clientMessages)).toBe(true);
      expectData();
    });

    it('can be abbreviated, full and abbreviated again, with the peer known all along', () => {
      const [leaf] = pair.client.negotiated.peerChain;
      for (const abbreviated of [true, false, true]) {
        pair.clientMessages.length = 0;
        pair.client.renegotiate({ abbreviated });
        settle();
        expect(isFull(pair.clientMessages)).toBe(!abbreviated);
        expect(pair.client.negotiated.peerChain[0]?.der).toEqual(leaf?.der);
        expectData();
      }
    });

    it('offers the session that was agreed on last, each time', () => {
      for (const abbreviated of [true, false, true]) {
        const last = pair.sessions.at(-1);
        pair.client.renegotiate({ abbreviated });
        settle();
        if (abbreviated) expect(pair.client.negotiated.session).toBe(last);
      }
      expect(new Set(pair.sessions).size).toBeGreaterThan(1);
    });
  },
);
