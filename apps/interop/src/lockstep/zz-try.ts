import { nodeProvider } from '@proj/node-adapter';
import { TemporaryDirectory } from '/work/main/apps/interop/src/certificates/temporary-directory.ts';
import { Libssl } from '/work/main/apps/interop/src/lockstep/ends/libssl.ts';
import { LineProgram } from '/work/main/apps/interop/src/lockstep/ends/line-program.ts';
import { Ours } from '/work/main/apps/interop/src/lockstep/ends/ours.ts';
import { makeIdentity } from '/work/main/apps/interop/src/lockstep/run/identities.ts';
import { play } from '/work/main/apps/interop/src/lockstep/run/play.ts';
import { Layout } from '/work/main/apps/interop/src/lockstep/run/wire.ts';
import { call, carry, handshake, scenario } from '/work/main/apps/interop/src/lockstep/scenarios/build.ts';

const dir = new TemporaryDirectory();
const id = makeIdentity(nodeProvider, dir);
const files = { $chain: id.chainFile, $key: id.keyFile, $root: id.rootFile };
const fill = (s) =>
  JSON.parse(
    JSON.stringify(s)
      .replaceAll('$chain', id.chainFile)
      .replaceAll('$key', id.keyFile)
      .replaceAll('$root', id.rootFile),
  );
const lib = await Libssl.of(
  new LineProgram(process.argv[2] ? process.argv[2].split(' ') : ['/tmp/f-endpoint']),
);
const ours = new Ours(nodeProvider);
for (const version of ['1.2', '1.3']) {
  const s = fill(
    scenario({
      name: 'x',
      subject: 'x',
      version,
      client: [['watch', '1']],
      server: [['watch', '1']],
      steps: [...handshake, call('client', 'write', 100, 0), carry('client'), call('server', 'read', 200)],
    }),
  );
  for (const [client, server] of [
    [lib, lib],
    [ours, ours],
    [lib, ours],
    [ours, lib],
  ]) {
    const t = await play(s, { client, server });
    console.log(
      '=====',
      version,
      client.name,
      server.name,
      new Layout(t.sent.client).lengths,
      '/',
      new Layout(t.sent.server).lengths,
    );
    if (client === server)
      for (const o of t.observations)
        console.log(
          o.side[0],
          o.call.padEnd(12),
          Object.entries(o.fields)
            .map(([k, v]) => (k === 'events' ? '\n    ' + v.split('|').join('\n    ') : `${k}=${v}`))
            .join(' '),
        );
  }
}
await lib.close();
