/** One end of a connection over two pipes, standing still: shakes hands, says its word, reads the other's to the end. */
import { closeSync, openSync } from 'node:fs';
import { Ssl, SslContext } from '@proj/bio';
import { FdBio, nodeProvider as provider } from '../../src/index.ts';
import { parameters, print, readText } from './program.ts';

const { role, up, down, trust, certificate, key } = parameters<{
  role: 'client' | 'server';
  up: string;
  down: string;
  trust: string;
  certificate: string;
  key: string;
}>();
let turns = 0;
setImmediate(() => {
  turns += 1;
});

// Opening a pipe waits for the other end: both open them in the same order.
const fds =
  role === 'client' ? [openSync(up, 'w'), openSync(down, 'r')] : [openSync(up, 'r'), openSync(down, 'w')];
const [first = -1, second = -1] = fds;
const bio =
  role === 'client'
    ? new FdBio(second, { writeFd: first, close: true })
    : new FdBio(first, { writeFd: second, close: true });
const ssl = new Ssl(
  new SslContext(role === 'client' ? { provider, trust } : { provider, certificate, privateKey: key }),
);
ssl.setBio(bio, bio);
if (role === 'client') ssl.serverName = 'server.example';
const shaken = role === 'client' ? ssl.connect() : ssl.accept();
ssl.write(new TextEncoder().encode(`from the ${role}`));
const closed = [ssl.shutdown()];
const heard = readText((into) => ssl.read(into));
closed.push(ssl.shutdown());
ssl.free();
let isOpen = true;
try {
  closeSync(first);
} catch {
  isOpen = false;
}
print({ shaken, heard, closed, turns, isOpen });
