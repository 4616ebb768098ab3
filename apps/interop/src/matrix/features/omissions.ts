import type { Omission } from '../peers/peer.ts';
import { expectSame } from '../run/handshake-cell.ts';
import type { OurEnd } from '../run/our-end.ts';
import type { Feature } from './feature.ts';
import { cbcParameters } from './parameters.ts';
import { beClient, beServer, finishAsClient, finishAsServer } from './scenes.ts';

/** Peers that leave out what is optional. */
export const omissionFeatures: readonly Feature[] = [
  {
    name: 'without-extended-master-secret',
    says: 'the peer does not know extended master secret (RFC 7627)',
    versions: ['TLSv1.2'],
    play: leavingOut('extended-master-secret', ({ ssl }) => {
      expectSame('extended master secret', ssl.negotiated?.extendedMasterSecret, false);
    }),
  },
  {
    name: 'without-encrypt-then-mac',
    says: 'the peer does not know encrypt-then-MAC (RFC 7366)',
    versions: ['TLSv1.2'],
    parameters: cbcParameters,
    play: leavingOut('encrypt-then-mac', ({ ssl }) => {
      expectSame('encrypt-then-MAC', ssl.negotiated?.encryptThenMac, false);
    }),
  },
  {
    name: 'without-middlebox-compatibility',
    says: 'the peer does not look like TLS 1.2 to middleboxes (RFC 8446, D.4)',
    versions: ['TLSv1.3'],
    play: leavingOut('middlebox-compatibility', (end) => {
      expectSame("the peer's ChangeCipherSpec messages", end.count('< ChangeCipherSpec'), 0);
    }),
  },
];

function leavingOut(without: Omission, check: (end: OurEnd) => void): Feature['play'] {
  return {
    async client(stage) {
      const { end, server } = await beClient(stage, { theirs: { without } });
      await end.driver.handshake();
      check(end);
      await finishAsClient(stage, end, server);
    },
    async server(stage) {
      const { end, report } = await beServer(stage, { theirs: { without } });
      await end.driver.handshake();
      check(end);
      await finishAsServer(stage, end, report);
    },
  };
}
