import { equalBytes } from '@proj/crypto';
import type { CertificateCompression } from '@proj/handshake';

const prefix = Uint8Array.of(1, 2, 3, 4);

/** The runner's own ways to "compress" certificates, by their numbers. */
export const mockCompressions: ReadonlyMap<number, CertificateCompression> = new Map(
  [
    {
      // Leaves two leading zeros out.
      id: 0xff01,
      compress: (plain: Uint8Array) => plain.subarray(2),
      decompress: (compressed: Uint8Array) => Uint8Array.of(0, 0, ...compressed),
    },
    {
      // Puts four bytes in front.
      id: 0xff02,
      compress: (plain: Uint8Array) => Uint8Array.of(...prefix, ...plain),
      decompress(compressed: Uint8Array) {
        if (!equalBytes(compressed.subarray(0, 4), prefix)) throw new Error('the prefix is missing');
        return compressed.slice(4);
      },
    },
    {
      // Puts a random byte in front.
      id: 0xff03,
      compress: (plain: Uint8Array) => Uint8Array.of(Math.floor(256 * Math.random()), ...plain),
      decompress: (compressed: Uint8Array) => compressed.slice(1),
    },
  ].map((one) => [one.id, { ...one, decompress: exactly(one.decompress) }]),
);

/** Refuses what does not have the length that was told. */
function exactly(decompress: (compressed: Uint8Array) => Uint8Array): CertificateCompression['decompress'] {
  return (compressed, length) => {
    const plain = decompress(compressed);
    if (plain.length !== length) throw new Error(`${plain.length} bytes, not ${length}`);
    return plain;
  };
}
