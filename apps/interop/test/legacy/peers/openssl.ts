import { certificateArguments } from '../../../src/certificates/throwaway.ts';
import { Container } from '../../../src/matrix/docker/container.ts';
import { run } from '../../../src/matrix/docker/run.ts';
import { findOpenssl, type Openssl, startClient, startServer } from '../../../src/peers/openssl.ts';
import type { Found, Material, OldPeer, Wish } from './peer.ts';

const flags: { readonly [version in Wish['version']]: string } = {
  SSLv3: '-ssl3',
  TLSv1: '-tls1',
  'TLSv1.1': '-tls1_1',
  'TLSv1.2': '-tls1_2',
};

const settings = ({ version, suite }: Wish): string[] => [
  flags[version],
  ...['-cipher', `${suite}:@SECLEVEL=0`],
];

async function peerOf(openssl: Openssl, material: Material, stop: () => Promise<void>): Promise<OldPeer> {
  // Debian builds it without SSL 3.0 and Triple DES: it is asked.
  const { output } = await run([...openssl.argv, 'ciphers', 'ALL:@SECLEVEL=0'], 15_000);
  const suites = output.trim().split(':');
  return {
    name: openssl.banner,
    speaks: ({ suite, version }) => version !== 'SSLv3' && suites.includes(suite),
    serve: async (wish) => {
      const args = [...certificateArguments(material.server), ...settings(wish)];
      const { child, port } = await startServer(openssl, args);
      return {
        child,
        port,
        exchange: async (wire) => {
          wire.write('ping to s_server\n');
          if (!(await child.stdout.waitFor(/ping to s_server/, 10_000))) throw new Error('no ping arrived');
          await child.write('pong of s_server\n');
          await wire.until('pong', ({ text }) => text.includes('pong of s_server'));
        },
      };
    },
    connect: (wish, port) =>
      startClient(openssl, port, [...settings(wish), '-CAfile', material.rootFile, '-verify_return_error']),
    stop,
  };
}

/** The system's openssl. */
export async function systemOpenssl(): Promise<Found> {
  try {
    const openssl = await findOpenssl();
    return { make: (material) => peerOf(openssl, material, async () => {}) };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/** OpenSSL 1.1.1 in Docker, where its image has been made (`pnpm interop --docker`). */
export async function dockerOpenssl(): Promise<Found> {
  const tag = 'tls-interop:openssl-1.1.1';
  const { code } = await run(['docker', 'image', 'inspect', tag], 15_000).catch(() => ({ code: 1 }));
  if (code !== 0) return { why: `the image ${tag} is not here: pnpm interop --docker makes it` };
  return {
    make: async (material) => {
      const container = await Container.start(tag, material.directory.path);
      const openssl = await findOpenssl([...container.argv, 'openssl']);
      return peerOf(openssl, material, () => container.stop());
    },
  };
}
