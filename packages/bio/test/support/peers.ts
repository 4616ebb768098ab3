import { nobleProvider } from '@proj/crypto/noble';
import { Authority, type Issued, type LeafTemplate } from '@tooling/ca';
import { Ssl, SslContext, type SslContextOptions } from '../../src/index.js';

/** A throwaway authority, and a certificate of it for `server.example`. */
export class TestCa {
  readonly root: Authority;

  constructor(subject = 'Test Root') {
    this.root = Authority.root(nobleProvider, { subject });
  }

  issue(template: LeafTemplate = {}): Issued {
    return this.root.leaf({ names: [{ dns: 'server.example' }], ...template });
  }
}

/** One for all tests: making keys costs time. */
export const ca: TestCa = new TestCa();
/** An ECDSA P-256 certificate for `server.example`. */
export const serverLeaf: Issued = ca.issue();
/** One for a client. */
export const clientLeaf: Issued = ca.issue({ names: [{ dns: 'client.example' }], purposes: ['client'] });

/** A context of a client that trusts the test authority. */
export function clientContext(options: Partial<SslContextOptions> = {}): SslContext {
  return new SslContext({ provider: nobleProvider, trust: ca.root.pem, ...options });
}

/** A context of a server with the test certificate. */
export function serverContext(options: Partial<SslContextOptions> = {}): SslContext {
  return new SslContext({
    provider: nobleProvider,
    certificate: serverLeaf.chainPem,
    privateKey: serverLeaf.keyPem,
    ...options,
  });
}

/** A client that wants `server.example`. */
export function newClient(context: SslContext = clientContext()): Ssl {
  const ssl = new Ssl(context);
  ssl.serverName = 'server.example';
  ssl.setConnectState();
  return ssl;
}

/** A server. */
export function newServer(context: SslContext = serverContext()): Ssl {
  const ssl = new Ssl(context);
  ssl.setAcceptState();
  return ssl;
}
