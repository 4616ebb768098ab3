import { type StateName, stateTable } from '@proj/handshake';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../src/markdown.ts';
import { diagrams, stateDiagram, withDiagrams } from '../src/state-diagrams.ts';

test('the diagrams in docs/architecture.md are those of the state table (else: pnpm docs:diagrams)', () => {
  const text = readDocument('docs/architecture.md');
  expect(withDiagrams(text)).toBe(text);
});

describe('the diagrams together', () => {
  const drawn = diagrams.map(stateDiagram).join('\n');

  test.each(Object.keys(stateTable) as StateName[])('show %s and every message that it accepts', (name) => {
    const id = name.replaceAll('-', '_');
    for (const [message, targets] of Object.entries(stateTable[name].accepts)) {
      for (const target of targets)
        expect(drawn).toContain(`${id} --> ${target.replaceAll('-', '_')}: ${message}\n`);
    }
  });
});
