import { nobleProvider } from '@proj/crypto/noble';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import { MemoryBio, Ssl, SslContext, sslOptions, verifyModes } from '../../src/index.js';

/** The ClientHello of a connection with these options, and its 5-byte record header. */
function helloOf(options: bigint): Uint8Array {
  const context = new SslContext({ provider: nobleProvider, options, verifyMode: verifyModes.NONE });
  // Long enough to be among the lengths that are padded.
  context.alpn = ['x'.repeat(150)];
  context.setGroups('X25519');
  const ssl = new Ssl(context);
  const output = new MemoryBio();
  ssl.setBio(new MemoryBio(), output);
  ssl.connect();
  return output.data.slice();
}

describe('SSL_OP_TLSEXT_PADDING (RFC 7685, 4)', () => {
  it('pads a hello of 256 to 511 bytes to 512, where it is set', () => {
    const [plain, padded] = [helloOf(0n), helloOf(sslOptions.TLSEXT_PADDING)];
    expect(plain[0]).toBe(contentTypes.handshake);
    expect(plain.length).toBeGreaterThanOrEqual(5 + 256);
    expect(plain.length).toBeLessThan(5 + 512);
    expect(padded).toHaveLength(5 + 512);
  });
});
