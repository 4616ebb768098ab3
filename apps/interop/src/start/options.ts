import type { Target } from './target.ts';

/** What the command line asks for. */
export interface StartOptions {
  readonly help: boolean;
  /** One JSON object on standard output, and nothing else. */
  readonly json: boolean;
  /** The peer to connect to; without one, four handshakes with the system's openssl are shown. */
  readonly target: Target | undefined;
  /** Only this family of IP addresses. */
  readonly family: 4 | 6 | undefined;
  readonly serverName: string | undefined;
  readonly sendServerName: boolean;
  readonly verifyHostname: string | undefined;
  readonly alpn: readonly string[];
  readonly caFile: string | undefined;
  readonly caPath: string | undefined;
  /** Whether a certificate that does not hold ends the handshake. */
  readonly verify: boolean;
  readonly tls12: boolean;
  readonly tls13: boolean;
  readonly cipherList: string | undefined;
  readonly cipherSuites: string | undefined;
  readonly groups: string | undefined;
  readonly signatureAlgorithms: string | undefined;
  readonly certFile: string | undefined;
  readonly certChainFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly keyLogFile: string | undefined;
  readonly showCertificates: boolean;
  readonly messages: boolean;
  /** How much is told beside the peer's data. */
  readonly detail: 'calls' | 'brief' | 'quiet';
  /** Go on reading after the end of standard input. */
  readonly ignoreEof: boolean;
  readonly provider: 'node' | 'noble';
}

/** What holds when nothing is asked for. */
export const defaultOptions: StartOptions = {
  help: false,
  json: false,
  target: undefined,
  family: undefined,
  serverName: undefined,
  sendServerName: true,
  verifyHostname: undefined,
  alpn: [],
  caFile: undefined,
  caPath: undefined,
  verify: true,
  tls12: true,
  tls13: true,
  cipherList: undefined,
  cipherSuites: undefined,
  groups: undefined,
  signatureAlgorithms: undefined,
  certFile: undefined,
  certChainFile: undefined,
  keyFile: undefined,
  keyLogFile: undefined,
  showCertificates: false,
  messages: false,
  detail: 'calls',
  ignoreEof: false,
  provider: 'node',
};
