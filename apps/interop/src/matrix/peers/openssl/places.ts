import { findOpenssl } from '../../../peers/openssl.ts';
import { Container } from '../../docker/container.ts';
import type { OpensslPlace } from './openssl-peer.ts';

/** This machine's own openssl, and a directory for its files. Throws a `PeerError` when there is none. */
export async function systemPlace(directory: string): Promise<OpensslPlace> {
  const openssl = await findOpenssl();
  const shell = { argv: ['sh'], openssl: openssl.argv };
  return { name: 'openssl', openssl, shell, scratch: directory, close: async () => {} };
}

/** The openssl of an image, in a container that can read a directory. Throws a `PeerError`. */
export async function containerPlace(name: string, tag: string, directory: string): Promise<OpensslPlace> {
  const container = await Container.start(tag, directory);
  try {
    return {
      name,
      openssl: await findOpenssl([...container.argv, 'openssl']),
      shell: { argv: [...container.argv, 'sh'], openssl: ['openssl'] },
      scratch: '/tmp',
      close: () => container.stop(),
    };
  } catch (error) {
    await container.stop();
    throw error;
  }
}
