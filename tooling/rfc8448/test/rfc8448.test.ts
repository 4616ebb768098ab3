import { nobleProvider } from '@proj/crypto/noble';
import { describeVectors, parseTranscripts } from '@tooling/vectors';
import { expect, it } from 'vitest';
import { type Recordings, readTranscripts, replays } from '../src/index.ts';

describeVectors('rfc8448/transcripts.vec', (text) => {
  it('every transcript of the file is replayed in both roles', () => {
    const names = parseTranscripts(text).map(({ name }) => name);
    const recordings = readTranscripts(text);
    for (const role of ['client', 'server']) {
      const asked = new Set<string>();
      const noting: Recordings = (name) => {
        asked.add(name);
        return recordings(name);
      };
      for (const { name, run } of replays) if (name.includes(`, as ${role}`)) run(nobleProvider, noting);
      expect(asked).toEqual(new Set(names));
    }
  });

  it.each(replays)('a changed bit in what we are to send is seen: $name', ({ name, run }) => {
    const field = name.includes('as client') ? 'Record_ClientFinished' : 'Record_ServerHello';
    expect(() => run(nobleProvider, withChangedEnd(text, field))).toThrow();
  });

  it('a transcript that is not there is an error', () => {
    expect(() => readTranscripts(text)('Simple_2RTT_Handshake')).toThrow('Simple_2RTT_Handshake');
  });
});

/** The recordings, but for the last bit of a field, wherever it stands. */
function withChangedEnd(text: string, field: string): Recordings {
  const line = new RegExp(`^(${field} *=.*)([0-9a-f])$`, 'gim');
  const flip = (_line: string, head: string, digit: string): string =>
    head + (Number.parseInt(digit, 16) ^ 1).toString(16);
  const changed = text.replace(line, flip);
  expect(changed).not.toBe(text);
  return readTranscripts(changed);
}
