/** One of the processes that play the matrix: does its share, tells what came of it, and ends with who started it. */
import { TemporaryDirectory } from '../../certificates/temporary-directory.ts';
import { Identities } from '../certificates.ts';
import type { Assignment, Message } from './crew.ts';
import { play } from './play.ts';

function tell(message: Message): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
}

// Ends all that was started, by way of its handlers for the end of this process.
process.once('disconnect', () => process.exit(1));

const { peers, program }: Assignment = JSON.parse(process.argv[2] ?? '');
const directory = new TemporaryDirectory();
const identities = new Identities(directory);
for (const peer of peers) {
  const played = await play(peer, identities, program, (result) => void tell({ kind: 'result', result }));
  await tell({ kind: 'played', played });
}
directory.remove();
process.exit();
