import type { Contender, Transport } from '../contender.ts';
import { Contexts, type OursOptions } from './ours/ends.ts';
import { InMemory } from './ours/in-memory.ts';
import { Loopback } from './ours/loopback.ts';

/** SSL objects of ours at both ends. */
export async function ours({
  transport,
  ...options
}: OursOptions & { readonly transport: Transport }): Promise<Contender> {
  const contexts = new Contexts(options);
  return transport === 'memory' ? new InMemory(contexts) : await Loopback.open(contexts);
}
