/** A server that knows no event loop: serves so many connections one after the other, a line each. */
import { Ssl, SslContext } from '@proj/bio';
import { BlockingListener, nodeProvider as provider } from '../../src/index.ts';
import { parameters, print, readText } from './program.ts';

const { certificate, key, connections } = parameters<{
  certificate: string;
  key: string;
  connections: number;
}>();
const context = new SslContext({ provider, certificate, privateKey: key });
const listener = new BlockingListener({ host: '127.0.0.1', port: 0 }, { timeout: 60_000 });
print({ port: listener.address.port });

for (let i = 0; i < connections; i += 1) {
  const bio = listener.accept({ timeout: 60_000 });
  const ssl = new Ssl(context);
  ssl.setBio(bio, bio);
  const shaken = ssl.accept();
  const line = readText((into) => ssl.read(into), 5);
  const written = ssl.write(new TextEncoder().encode(`you said ${line}`));
  print({ shaken, version: ssl.version, line, written, closed: ssl.shutdown() });
  ssl.free();
}
listener.close();
