import { verifyModes } from '@proj/bio';
import { Disagreement, expectSame } from '../run/handshake-cell.ts';
import type { Stage } from '../run/stage.ts';
import type { Feature } from './feature.ts';
import { signatureParameters } from './parameters.ts';
import {
  beClient,
  beServer,
  expectAlert,
  expectFailure,
  expectRefusal,
  finishAsClient,
  finishAsServer,
  greeting,
} from './scenes.ts';

const both = ['TLSv1.3', 'TLSv1.2'] as const;

/** Bits that make a server insist on a certificate. */
const insist = verifyModes.PEER | verifyModes.FAIL_IF_NO_PEER_CERT;

/** Clients that show who they are. */
export const clientCertificateFeatures: readonly Feature[] = [
  {
    name: 'client-certificate',
    says: 'the server insists on a certificate, and the client signs with its key, of the same type as the server has',
    versions: both,
    parameters: signatureParameters,
    lacks: (support, role, parameters) => (role === 'server' ? support.lacksSigner(parameters) : undefined),
    play: {
      async client(stage) {
        const { end, server } = await beClient(stage, {
          theirs: { clientCertificate: asked(stage) },
          ours: (context) => {
            const { issued } = identityOf(stage);
            context.useCertificate(issued.chainPem);
            context.usePrivateKey(issued.keyPem);
          },
        });
        await end.driver.handshake();
        expectSame('that a certificate was asked for', end.ssl.negotiated?.certificateRequested, true);
        expectSame('our signature', end.ssl.negotiated?.signatureScheme, stage.cell.parameters.scheme);
        await finishAsClient(stage, end, server);
      },
      async server(stage) {
        const { end, report } = await beServer(stage, {
          theirs: { identity: identityOf(stage) },
          ours: (context) => {
            context.addTrusted(identityOf(stage).rootPem);
            context.verifyMode = insist;
          },
        });
        await end.driver.handshake();
        expectSame(
          "the client's signature",
          end.ssl.negotiated?.peerSignatureScheme,
          stage.cell.parameters.scheme,
        );
        expectSame('SSL_get_verify_result', end.ssl.verifyResult, 0);
        expectSame("the client's certificate", end.ssl.peerCertificate?.subject.toString(), 'CN=localhost');
        await finishAsServer(stage, end, report);
      },
    },
  },
  {
    name: 'client-certificate-optional',
    says: 'the server asks for a certificate, and the client has none',
    versions: both,
    play: {
      async client(stage) {
        const { end, server } = await beClient(stage, {
          theirs: { clientCertificate: { ...asked(stage), required: false } },
        });
        await end.driver.handshake();
        expectSame('that a certificate was asked for', end.ssl.negotiated?.certificateRequested, true);
        await finishAsClient(stage, end, server);
      },
      async server(stage) {
        const { end, report } = await beServer(stage, {
          ours: (context) => {
            context.addTrusted(identityOf(stage).rootPem);
            context.verifyMode = verifyModes.PEER;
          },
        });
        await end.driver.handshake();
        expectSame("the client's certificate", end.ssl.peerCertificate, undefined);
        await finishAsServer(stage, end, report);
      },
    },
  },
  {
    name: 'client-certificate-missing',
    says: 'the server insists on a certificate, and the client has none: it is refused',
    versions: both,
    play: {
      async client(stage) {
        const { end } = await beClient(stage, { theirs: { clientCertificate: asked(stage) } });
        // A TLS 1.3 client learns it only when it reads: its handshake ends with its own flight (RFC 8446, 4.4.2.4).
        const talk = async (): Promise<void> => {
          await end.driver.handshake();
          await end.driver.read();
        };
        if (stage.peer.serverLingers) {
          await expectAlert(talk(), 'certificate_required', 'handshake_failure', 'bad_certificate');
        } else await expectFailure(talk());
      },
      async server(stage) {
        const { end, report } = await beServer(stage, {
          ours: (context) => {
            context.addTrusted(identityOf(stage).rootPem);
            context.verifyMode = insist;
          },
        });
        const alert =
          stage.cell.parameters.version === 'TLSv1.3' ? 'certificate_required' : 'handshake_failure';
        await expectRefusal(end, end.driver.handshake(), alert);
        const { ok, received } = await report();
        if (ok && received.includes(greeting)) throw new Disagreement('the peer thinks that all is well');
      },
    },
  },
];

function identityOf({ cell, identities }: Stage) {
  return identities.of(cell.parameters.key);
}

/** What the peer's server asks for: a chain under our root, and one scheme to sign with. */
function asked(stage: Stage) {
  const { scheme } = stage.cell.parameters;
  return { rootFile: identityOf(stage).rootFile, required: true, schemes: [scheme] };
}
