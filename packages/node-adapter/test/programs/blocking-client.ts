/** A client that knows no event loop: connects, shakes hands, asks, and reads the answer to its end. */
import { Ssl, SslContext } from '@proj/bio';
import { BlockingSocketBio, nodeProvider as provider } from '../../src/index.ts';
import { codeOf, parameters, print, readText, workers } from './program.ts';

const { port, trust, keep = false } = parameters<{ port: number; trust: string; keep?: boolean }>();
let turns = 0;
setImmediate(() => {
  turns += 1;
});

const bio = BlockingSocketBio.connect({ host: '127.0.0.1', port }, { timeout: 60_000 });
const ssl = new Ssl(new SslContext({ provider, trust }));
ssl.serverName = 'server.example';
ssl.setBio(bio, bio);
const shaken = ssl.connect();
const written = ssl.write(new TextEncoder().encode('GET / HTTP/1.0\r\n\r\n'));
const answer = readText((into) => ssl.read(into));
const workersMeanwhile = workers();
const closed = ssl.shutdown();
print({
  shaken,
  written,
  version: ssl.version,
  answer: answer.slice(0, 15),
  closed,
  turns,
  workersMeanwhile,
  failure: codeOf(bio.cause),
});
if (!keep) ssl.free();
if (!keep) {
  const end = Date.now() + 10_000;
  while (workers() > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
  print({ workersLeft: workers() });
}
