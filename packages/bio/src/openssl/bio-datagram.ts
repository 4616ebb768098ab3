import {
  type DatagramAddress,
  type DatagramBio,
  type DatagramMessage,
  datagramCaps,
} from '../bio/datagram.js';
import { DatagramMemoryBio } from '../bio/datagram-memory.js';
import { createDatagramPair, DatagramPairBio } from '../bio/datagram-pair.js';
import type { BioMethod } from './bio.js';
import { noted } from './noted.js';

/** BIO_dgram_set_caps(3), see `datagramCaps.HANDLES_SRC_ADDR`. */
export const BIO_DGRAM_CAP_HANDLES_SRC_ADDR: typeof datagramCaps.HANDLES_SRC_ADDR =
  datagramCaps.HANDLES_SRC_ADDR;
/** BIO_dgram_set_caps(3), see `datagramCaps.HANDLES_DST_ADDR`. */
export const BIO_DGRAM_CAP_HANDLES_DST_ADDR: typeof datagramCaps.HANDLES_DST_ADDR =
  datagramCaps.HANDLES_DST_ADDR;
/** BIO_dgram_set_caps(3), see `datagramCaps.PROVIDES_SRC_ADDR`. */
export const BIO_DGRAM_CAP_PROVIDES_SRC_ADDR: typeof datagramCaps.PROVIDES_SRC_ADDR =
  datagramCaps.PROVIDES_SRC_ADDR;
/** BIO_dgram_set_caps(3), see `datagramCaps.PROVIDES_DST_ADDR`. */
export const BIO_DGRAM_CAP_PROVIDES_DST_ADDR: typeof datagramCaps.PROVIDES_DST_ADDR =
  datagramCaps.PROVIDES_DST_ADDR;

/** BIO_s_dgram_pair(3): one half of a pair. */
export const BIO_s_dgram_pair = (): BioMethod<DatagramPairBio> => () => new DatagramPairBio();
/** BIO_s_dgram_mem(3). */
export const BIO_s_dgram_mem = (): BioMethod<DatagramMemoryBio> => () => new DatagramMemoryBio();
/** BIO_new_bio_dgram_pair(3): returns both halves, where C has out-parameters. */
export const BIO_new_bio_dgram_pair = (size1: number, size2: number): [DatagramPairBio, DatagramPairBio] =>
  createDatagramPair(size1, size2);
/** BIO_dgram_set_no_trunc(3). Returns 1. */
export const BIO_dgram_set_no_trunc = (bio: DatagramBio, enable: number): number => {
  bio.noTruncation = enable > 0;
  return 1;
};
/** BIO_dgram_get_no_trunc(3). */
export const BIO_dgram_get_no_trunc = (bio: DatagramBio): number => Number(bio.noTruncation);
/** BIO_dgram_set_caps(3). Returns 1. */
export const BIO_dgram_set_caps = (bio: DatagramBio, caps: number): number => {
  bio.caps = caps;
  return 1;
};
/** BIO_dgram_get_caps(3). */
export const BIO_dgram_get_caps = (bio: DatagramBio): number => bio.caps;
/** BIO_dgram_get_effective_caps(3). */
export const BIO_dgram_get_effective_caps = (bio: DatagramBio): number => bio.effectiveCaps;
/** BIO_dgram_set_mtu(3). Returns 1. */
export const BIO_dgram_set_mtu = (bio: DatagramBio, mtu: number): number => {
  bio.mtu = mtu;
  return 1;
};
/** BIO_dgram_get_mtu(3). */
export const BIO_dgram_get_mtu = (bio: DatagramBio): number => bio.mtu;
/** BIO_dgram_set0_local_addr(3). Returns 1. */
export const BIO_dgram_set0_local_addr = (bio: DatagramBio, address: DatagramAddress | undefined): number => {
  bio.localAddress = address;
  return 1;
};
/** BIO_dgram_get_local_addr_cap(3): 1 or 0. */
export const BIO_dgram_get_local_addr_cap = (bio: DatagramBio): number => Number(bio.canUseLocalAddress);
/** BIO_dgram_set_local_addr_enable(3): 1, or 0 where that is not possible. */
export const BIO_dgram_set_local_addr_enable = (bio: DatagramBio, enable: number): number =>
  Number(bio.enableLocalAddress(enable !== 0));
/** BIO_dgram_get_local_addr_enable(3): the setting, where C has an out-parameter. */
export const BIO_dgram_get_local_addr_enable = (bio: DatagramBio): number => Number(bio.localAddressEnabled);
/** BIO_sendmmsg(3): C's result and out-parameter. */
export const BIO_sendmmsg = (
  bio: DatagramBio,
  messages: readonly DatagramMessage[],
): { ret: 0 | 1; msgs_processed: number } => processed(noted(bio, bio.sendMany(messages)));
/** BIO_recvmmsg(3): C's result and out-parameter. */
export const BIO_recvmmsg = (
  bio: DatagramBio,
  messages: readonly DatagramMessage[],
): { ret: 0 | 1; msgs_processed: number } => processed(noted(bio, bio.receiveMany(messages)));

function processed(count: number): { ret: 0 | 1; msgs_processed: number } {
  return count < 0 ? { ret: 0, msgs_processed: 0 } : { ret: 1, msgs_processed: count };
}
