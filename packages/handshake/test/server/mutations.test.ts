import { TlsError } from '@proj/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutation } from '../support/mutation.js';
import { type Change, clientCredential, Duel } from './duel.js';

/** Handshakes per version; each changes one message in one way. */
const runs = 150;

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a %s client that changes one message', (version) => {
  const range = { minVersion: version, maxVersion: version };
  const server = { clientCertificate: 'require', groups: ['secp256r1', 'x25519'] } as const;
  // The share is for neither: TLS 1.3 asks for another hello, which makes one more message to change.
  const groups = ['secp384r1', 'secp256r1'] as const;
  const client = { ...range, groups, keyShares: ['secp384r1'], credentials: [clientCredential] } as const;

  it('ends in a TlsError that blames the client, or in a handshake over the changed message', () => {
    const reached = new Set<number>();
    const change = fc.record({ message: fc.nat(4), mutate: mutation });
    fc.assert(
      fc.property(change, ({ message, mutate }) => {
        let sent = -1;
        const mutateOne: Change = ({ type, body }) => {
          sent += 1;
          if (sent === message) reached.add(type);
          return [{ type, body: sent === message ? mutate(body) : body }];
        };
        const duel = new Duel(server, mutateOne, client);
        try {
          duel.run();
        } catch (error) {
          const { failure } = duel.server;
          // Otherwise the client threw: it was answered something that it believes not to have asked for.
          if (!failure) return;
          expect(failure).toBeInstanceOf(TlsError);
          expect(failure.code, String(error)).not.toBe('INTERNAL_ERROR');
          expect(failure.fault, String(error)).toBe('peer');
        }
      }),
      { numRuns: runs },
    );
    expect(reached.size).toBeGreaterThanOrEqual(4);
  }, 60_000);
});
