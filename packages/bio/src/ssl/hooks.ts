import { schemeFitsKey, signatureSchemeById, TlsError } from '@proj/crypto';
import type { CertificateCache, VerificationCache } from '@proj/crypto/x509';
import {
  type Credential,
  type CredentialAnswer,
  type CredentialRequest,
  type Decision,
  type Hook,
  type Later,
  later,
  type ReceivedClientHello,
  type ServerConfig,
} from '@proj/handshake';
import type { EarlyData } from './early-data.js';
import { type Want, wants } from './get-error.js';
import { ReasonError } from './reasons.js';
import type { SharedSessions } from './resumption.js';
import type { Ssl } from './ssl.js';

/** What hooks need of the connection that they serve. */
export interface HookHost {
  readonly ssl: Ssl;
  readonly role: 'client' | 'server';
  readonly certificateCache: CertificateCache;
  readonly verificationCache: VerificationCache | undefined;
  readonly sessions: SharedSessions;
  readonly early: EarlyData;
  /** How often the client was asked for a certificate. */
  readonly certificateRequests: number;
  /** Remembers what verification came to. */
  noteVerification(code: number): void;
  /** Stops the handshake: `again` is called before it is driven on. */
  pause(want: Want, again: () => void): void;
}

/** Asks until there is an answer: at once, and then before each further call. */
export function asking<Answer>(
  host: HookHost,
  want: () => Want,
  decision: Decision<Answer>,
  ask: () => Answer | Later,
): Answer | Later {
  const answer = ask();
  if (answer !== later) return answer;
  const again = (): void => {
    try {
      const next = ask();
      if (next === later) host.pause(want(), again);
      else decision.complete(next);
    } catch (error) {
      decision.fail(error);
    }
  };
  host.pause(want(), again);
  return later;
}

/** Lets a certificate callback provide what a client answers a CertificateRequest with. */
export function clientCredentialHook(host: HookHost): Hook<CredentialRequest, CredentialAnswer> {
  return (request, decision) =>
    asking(
      host,
      () => wants.X509_LOOKUP,
      decision,
      () => (askForCertificate(host) ? fitting(host.ssl.credentials.complete, request) : later),
    );
}

/** Whether the callback is done; throws when it fails. */
function askForCertificate({ ssl }: HookHost): boolean {
  const answer = ssl.certificateCallback?.(ssl) ?? 'ok';
  if (answer === 'fail') {
    throw new TlsError('DECISION_FAILED', 'the certificate callback failed', {
      cause: new ReasonError('CERT_CB_ERROR'),
    });
  }
  return answer === 'ok';
}

function fitting(credentials: readonly Credential[], request: CredentialRequest): Credential | undefined {
  return credentials.find(({ signer }) =>
    request.signatureSchemes.some((id) => {
      const scheme = signatureSchemeById(id);
      return scheme !== undefined && schemeFitsKey(scheme, signer.keyType, request.version);
    }),
  );
}

/**
 * Runs what a server's callbacks want to do about a ClientHello: the ClientHello callback, the server name's, and the
 * certificate's, each of which may change the settings. Answers with the configuration that comes of it.
 */
export function clientHelloHook(
  host: HookHost,
  configure: () => ServerConfig,
): Hook<ReceivedClientHello, ServerConfig | undefined> {
  return (received, decision) => {
    const steps = clientHelloSteps(host, received);
    let at = 0;
    return asking(
      host,
      () => steps[at]?.want ?? wants.NOTHING,
      decision,
      () => {
        for (; at < steps.length; at += 1) if (!steps[at]?.run()) return later;
        return configure();
      },
    );
  };
}

interface Step {
  readonly want: Want;
  /** Whether it is done. */
  run(): boolean;
}

function clientHelloSteps(host: HookHost, received: ReceivedClientHello): readonly Step[] {
  const { ssl } = host;
  return [
    {
      want: wants.CLIENT_HELLO_CB,
      run: () => (ssl.clientHelloCallback?.(ssl, received) ?? 'ok') === 'ok',
    },
    {
      want: wants.NOTHING,
      run: () => {
        const { serverName } = received.extensions;
        if ((ssl.serverNameCallback?.(ssl, serverName) ?? 'ok') === 'ok') return true;
        throw new TlsError('UNRECOGNIZED_NAME', `the name "${serverName ?? ''}" is not served here`);
      },
    },
    { want: wants.X509_LOOKUP, run: () => askForCertificate(host) },
  ];
}
