import { nobleProvider } from '@proj/crypto/noble';
import { Authority, type Issued } from '@tooling/ca';

/** What both implementations are made to negotiate, so that they do the same work. */
export interface Profile {
  readonly version: 'TLSv1.3' | 'TLSv1.2';
  /** IANA's name for TLS 1.3, OpenSSL's for TLS 1.2. */
  readonly suite: string;
  readonly group: 'x25519';
  /** The name in the certificate, which the client checks. */
  readonly host: string;
  /** PEM of the authority that signed the leaf. */
  readonly rootPem: string;
  readonly chainPem: string;
  readonly keyPem: string;
}

const host = 'bench.example';

function issue(root: Authority, keyType: 'p256' | 'rsa'): Issued {
  return root.leaf({ keyType, names: [{ dns: host }], purposes: ['server'] });
}

/** TLS 1.3 with X25519, AES-128-GCM, and an ECDSA P-256 leaf that an ECDSA authority signed. */
export function tls13Profile(): Profile {
  const root = Authority.root(nobleProvider, { subject: 'Bench CA', keyType: 'p256' });
  const leaf = issue(root, 'p256');
  return {
    version: 'TLSv1.3',
    suite: 'TLS_AES_128_GCM_SHA256',
    group: 'x25519',
    host,
    rootPem: root.pem,
    chainPem: leaf.chainPem,
    keyPem: leaf.keyPem,
  };
}

/** TLS 1.2 ECDHE-RSA with X25519, AES-128-GCM, and RSA 2048 throughout. */
export function tls12Profile(): Profile {
  const root = Authority.root(nobleProvider, { subject: 'Bench RSA CA', keyType: 'rsa' });
  const leaf = issue(root, 'rsa');
  return {
    version: 'TLSv1.2',
    suite: 'ECDHE-RSA-AES128-GCM-SHA256',
    group: 'x25519',
    host,
    rootPem: root.pem,
    chainPem: leaf.chainPem,
    keyPem: leaf.keyPem,
  };
}
