import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../src/matrix/docker/run.ts';
import { Child } from '../../../src/peers/child.ts';
import { type Found, freePort, listening, type Material, type OldPeer, type Wish } from './peer.ts';

const suites: { readonly [openssl: string]: string } = {
  'AES128-SHA': '002F',
  'AES256-SHA': '0035',
  'DES-CBC3-SHA': '000A',
  'DHE-RSA-AES128-SHA': '0033',
  'DHE-RSA-DES-CBC3-SHA': '0016',
  'ECDHE-RSA-AES256-SHA': 'C014',
  'ECDHE-RSA-DES-CBC3-SHA': 'C012',
  'AES128-GCM-SHA256': '009C',
  'AES128-SHA256': '003C',
};

const versions: { readonly [version in Wish['version']]: string } = {
  SSLv3: 'ssl3',
  TLSv1: 'tls1.0',
  'TLSv1.1': 'tls1.1',
  'TLSv1.2': 'tls1.2',
};

const settings = ({ version, suite }: Wish): string[] => [
  ...['-V', `${versions[version]}:${versions[version]}`],
  ...['-c', `:${suites[suite]}`],
];

/** NSS keeps certificates and keys in a database of its own. */
async function database({ directory, rootFile, server }: Material): Promise<string> {
  const path = join(directory.path, 'nss');
  mkdirSync(path);
  const bundle = join(directory.path, 'nss.p12');
  const steps = [
    ['certutil', '-N', '-d', path, '--empty-password'],
    ['certutil', '-A', '-d', path, '-n', 'root', '-t', 'CT,,', '-a', '-i', rootFile],
    [
      ...['openssl', 'pkcs12', '-export', '-name', 'server', '-passout', 'pass:p12', '-out', bundle],
      ...['-in', server.chainFile, '-inkey', server.keyFile],
    ],
    ['pk12util', '-i', bundle, '-d', path, '-W', 'p12', '-K', ''],
  ];
  for (const step of steps) {
    const { code, output } = await run(step, 30_000);
    if (code !== 0) throw new Error(`${step.join(' ')}: ${output}`);
  }
  return path;
}

async function peerOf(material: Material): Promise<OldPeer> {
  const path = await database(material);
  return {
    name: 'NSS',
    showsCertificates: true,
    speaks: ({ suite }) => suites[suite] !== undefined,
    serve: async (wish) => {
      const port = await freePort();
      const child = new Child([
        'selfserv',
        '-d',
        path,
        '-n',
        'server',
        '-p',
        String(port),
        '-v',
        ...(wish.certificate ? ['-r', '-r'] : []),
        ...settings(wish),
      ]);
      await listening(port);
      return {
        child,
        port,
        exchange: async (wire) => {
          wire.write('GET / HTTP/1.0\r\n\r\n');
          await wire.until('an answer', ({ text }) => text.includes('HTTP/1.0 200'));
        },
      };
    },
    connect: (wish, port) =>
      new Child([
        'tstclnt',
        '-4',
        '-h',
        'localhost',
        '-p',
        String(port),
        '-d',
        path,
        '-v',
        ...(wish.certificate ? ['-n', 'server'] : []),
        ...settings(wish),
      ]),
    stop: async () => {},
  };
}

/** selfserv and tstclnt of NSS. */
export async function nss(): Promise<Found> {
  for (const program of ['selfserv', 'tstclnt', 'certutil', 'pk12util']) {
    const missing = await run(['which', program], 15_000).then(({ code }) => code !== 0);
    if (missing) return { why: `${program} was not found: install libnss3-tools` };
  }
  return { make: peerOf };
}
