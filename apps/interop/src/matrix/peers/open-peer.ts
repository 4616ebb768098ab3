import { PeerError } from '../../peers/peer-error.ts';
import type { Identities } from '../certificates.ts';
import { imageRows, makeImage } from '../docker/images.ts';
import { GnutlsPeer } from './gnutls/gnutls-peer.ts';
import { OpensslPeer } from './openssl/openssl-peer.ts';
import { containerPlace, systemPlace } from './openssl/places.ts';
import type { Peer } from './peer.ts';
import { RuntimePeer } from './runtime/runtime-peer.ts';
import { findRuntime, runtimeNames } from './runtime/runtimes.ts';

/** A kind of peer: this machine's own, one that runs in Docker, or a runtime from npm. */
export interface PeerRow {
  readonly name: string;
  readonly docker: boolean;
}

/** Every peer that there is. */
export function peerRows(): readonly PeerRow[] {
  return [
    { name: 'openssl', docker: false },
    ...imageRows().map(({ name }) => ({ name, docker: true })),
    ...runtimeNames.map((name) => ({ name, docker: false })),
    { name: 'gnutls', docker: false },
  ];
}

/** A peer that is ready, or why this machine can not have it. */
export type Opened = { readonly peer: Peer } | { readonly why: string };

/** Makes a peer ready. */
export async function openPeer(name: string, identities: Identities): Promise<Opened> {
  try {
    return await open(name, identities);
  } catch (error) {
    if (error instanceof PeerError) return { why: error.message };
    throw error;
  }
}

async function open(name: string, identities: Identities): Promise<Opened> {
  const runtime = runtimeNames.find((known) => known === name);
  if (runtime) return { peer: await RuntimePeer.open(await findRuntime(runtime), identities) };
  if (name === 'gnutls') return { peer: await GnutlsPeer.open(identities) };
  const row = imageRows().find((known) => known.name === name);
  if (!row) return { peer: await OpensslPeer.open(await systemPlace(identities.path), identities) };
  const image = await makeImage(row);
  if ('why' in image) return image;
  return { peer: await OpensslPeer.open(await containerPlace(name, image.tag, identities.path), identities) };
}
