/** Sends much, then reads it back, slowly at first: neither end has room for all of it. */
import { createHash } from 'node:crypto';
import { BlockingSocketBio } from '../../src/index.ts';
import { parameters, print } from './program.ts';

const { path, size } = parameters<{ path: string; size: number }>();
const bio = BlockingSocketBio.connect({ path }, { timeout: 60_000 });
const data = new Uint8Array(size).map((_, i) => (i * 31 + (i >> 8)) & 0xff);
const sha256 = (): ReturnType<typeof createHash> => createHash('sha256');
const sent = sha256().update(data).digest('hex');
// The peer sends back only when it has all: else both would wait for the other to read.
const written = bio.write(data);
bio.endWriting();
// Meanwhile the worker's ring fills up, and the socket behind it.
const nothing = new Int32Array(new SharedArrayBuffer(4));
for (let turns = 0; turns < 600 && bio.pending < 65_536; turns += 1) Atomics.wait(nothing, 0, 0, 100);
Atomics.wait(nothing, 0, 0, 200);
const full = bio.pending;
const hash = sha256();
const into = new Uint8Array(10_000);
let read = 0;
for (let count = bio.read(into); count > 0; count = bio.read(into)) {
  hash.update(into.subarray(0, count));
  read += count;
}
print({ written, full, read, same: hash.digest('hex') === sent, eof: bio.eof, after: bio.write(into) });
bio.free();
