import { run } from '../../../src/matrix/docker/run.ts';
import { Child } from '../../../src/peers/child.ts';
import { type Found, freePort, listening, type Material, type OldPeer, type Wish } from './peer.ts';

/** What GnuTLS calls the parts of a suite. */
const suites: { readonly [openssl: string]: string } = {
  'AES128-SHA': '+RSA:+AES-128-CBC:+SHA1',
  'AES256-SHA': '+RSA:+AES-256-CBC:+SHA1',
  'DES-CBC3-SHA': '+RSA:+3DES-CBC:+SHA1',
  'DHE-RSA-AES128-SHA': '+DHE-RSA:+AES-128-CBC:+SHA1',
  'DHE-RSA-DES-CBC3-SHA': '+DHE-RSA:+3DES-CBC:+SHA1',
  'ECDHE-RSA-AES256-SHA': '+ECDHE-RSA:+AES-256-CBC:+SHA1',
  'ECDHE-RSA-DES-CBC3-SHA': '+ECDHE-RSA:+3DES-CBC:+SHA1',
  'AES128-GCM-SHA256': '+RSA:+AES-128-GCM:+AEAD',
  'AES128-SHA256': '+RSA:+AES-128-CBC:+SHA256',
  'AES128-CCM': '+RSA:+AES-128-CCM:+AEAD',
};

const versions: { readonly [version in Wish['version']]: string | undefined } = {
  SSLv3: undefined,
  TLSv1: '+VERS-TLS1.0',
  'TLSv1.1': '+VERS-TLS1.1',
  'TLSv1.2': '+VERS-TLS1.2',
};

const priority = ({ version, suite }: Wish): string =>
  `NONE:${versions[version]}:${suites[suite]}:+SIGN-ALL:+COMP-NULL:+GROUP-ALL:+CTYPE-X509`;

function peerOf(banner: string, { server, rootFile }: Material): OldPeer {
  return {
    name: banner,
    speaks: ({ version, suite }) => versions[version] !== undefined && suites[suite] !== undefined,
    serve: async (wish) => {
      const port = await freePort();
      const child = new Child([
        ...['gnutls-serv', '--echo', '--port', String(port), '--priority', priority(wish)],
        ...['--x509certfile', server.chainFile, '--x509keyfile', server.keyFile, '--disable-client-cert'],
      ]);
      await listening(port);
      return {
        child,
        port,
        exchange: async (wire) => {
          wire.write('ping to gnutls-serv\n');
          await wire.until('its echo', ({ text }) => text.includes('ping to gnutls-serv'));
        },
      };
    },
    connect: (wish, port) =>
      new Child([
        ...['gnutls-cli', '--port', String(port), '--priority', priority(wish)],
        ...['--x509cafile', rootFile, 'localhost'],
      ]),
    stop: async () => {},
  };
}

/** gnutls-serv and gnutls-cli. */
export async function gnutls(): Promise<Found> {
  for (const program of ['gnutls-cli', 'gnutls-serv']) {
    const { code, output } = await run([program, '--version'], 15_000).catch(() => ({ code: 1, output: '' }));
    if (code !== 0) return { why: `${program} was not found: install gnutls-bin` };
    const banner = `GnuTLS ${/\d[\d.]+/.exec(output)?.[0] ?? ''}`;
    if (program === 'gnutls-serv') return { make: async (material) => peerOf(banner, material) };
  }
  return { why: 'no program of GnuTLS was found' };
}
