import type { Bio } from '../bio/bio.js';
import { BufferBio } from '../bio/buffer.js';
import type { DatagramPairBio } from '../bio/datagram-pair.js';
import { MemoryBio } from '../bio/memory.js';
import { createBioPair, PairBio } from '../bio/pair.js';
import { SslBio } from '../bio/ssl-filter.js';
import { StutterBio } from '../bio/stutter.js';
import { Ssl } from '../ssl/ssl.js';
import type { SslContext } from '../ssl/ssl-context.js';
import type { BioMethod } from './bio.js';
import { attempt, notedPiece } from './noted.js';

/** BIO_s_mem(3). */
export const BIO_s_mem = (): BioMethod<MemoryBio> => () => new MemoryBio();
/** BIO_s_bio(3): one half of a pair. */
export const BIO_s_bio = (): BioMethod<PairBio> => () => new PairBio();
/** BIO_f_buffer(3). */
export const BIO_f_buffer = (): BioMethod<BufferBio> => () => new BufferBio();
/** BIO_f_nbio_test(3). */
export const BIO_f_nbio_test = (): BioMethod<StutterBio> => () => new StutterBio();
/** BIO_new_mem_buf(3): read-only. */
export const BIO_new_mem_buf = (contents: Uint8Array): MemoryBio => new MemoryBio(contents);
/** BIO_new_bio_pair(3): returns both halves, where C has out-parameters. */
export const BIO_new_bio_pair = (size1: number, size2: number): [PairBio, PairBio] =>
  createBioPair(size1, size2);
/** BIO_new_ssl(3): a filter with a connection of this context. */
export const BIO_new_ssl = (context: SslContext, client: boolean): SslBio => {
  const ssl = new Ssl(context);
  if (client) ssl.setConnectState();
  else ssl.setAcceptState();
  return new SslBio(ssl);
};
/** BIO_set_mem_eof_return(3). */
export const BIO_set_mem_eof_return = (bio: MemoryBio, value: number): void => {
  bio.eofReturn = value;
};
/** BIO_get_mem_data(3): the bytes, where C has an out-parameter. */
export const BIO_get_mem_data = (bio: MemoryBio): Uint8Array => bio.data;

/** What becomes one half of a pair: both halves are of one kind. */
export interface Joinable<Half> {
  /** Makes a pair with another half. */
  join(other: Half): void;
}
/** BIO_make_bio_pair(3). */
export const BIO_make_bio_pair = <Half extends Joinable<Half>>(one: Half, other: Half): number =>
  attempt(() => one.join(other));
/** BIO_destroy_bio_pair(3). Returns 1. */
export const BIO_destroy_bio_pair = (bio: PairBio | DatagramPairBio): number =>
  attempt(() => bio.destroyPair());
/** BIO_shutdown_wr(3). Returns 1. */
export const BIO_shutdown_wr = (bio: PairBio): number => attempt(() => bio.shutdownWrite());
/** BIO_set_write_buf_size(3): 1, or 0 while the BIO is in a pair. */
export const BIO_set_write_buf_size = (bio: { writeBufferSize: number }, size: number): number =>
  attempt(() => {
    bio.writeBufferSize = size;
  });
/** BIO_get_write_buf_size(3). */
export const BIO_get_write_buf_size = (bio: { readonly writeBufferSize: number }): number =>
  bio.writeBufferSize;
/** BIO_get_write_guarantee(3). */
export const BIO_get_write_guarantee = (bio: { readonly writeGuarantee: number }): number =>
  bio.writeGuarantee;
/** BIO_ctrl_get_write_guarantee(3). */
export const BIO_ctrl_get_write_guarantee = (bio: { readonly writeGuarantee: number }): number =>
  bio.writeGuarantee;
/** BIO_get_read_request(3). */
export const BIO_get_read_request = (bio: PairBio): number => bio.readRequest;
/** BIO_ctrl_get_read_request(3). */
export const BIO_ctrl_get_read_request = (bio: PairBio): number => bio.readRequest;
/** BIO_ctrl_reset_read_request(3). Returns 1. */
export const BIO_ctrl_reset_read_request = (bio: PairBio): number => attempt(() => bio.resetReadRequest());
/** BIO_nread0(3): the bytes where they are, or a number as C returns it; C has an out-parameter. */
export const BIO_nread0 = (bio: PairBio): Uint8Array | number => notedPiece(bio, bio.nread0());
/** BIO_nread(3): as {@link BIO_nread0}, and takes them. */
export const BIO_nread = (bio: PairBio, count: number): Uint8Array | number =>
  notedPiece(bio, bio.nread(count));
/** BIO_nwrite0(3): the room where it is, or a number as C returns it; C has an out-parameter. */
export const BIO_nwrite0 = (bio: PairBio): Uint8Array | number => notedPiece(bio, bio.nwrite0());
/** BIO_nwrite(3): as {@link BIO_nwrite0}, and counts it as written. */
export const BIO_nwrite = (bio: PairBio, count: number): Uint8Array | number =>
  notedPiece(bio, bio.nwrite(count));

/** BIO_f_ssl(3): a filter for a connection, as BIO_new(3) and BIO_set_ssl(3) make one. */
export const BIO_set_ssl = (ssl: Ssl, closes: boolean): SslBio => new SslBio(ssl, closes);
/** BIO_get_ssl(3): of the filter in the chain. */
export const BIO_get_ssl = (chain: Bio): Ssl | undefined => chain.find(SslBio)?.ssl;
/** BIO_set_ssl_mode(3), of the filter in the chain: 1 for a client, 0 for a server. Returns 1, or 0 when there is none. */
export const BIO_set_ssl_mode = (chain: Bio, client: number): number => {
  const bio = chain.find(SslBio);
  bio?.setMode(client === 0 ? 'server' : 'client');
  return Number(bio !== undefined);
};
/** BIO_set_ssl_renegotiate_bytes(3), of the filter in the chain: the limit that was. */
export const BIO_set_ssl_renegotiate_bytes = (chain: Bio, bytes: number): number =>
  chain.find(SslBio)?.setRenegotiateBytes(bytes) ?? 0;
/** BIO_set_ssl_renegotiate_timeout(3), of the filter in the chain: the time that was set, in seconds. */
export const BIO_set_ssl_renegotiate_timeout = (chain: Bio, seconds: number): number =>
  chain.find(SslBio)?.setRenegotiateTimeout(seconds) ?? 0;
/** BIO_get_num_renegotiates(3), of the filter in the chain. */
export const BIO_get_num_renegotiates = (chain: Bio): number => chain.find(SslBio)?.renegotiates ?? 0;
/** BIO_ssl_copy_session_id(3): offers, in the first chain's connection, the session of the second's. 1, or 0. */
export const BIO_ssl_copy_session_id = (to: Bio, from: Bio): number => {
  const [target, source] = [to.find(SslBio), from.find(SslBio)];
  if (!target || !source) return 0;
  target.ssl.session = source.ssl.session;
  return 1;
};
/** BIO_ssl_shutdown(3): SSL_shutdown(3) for every connection in the chain. */
export const BIO_ssl_shutdown = (chain: Bio): void => {
  for (let bio: Bio | undefined = chain; bio; bio = bio.next) if (bio instanceof SslBio) bio.ssl.shutdown();
};

/** BIO_get_buffer_num_lines(3). */
export const BIO_get_buffer_num_lines = (bio: BufferBio): number => bio.bufferedLines;
/** BIO_set_read_buffer_size(3). Returns 1. */
export const BIO_set_read_buffer_size = (bio: BufferBio, size: number): number =>
  attempt(() => {
    bio.readBufferSize = size;
  });
/** BIO_set_write_buffer_size(3). Returns 1. */
export const BIO_set_write_buffer_size = (bio: BufferBio, size: number): number =>
  attempt(() => {
    bio.writeBufferSize = size;
  });
/** BIO_set_buffer_size(3): of both buffers. Returns 1. */
export const BIO_set_buffer_size = (bio: BufferBio, size: number): number =>
  attempt(() => {
    bio.readBufferSize = size;
    bio.writeBufferSize = size;
  });
/** BIO_set_buffer_read_data(3). Returns 1. */
export const BIO_set_buffer_read_data = (bio: BufferBio, data: Uint8Array): number =>
  attempt(() => bio.setReadData(data));
