import { TlsError } from '@proj/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutation } from '../support/mutation.js';
import { type Change, ca, Duel } from './hostile-server.js';

/** Handshakes per version; each changes one message in one way. */
const runs = 150;

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a %s server that changes one message', (version) => {
  const range = { minVersion: version, maxVersion: version };
  const server = { ...range, clientCertificate: 'request', anchors: ca.anchors } as const;

  it('ends in a TlsError that blames the server, or in a handshake over the changed message', () => {
    const change = fc.record({ message: fc.nat(6), mutate: mutation });
    fc.assert(
      fc.property(change, ({ message, mutate }) => {
        let sent = -1;
        const mutateOne: Change = ({ type, body }) => {
          sent += 1;
          return [{ type, body: sent === message ? mutate(body) : body }];
        };
        const duel = new Duel({ ...range, groups: ['x25519'] }, server, mutateOne);
        try {
          duel.run();
        } catch (error) {
          // What the server throws is not in question here: its own transcript has been led astray.
          const { failure } = duel.client;
          if (!failure) return;
          expect(failure).toBeInstanceOf(TlsError);
          expect(failure.code, String(error)).not.toBe('INTERNAL_ERROR');
          expect(failure.fault).toBe('peer');
        }
      }),
      { numRuns: runs },
    );
  }, 60_000);
});
