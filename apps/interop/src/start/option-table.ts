import type { StartOptions } from './options.ts';
import { readTarget } from './target.ts';
import { UsageError } from './usage-error.ts';

type Change = Partial<StartOptions>;

/** One option of the command line. */
export interface OptionRow {
  /** Without the dash, as `openssl s_client` names it. */
  readonly name: string;
  /** What stands for its value in the help; absent for an option without one. */
  readonly value?: string;
  readonly help: string;
  /** What it changes. Throws a {@link UsageError} for a value that makes no sense. */
  readonly change: (value: string) => Change;
}

/** Options under a heading, for the help. */
export interface OptionGroup {
  readonly title: string;
  readonly rows: readonly OptionRow[];
}

const flag = (name: string, help: string, change: Change): OptionRow => ({
  name,
  help,
  change: () => change,
});
const valued = (name: string, value: string, help: string, change: OptionRow['change']): OptionRow => ({
  name,
  value,
  help,
  change,
});

/** Every option, in the order of the help. */
export const optionGroups: readonly OptionGroup[] = [
  {
    title: 'Whom to connect to',
    rows: [
      valued('connect', 'HOST:PORT', 'the peer; the same as HOST:PORT alone', (value) => ({
        target: readTarget(value),
      })),
      flag('4', 'connect by IPv4 only', { family: 4 }),
      flag('6', 'connect by IPv6 only', { family: 6 }),
      valued('servername', 'NAME', 'the name to send (SNI) and to verify; default HOST', (serverName) => ({
        serverName,
      })),
      flag('noservername', 'send no name', { sendServerName: false }),
      valued('alpn', 'NAMES', 'application protocols to offer, separated by commas', (value) => ({
        alpn: value.split(','),
      })),
    ],
  },
  {
    title: 'Whom to trust (verification is on)',
    rows: [
      valued(
        'CAfile',
        'FILE',
        "trust the certificates of this PEM file instead of the system's",
        (caFile) => ({
          caFile,
        }),
      ),
      valued(
        'CApath',
        'DIR',
        'trust those of this directory, named as openssl rehash names them',
        (caPath) => ({
          caPath,
        }),
      ),
      valued('verify_hostname', 'NAME', 'the name to verify, where it is not the one to send', (name) => ({
        verifyHostname: name,
      })),
      flag('verify_return_error', 'end the handshake when verification fails, which is the default here', {
        verify: true,
      }),
      flag('noverify', 'go on when verification fails, as s_client does, and say why it failed', {
        verify: false,
      }),
    ],
  },
  {
    title: 'What to offer',
    rows: [
      flag('tls1_2', 'TLS 1.2 only', { tls12: true, tls13: false }),
      flag('tls1_3', 'TLS 1.3 only', { tls12: false, tls13: true }),
      flag('no_tls1_2', 'no TLS 1.2', { tls12: false }),
      flag('no_tls1_3', 'no TLS 1.3', { tls13: false }),
      valued('cipher', 'LIST', 'cipher suites of TLS 1.2, as ciphers(1) writes them', (cipherList) => ({
        cipherList,
      })),
      valued('ciphersuites', 'LIST', 'cipher suites of TLS 1.3, separated by colons', (cipherSuites) => ({
        cipherSuites,
      })),
      valued('groups', 'LIST', 'key exchange groups: X25519MLKEM768:X25519:P-256', (groups) => ({ groups })),
      valued('curves', 'LIST', 'the older name of -groups', (groups) => ({ groups })),
      valued('sigalgs', 'LIST', 'signature algorithms: ECDSA+SHA256:ed25519', (signatureAlgorithms) => ({
        signatureAlgorithms,
      })),
    ],
  },
  {
    title: 'Who we are',
    rows: [
      valued('cert', 'FILE', 'our certificate (PEM), which its chain may follow', (certFile) => ({
        certFile,
      })),
      valued('cert_chain', 'FILE', 'more certificates to send behind it (PEM)', (certChainFile) => ({
        certChainFile,
      })),
      valued('key', 'FILE', 'its private key (PEM); default: in the file of -cert', (keyFile) => ({
        keyFile,
      })),
    ],
  },
  {
    title: 'What to show',
    rows: [
      flag('showcerts', 'print the certificates that the peer sent', { showCertificates: true }),
      flag('msg', 'print every protocol message in hexadecimal', { messages: true }),
      valued('keylogfile', 'FILE', 'append the secrets to this file, for Wireshark', (keyLogFile) => ({
        keyLogFile,
      })),
      flag('brief', 'print a summary, not each call', { detail: 'brief' }),
      flag('quiet', 'print what the peer sends and nothing else; implies -ign_eof', {
        detail: 'quiet',
        ignoreEof: true,
      }),
      flag('ign_eof', 'at the end of standard input, go on until the peer closes', { ignoreEof: true }),
      flag('json', 'print one JSON object and nothing else', { json: true }),
      valued('provider', 'NAME', 'cryptography from node (node:crypto; the default) or noble', (value) => ({
        provider: readProvider(value),
      })),
      flag('help', 'print this', { help: true }),
    ],
  },
];

function readProvider(value: string): StartOptions['provider'] {
  if (value === 'node' || value === 'noble') return value;
  throw new UsageError(`-provider ${value}: there are node and noble`);
}
