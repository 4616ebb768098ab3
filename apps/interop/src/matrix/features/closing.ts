import { setTimeout } from 'node:timers/promises';
import { oneForEachProtection } from '../plan/transfers.ts';
import { expectLine, expectNoClose, expectSame } from '../run/handshake-cell.ts';
import type { Feature } from './feature.ts';
import { beClient, beServer, greeting } from './scenes.ts';

/** Milliseconds between two writes that are to leave one after the other. */
const segmentGap = 50;

/** close_notify ends one direction, and the other goes on (RFC 8446, 6.1). */
export const closingFeatures: readonly Feature[] = [
  {
    name: 'half-close',
    says: 'one end says close_notify, and the other still speaks',
    versions: ['TLSv1.3', 'TLSv1.2'],
    parameters: oneForEachProtection,
    play: {
      async client(stage) {
        const { end, server } = await beClient(stage);
        const { driver } = end;
        await driver.handshake();
        // The line and our close_notify leave together: all that the server answers comes after them.
        await driver.write(new TextEncoder().encode(`${greeting}\n`));
        await driver.close();
        const answer = await driver.readAtLeast(greeting.length + 1);
        expectSame('the answer', new TextDecoder().decode(answer).trimEnd(), server.answer(greeting));
        if (stage.peer.serverAnswersClose) {
          expectSame('what follows', await driver.read(), undefined);
          await driver.closeBoth();
        } else await expectNoClose(driver.read());
      },
      async server(stage) {
        const { end, clients, report } = await beServer(stage, { task: { closeFirst: true } });
        const { driver } = end;
        await driver.handshake();
        await expectLine(end, greeting);
        expectSame('what follows', await driver.read(), undefined);
        await driver.write(new TextEncoder().encode('heard\n'));
        // Bun and Deno, once they have closed, lose data that comes in one piece with close_notify.
        await end.flush();
        await setTimeout(segmentGap);
        await driver.closeBoth();
        const { ok, received } = await report();
        expectSame('that the peer is content', ok, true);
        if (clients.listensAfterClose) expectSame('what the peer received', received.trim(), 'heard');
      },
    },
  },
];
