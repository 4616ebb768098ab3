/**
 * The manual pages' names for the BIOs of this package, each one line onto the classes; `@proj/bio/openssl` has the others.
 * As there, functions return what C's out-parameters would hold, and errors go to the one queue.
 *
 * @packageDocumentation
 */
import { openSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { type Bio, bioEntry, type Ssl, type SslBio, type SslContext } from '@proj/bio';
import {
  BIO_CLOSE,
  BIO_do_handshake,
  BIO_f_buffer,
  BIO_new,
  BIO_new_ssl,
  type BioMethod,
  queue,
} from '@proj/bio/openssl';
import { AcceptBio } from './bio/accept-bio.js';
import { BlockingSocketBio } from './bio/blocking-socket-bio.js';
import { ConnectBio } from './bio/connect-bio.js';
import type { Address } from './bio/endpoint.js';
import { FdBio } from './bio/fd-bio.js';
import { SocketBio } from './bio/socket-bio.js';

/** What a run gives, or `undefined` and an entry in the error queue. */
function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    queue.push(bioEntry(error));
    return undefined;
  }
}

/** 1 when the chain has a BIO of a kind, and what is done with it succeeds; otherwise 0. */
function on<Kind extends Bio>(bio: Kind | undefined, act: (bio: Kind) => void): number {
  return bio && attempt(() => [act(bio)]) ? 1 : 0;
}

/** BIO_s_connect(3). */
export const BIO_s_connect = (): BioMethod<ConnectBio> => () => new ConnectBio();
/** BIO_new_connect(3): `host:port`; `undefined` for what can not be read. */
export const BIO_new_connect = (name: string): ConnectBio | undefined => attempt(() => new ConnectBio(name));
/** BIO_set_conn_hostname(3), of the connect BIO in the chain: 1 or 0. */
export const BIO_set_conn_hostname = (chain: Bio, name: string): number =>
  on(chain.find(ConnectBio), (bio) => bio.setHostname(name));
/** BIO_set_conn_port(3), of the connect BIO in the chain. Returns 1, or 0 when there is none. */
export const BIO_set_conn_port = (chain: Bio, port: string): number =>
  on(chain.find(ConnectBio), (bio) => {
    bio.port = port;
  });
/** BIO_get_conn_hostname(3). */
export const BIO_get_conn_hostname = (chain: Bio): string | undefined => chain.find(ConnectBio)?.hostname;
/** BIO_get_conn_port(3). */
export const BIO_get_conn_port = (chain: Bio): string | undefined => chain.find(ConnectBio)?.port;
/** BIO_get_conn_address(3): the peer's, once connected. */
export const BIO_get_conn_address = (chain: Bio): Address | undefined =>
  chain.find(ConnectBio)?.remoteAddress;
/** BIO_set_nbio(3), of the connect or accept BIO in the chain: 1 for calls that do not wait. Returns 1. */
export const BIO_set_nbio = (chain: Bio, nonBlocking: number): number =>
  on(chain.find(ConnectBio) ?? chain.find(AcceptBio), (bio) => {
    bio.nonBlocking = nonBlocking !== 0;
  });
/** BIO_do_connect(3). */
export const BIO_do_connect = (chain: Bio): number => BIO_do_handshake(chain);

/** BIO_s_accept(3). */
export const BIO_s_accept = (): BioMethod<AcceptBio> => () => new AcceptBio();
/** BIO_new_accept(3): a port, or `host:port`; `undefined` for what can not be read. */
export const BIO_new_accept = (name: string): AcceptBio | undefined => attempt(() => new AcceptBio(name));
/** BIO_set_accept_name(3): 1 or 0. */
export const BIO_set_accept_name = (bio: AcceptBio, name: string): number => on(bio, () => bio.setName(name));
/** BIO_set_accept_port(3). Returns 1. */
export const BIO_set_accept_port = (bio: AcceptBio, port: string): number => on(bio, () => bio.setPort(port));
/** BIO_get_accept_name(3): the address, once it listens. */
export const BIO_get_accept_name = (bio: AcceptBio): string | undefined => bio.address.address;
/** BIO_get_accept_port(3): the port, once it listens. */
export const BIO_get_accept_port = (bio: AcceptBio): string | undefined => bio.address.port?.toString();
/** BIO_set_nbio_accept(3): here also for the connections that are accepted. Returns 1. */
export const BIO_set_nbio_accept = (bio: AcceptBio, nonBlocking: number): number =>
  BIO_set_nbio(bio, nonBlocking);
/** BIO_set_accept_bios(3): the chain is freed with the accept BIO. Returns 1. */
export const BIO_set_accept_bios = (bio: AcceptBio, chain: Bio | undefined): number =>
  on(bio, () => {
    bio.acceptBios = chain;
  });
/** BIO_do_accept(3). */
export const BIO_do_accept = (chain: Bio): number => BIO_do_handshake(chain);
/** BIO_get_peer_name(3): the address of the peer of the connection in the chain. */
export const BIO_get_peer_name = (chain: Bio): string | undefined => peerOf(chain)?.address;
/** BIO_get_peer_port(3): the port of the peer of the connection in the chain. */
export const BIO_get_peer_port = (chain: Bio): string | undefined => peerOf(chain)?.port?.toString();

/** BIO_new_socket(3): a stream of Node.js, where C has a descriptor. */
export const BIO_new_socket = (stream: Duplex, close: number): SocketBio =>
  new SocketBio(stream, { close: close === BIO_CLOSE });
/** BIO_new_fd(3). */
export const BIO_new_fd = (fd: number, close: number): FdBio => new FdBio(fd, { close: close === BIO_CLOSE });
/** BIO_new_file(3), with a mode of fopen(3) such as `r` or `w`: closed when freed; `undefined` when it can not be opened. */
export const BIO_new_file = (path: string, mode: string): FdBio | undefined =>
  attempt(() => new FdBio(openSync(path, mode), { close: true }));
/** BIO_get_fd(3): of the file descriptor BIO in the chain; −1 when there is none. */
export const BIO_get_fd = (chain: Bio): number => chain.find(FdBio)?.fd ?? -1;

/** BIO_new_ssl_connect(3): a filter with a client's connection, and a connect BIO. */
export const BIO_new_ssl_connect = (context: SslContext): SslBio =>
  BIO_new_ssl(context, true).push(new ConnectBio());
/** BIO_new_buffer_ssl_connect(3): a buffer in front of {@link BIO_new_ssl_connect}. */
export const BIO_new_buffer_ssl_connect = (context: SslContext): Bio =>
  BIO_new(BIO_f_buffer()).push(BIO_new_ssl_connect(context));

/**
 * SSL_set_fd(3): reads and writes a descriptor, or a stream of Node.js, which stays open when the connection is freed.
 * Returns 1.
 */
export const SSL_set_fd = (ssl: Ssl, to: number | Duplex): number => {
  const bio = bioFor(to);
  ssl.setBio(bio, bio);
  return 1;
};
/** SSL_set_rfd(3): as {@link SSL_set_fd}, for reading; shares the BIO for writing where that is on the same. Returns 1. */
export const SSL_set_rfd = (ssl: Ssl, from: number | Duplex): number => {
  const { writeBio } = ssl;
  ssl.setBio(standsOn(writeBio, from) ? writeBio : bioFor(from), writeBio);
  return 1;
};
/** SSL_set_wfd(3): as {@link SSL_set_fd}, for writing; shares the BIO for reading where that is on the same. Returns 1. */
export const SSL_set_wfd = (ssl: Ssl, to: number | Duplex): number => {
  const { readBio } = ssl;
  ssl.setBio(readBio, standsOn(readBio, to) ? readBio : bioFor(to));
  return 1;
};
/** SSL_get_rfd(3), SSL_get_fd(3): the descriptor that is read; −1 when there is none. */
export const SSL_get_rfd = (ssl: Ssl): number => (ssl.readBio ? BIO_get_fd(ssl.readBio) : -1);
/** SSL_get_fd(3): {@link SSL_get_rfd}. */
export const SSL_get_fd = (ssl: Ssl): number => SSL_get_rfd(ssl);
/** SSL_get_wfd(3): the descriptor that is written; −1 when there is none. */
export const SSL_get_wfd = (ssl: Ssl): number => ssl.writeBio?.find(FdBio)?.writeFd ?? -1;

function bioFor(to: number | Duplex): Bio {
  return typeof to === 'number' ? new FdBio(to) : new SocketBio(to, { close: false });
}

function standsOn(bio: Bio | undefined, to: number | Duplex): boolean {
  return (bio instanceof FdBio && bio.fd === to) || (bio instanceof SocketBio && bio.stream === to);
}

function peerOf(chain: Bio): Address | undefined {
  for (let bio: Bio | undefined = chain; bio; bio = bio.next) {
    if (bio instanceof SocketBio || bio instanceof BlockingSocketBio) return bio.remoteAddress;
  }
  return undefined;
}
