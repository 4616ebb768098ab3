/** A certificate chain and its key, as files. */
export interface ProgramIdentity {
  readonly chainFile: string;
  readonly keyFile: string;
}

/** How the program is a server. */
export interface ProgramServer {
  readonly conversation: 'echo' | 'pipe';
  readonly identity: ProgramIdentity;
  readonly other?: ProgramIdentity & { readonly name: string };
  readonly alpn?: readonly string[];
  /** Suites by OpenSSL's names, for runtimes that let them be named. */
  readonly suites?: readonly string[];
  /** The only version. */
  readonly version?: 'TLSv1.3' | 'TLSv1.2';
  readonly clientCertificate?: { readonly rootFile: string; readonly required: boolean };
}

/** How the program is a client. */
export interface ProgramClient {
  readonly port: number;
  readonly serverName: string;
  readonly rootFile: string;
  readonly identity?: ProgramIdentity;
  readonly alpn?: readonly string[];
  /** Suites by OpenSSL's names, for runtimes that let them be named. */
  readonly suites?: readonly string[];
  /** The only version. */
  readonly version?: 'TLSv1.3' | 'TLSv1.2';
  /** A line to say, for one of a row of clients. */
  readonly say?: string;
  /** Whether to say close_notify right after it. */
  readonly closeFirst?: boolean;
  /** Whether to keep the session that comes, or to offer the one that was kept. */
  readonly session?: 'keep' | 'offer';
}

/** What came of a client's connection. */
export interface ProgramReport {
  readonly received: string;
  readonly view: Readonly<Record<string, string>>;
  readonly error?: string;
}
