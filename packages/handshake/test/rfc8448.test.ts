import { nobleProvider } from '@proj/crypto/noble';
import { readTranscripts, recordedServer, replays } from '@tooling/rfc8448';
import { describeVectors } from '@tooling/vectors';
import { describe, expect, it } from 'vitest';

describeVectors('rfc8448/transcripts.vec', (text) => {
  const recordings = readTranscripts(text);

  describe('reproduced byte for byte', () => {
    it.each(replays)('$name', ({ run }) => {
      run(nobleProvider, recordings);
    });
  });

  it('our server refuses a second ClientHello whose cookie is not its own (RFC 8446, 4.2.2)', () => {
    const transcript = recordings('HelloRetryRequest_Handshake');
    const server = recordedServer(nobleProvider, transcript, { groups: ['secp256r1', 'secp384r1'] });
    server.receive(transcript.bytes('Record_ClientHello_1'));
    server.handshake();
    server.output.consume(server.output.pending);
    const cookie = transcript.bytes('HelloRetryRequest_Cookie');
    const second = Buffer.from(transcript.bytes('Record_ClientHello_2'));
    const at = second.indexOf(cookie);
    expect(at).toBeGreaterThan(0);
    second.writeUInt8((cookie[0] ?? 0) ^ 0xff, at);
    server.receive(second);
    expect(() => server.handshake()).toThrow(expect.objectContaining({ code: 'CLIENT_HELLO_CHANGED' }));
  });
});
