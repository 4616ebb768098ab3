/** What goes wrong over blocking sockets: each time −1, an error code, and the cause. */
import { Ssl, SslContext } from '@proj/bio';
import { BlockingListener, BlockingSocketBio, nodeProvider as provider } from '../../src/index.ts';
import { codeOf, parameters, print, workers } from './program.ts';

const { refused, resetting, silent, ending, trust } = parameters<{
  refused: number;
  resetting: number;
  silent: number;
  ending: number;
  trust: string;
}>();
const context = new SslContext({ provider, trust });

function shakeHands(name: string, port: number, timeout = 60_000): void {
  const bio = BlockingSocketBio.connect({ host: '127.0.0.1', port }, { timeout });
  const ssl = new Ssl(context);
  ssl.serverName = 'server.example';
  ssl.setBio(bio, bio);
  const begun = performance.now();
  const ret = ssl.connect();
  const took = performance.now() - begun;
  const cause = codeOf(bio.cause);
  print({ name, ret, error: ssl.getError(ret), cause, waited: took >= timeout, retry: bio.shouldRetry });
  ssl.free();
}

shakeHands('refused', refused);
shakeHands('reset', resetting);
shakeHands('silent', silent, 500);
shakeHands('ending', ending);

const nowhere = BlockingSocketBio.connect({ host: '127.0.0.1', port: 70_000 });
print({ name: 'no port', ret: nowhere.doHandshake(), cause: codeOf(nowhere.cause) });
nowhere.free();

const stuck = BlockingSocketBio.connect({ host: '127.0.0.1', port: silent }, { timeout: 500 });
let ret = 1;
for (let i = 0; i < 10_000 && ret > 0; i += 1) ret = stuck.write(new Uint8Array(100_000));
print({ name: 'never reads', ret, cause: codeOf(stuck.cause), again: stuck.write(new Uint8Array(1)) });
stuck.free();

const listener = new BlockingListener({ host: '127.0.0.1', port: 0 }, { timeout: 200 });
const attempt = (run: () => void): unknown => {
  try {
    run();
    return 'done';
  } catch (error) {
    return codeOf(error);
  }
};
const alone = attempt(() => listener.accept());
const taken = attempt(
  () => new BlockingListener(listener.address.port ? { host: '127.0.0.1', port: listener.address.port } : {}),
);
listener.timeout = 60_000;
const near = BlockingSocketBio.connect({ host: '127.0.0.1', port: listener.address.port ?? 0 });
near.doHandshake();
const far = listener.accept();
near.puts('late');
const into = new Uint8Array(9);
print({ name: 'accept', alone, taken, count: far.read(into) });
near.free();
print({ name: 'end', count: far.read(into), eof: far.eof, retry: far.shouldRetry });
far.free();
listener.close();
print({
  name: 'freed',
  read: [far.read(into), codeOf(far.cause)],
  write: [far.write(into), codeOf(far.cause)],
  accept: attempt(() => listener.accept()),
});

const end = Date.now() + 10_000;
while (workers() > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
print({ name: 'workers', left: workers() });
