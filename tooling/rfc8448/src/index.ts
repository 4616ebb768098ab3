import { clientReplays } from './client.ts';
import type { Replay } from './replay.ts';
import { serverReplays } from './server.ts';

export { recordedServer } from './recorded-server.ts';
export { type Recordings, type Replay, readTranscripts } from './replay.ts';

/** Every transcript in both roles, where there is enough of it recorded. */
export const replays: readonly Replay[] = [...clientReplays, ...serverReplays];
