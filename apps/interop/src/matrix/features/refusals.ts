import { TLS12, TLS13 } from '@proj/crypto';
import type { Version } from '../model/cell.ts';
import { suitesOf } from '../model/combinations.ts';
import type { ClientReport } from '../peers/peer.ts';
import { Disagreement, expectSame } from '../run/handshake-cell.ts';
import type { OurEnd } from '../run/our-end.ts';
import type { Stage } from '../run/stage.ts';
import type { Feature } from './feature.ts';
import { otherName } from './negotiation.ts';
import { beClient, beServer, expectAlert, expectRefusal } from './scenes.ts';

const both = ['TLSv1.3', 'TLSv1.2'] as const;

/** Alerts of clients that do not like a certificate: not all programs choose the same. */
const certificateAlerts = [
  'unknown_ca',
  'bad_certificate',
  'certificate_unknown',
  'certificate_expired',
  'unsupported_certificate',
] as const;

/** Handshakes that must fail, in such a way that both ends know why. */
export const refusalFeatures: readonly Feature[] = [
  {
    name: 'refusal-untrusted',
    says: 'the certificate is of an authority that the client does not know',
    versions: both,
    play: {
      async client(stage) {
        const { end } = await beClient(stage, {
          ours: (context) => {
            context.anchors = undefined;
            context.addTrusted(stage.identities.of('ed25519').rootPem);
          },
        });
        await expectRefusal(end, end.driver.handshake(), 'unknown_ca');
      },
      async server(stage) {
        const { rootFile } = stage.identities.of('ed25519');
        const { end, report } = await beServer(stage, { theirs: { rootFile } });
        await expectClientRefused(stage, end, report);
      },
    },
  },
  {
    name: 'refusal-other-name',
    says: 'the certificate is for another name',
    versions: both,
    play: {
      async client(stage) {
        const { end } = await beClient(stage, { serverName: otherName });
        await expectRefusal(end, end.driver.handshake(), 'bad_certificate');
      },
      async server(stage) {
        const { end, report } = await beServer(stage, { theirs: { serverName: otherName } });
        await expectClientRefused(stage, end, report);
      },
    },
  },
  {
    name: 'refusal-unknown-name',
    says: 'the server does not serve the name that the client asks for',
    versions: both,
    play: {
      async client(stage) {
        const { key } = stage.cell.parameters;
        const { end } = await beClient(stage, {
          theirs: { other: { name: otherName, identity: stage.identities.of(key, otherName) } },
          serverName: 'nobody.example',
        });
        await expectAlert(end.driver.handshake(), 'unrecognized_name');
      },
      async server(stage) {
        const { end, report } = await beServer(stage, {
          theirs: { serverName: 'nobody.example' },
          ours: (context) => {
            context.serverNameCallback = () => 'fatal';
          },
        });
        await expectServerRefused(end, report, 'unrecognized_name');
      },
    },
  },
  {
    name: 'refusal-protocol',
    says: 'there is no application protocol in common (RFC 7301, 3.2)',
    versions: both,
    play: {
      async client(stage) {
        const { end } = await beClient(stage, {
          theirs: { alpn: ['h2'] },
          ours: (context) => {
            context.alpn = ['matrix/1'];
          },
        });
        await expectAlert(end.driver.handshake(), 'no_application_protocol');
      },
      async server(stage) {
        const { end, report } = await beServer(stage, {
          theirs: { alpn: ['matrix/1'] },
          ours: (context) => {
            context.alpn = ['h2'];
          },
        });
        await expectServerRefused(end, report, 'no_application_protocol');
      },
    },
  },
  {
    name: 'refusal-suite',
    says: 'there is no cipher suite in common',
    versions: both,
    play: {
      async client(stage) {
        const { end } = await beClient(stage, { theirs: { suites: [anotherSuite(stage.cell.parameters)] } });
        await expectAlert(end.driver.handshake(), 'handshake_failure');
      },
      async server(stage) {
        const { end, report } = await beServer(stage, {
          theirs: { suites: [anotherSuite(stage.cell.parameters)] },
        });
        await expectServerRefused(end, report, 'handshake_failure');
      },
    },
  },
  {
    name: 'refusal-version',
    says: 'there is no version in common',
    versions: both,
    play: {
      async client(stage) {
        const { version } = stage.cell.parameters;
        const { end } = await beClient(stage, {
          defaults: true,
          theirs: { version: anotherVersion(version) },
          ours: (context) => {
            context.minVersion = version === 'TLSv1.3' ? TLS13 : TLS12;
            context.maxVersion = context.minVersion;
          },
        });
        await expectAlert(end.driver.handshake(), 'protocol_version');
      },
      async server(stage) {
        const { version } = stage.cell.parameters;
        const { end, report } = await beServer(stage, {
          defaults: true,
          theirs: { version: anotherVersion(version) },
          ours: (context) => {
            context.minVersion = version === 'TLSv1.3' ? TLS13 : TLS12;
            context.maxVersion = context.minVersion;
          },
        });
        await expectServerRefused(end, report, 'protocol_version');
      },
    },
  },
];

/** The peer's client does not go on with our certificate; and says so, where it finds out while it can. */
async function expectClientRefused(
  { peer }: Stage,
  end: OurEnd,
  report: () => Promise<ClientReport>,
): Promise<void> {
  const handshake = end.driver.handshake();
  if (peer.refusesByAlert) await expectAlert(handshake, ...certificateAlerts);
  else await handshake.catch(() => {});
  expectSame('that the peer is content', (await report()).ok, false);
}

/** We end the handshake, and the peer's client hears of it. */
async function expectServerRefused(
  end: OurEnd,
  report: () => Promise<ClientReport>,
  alert: Parameters<typeof expectRefusal>[2],
): Promise<void> {
  await expectRefusal(end, end.driver.handshake(), alert);
  expectSame('that the peer is content', (await report()).ok, false);
}

function anotherVersion(version: Version): Version {
  return version === 'TLSv1.3' ? 'TLSv1.2' : 'TLSv1.3';
}

/** A suite that the cell has not, for the same version and key. */
function anotherSuite({ version, suite }: { readonly version: Version; readonly suite: string }): string {
  const preferred = version === 'TLSv1.3' ? /CHACHA20|AES_128_GCM/ : /^ECDHE-ECDSA-AES(128|256)-GCM/;
  const other = suitesOf(version).find((name) => name !== suite && preferred.test(name));
  if (other === undefined) throw new Disagreement('there is only one suite');
  return other;
}
