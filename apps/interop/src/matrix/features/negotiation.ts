import { SslContext } from '@proj/bio';
import type { GroupName } from '@proj/crypto';
import type { Parameters, Version } from '../model/cell.ts';
import { combine } from '../model/combinations.ts';
import type { Shared } from '../plan/plan.ts';
import { closeConnection, expectLine, expectNegotiated, expectSame } from '../run/handshake-cell.ts';
import { expectPrinted } from '../run/transfer-cell.ts';
import type { Feature } from './feature.ts';
import {
  beClient,
  beClientOfPipe,
  beServer,
  beServerOfPipe,
  finishAsClient,
  finishAsServer,
  greeting,
} from './scenes.ts';

/** Another name than that of all other certificates. */
export const otherName = 'other.example';

const both = ['TLSv1.3', 'TLSv1.2'] as const;

/** Keying material to export: a label and bytes. */
const exporter = { label: 'EXPORTER-matrix', bytes: 40 };

/** What the hellos agree on beside the algorithms. */
export const negotiationFeatures: readonly Feature[] = [
  {
    name: 'hello-retry-request',
    says: "the client's first key share is for a group that the server does not take",
    versions: ['TLSv1.3'],
    parameters: everyGroup,
    lacks: (support, role, { group }) =>
      role === 'server' && support.sharesAnyway(group)
        ? `its ClientHello has a key share for ${group} at once`
        : undefined,
    play: {
      async client(stage) {
        const { group } = stage.cell.parameters;
        const other = anotherThan(group);
        const { end, server } = await beClient(stage, {
          theirs: { groups: [group] },
          ours: (context) => {
            context.groups = [other, group];
            context.keyShares = [other];
          },
        });
        await end.driver.handshake();
        expectNegotiated(stage.cell, end.ssl);
        expectSame('HelloRetryRequest', end.ssl.negotiated?.helloRetryRequest, true);
        await finishAsClient(stage, end, server);
      },
      async server(stage) {
        const { group } = stage.cell.parameters;
        const { end, report } = await beServer(stage, { theirs: { groups: [anotherThan(group), group] } });
        await end.driver.handshake();
        expectNegotiated(stage.cell, end.ssl);
        expectSame('HelloRetryRequest', end.ssl.negotiated?.helloRetryRequest, true);
        await finishAsServer(stage, end, report);
      },
    },
  },
  {
    name: 'defaults',
    says: 'both ends with the settings that they have when nothing is set',
    versions: both,
    play: {
      async client(stage) {
        const { version } = stage.cell.parameters;
        const { end, server } = await beClient(stage, { defaults: true, theirs: onlyIfOld(version) });
        await end.driver.handshake();
        expectSame('the version', end.ssl.version, version);
        await finishAsClient(stage, end, server);
      },
      async server(stage) {
        const { version } = stage.cell.parameters;
        const { end, report } = await beServer(stage, { defaults: true, theirs: onlyIfOld(version) });
        await end.driver.handshake();
        expectSame('the version', end.ssl.version, version);
        await expectLine(end, greeting);
        await end.driver.write(new TextEncoder().encode('heard\n'));
        await closeConnection(stage, end);
        const { ok } = await report();
        expectSame('that the peer is content', ok, true);
      },
    },
  },
  {
    name: 'alpn',
    says: 'a protocol is chosen among two',
    versions: both,
    play: {
      async client(stage) {
        const { end, server } = await beClient(stage, {
          theirs: { alpn: ['http/1.1', 'h2'] },
          ours: (context) => {
            context.alpn = ['matrix/1', 'h2'];
          },
        });
        await end.driver.handshake();
        expectSame('the protocol', end.ssl.alpnSelected, 'h2');
        await finishAsClient(stage, end, server);
      },
      async server(stage) {
        const { end, report } = await beServer(stage, {
          theirs: { alpn: ['matrix/1', 'h2'] },
          ours: (context) => {
            context.alpn = ['http/1.1', 'h2'];
          },
        });
        await end.driver.handshake();
        expectSame('the protocol', end.ssl.alpnSelected, 'h2');
        const { view } = await finishAsServer(stage, end, report);
        expectSame("the peer's protocol", view['alpn'] ?? 'h2', 'h2');
      },
    },
  },
  {
    name: 'server-name',
    says: 'the server has a certificate of its own for another name (SNI)',
    versions: both,
    play: {
      async client(stage) {
        const identity = stage.identities.of(stage.cell.parameters.key, otherName);
        const { end, server } = await beClient(stage, {
          theirs: { other: { name: otherName, identity } },
          serverName: otherName,
        });
        await end.driver.handshake();
        expectSame('the subject', end.ssl.peerCertificate?.subject.toString(), `CN=${otherName}`);
        await finishAsClient(stage, end, server);
      },
      async server(stage) {
        const { issued } = stage.identities.of(stage.cell.parameters.key, otherName);
        const { end, report } = await beServer(stage, {
          theirs: { serverName: otherName },
          ours: (context) => {
            const other = new SslContext({
              provider: context.provider,
              certificate: issued.chainPem,
              privateKey: issued.keyPem,
            });
            context.serverNameCallback = (ssl, name) => {
              if (name === otherName) ssl.setContext(other);
              return 'ok';
            };
          },
        });
        await end.driver.handshake();
        expectSame('the name asked for', end.ssl.requestedServerName, otherName);
        await finishAsServer(stage, end, report);
      },
    },
  },
  {
    name: 'exporter',
    says: 'both ends export the same keying material (RFC 5705, RFC 8446, 7.5)',
    versions: both,
    play: {
      async client(stage) {
        const { end, server } = await beClientOfPipe(stage, { theirs: { exporter } });
        await end.driver.handshake();
        await expectPrinted(
          end,
          server,
          exported(end.ssl.exportKeyingMaterial(exporter.label, exporter.bytes)),
        );
        await closeConnection(stage, end);
      },
      async server(stage) {
        const { end, client } = await beServerOfPipe(stage, { theirs: { exporter } }, true);
        await end.driver.handshake();
        await expectPrinted(
          end,
          client,
          exported(end.ssl.exportKeyingMaterial(exporter.label, exporter.bytes)),
        );
        await closeConnection(stage, end);
      },
    },
  },
];

/** How s_server and s_client print it. */
function exported(material: Uint8Array): Uint8Array {
  return Buffer.from(`Keying material: ${Buffer.from(material).toString('hex').toUpperCase()}`);
}

/** A peer that is left alone takes TLS 1.3; it is told when it is not to. */
function onlyIfOld(version: Version): { readonly version?: Version } {
  return version === 'TLSv1.2' ? { version } : {};
}

function anotherThan(group: GroupName): GroupName {
  return group === 'x448' ? 'secp521r1' : 'x448';
}

/** One combination for each group. */
function everyGroup(shared: Shared): Parameters[] {
  const suites = shared.suites.slice(0, 1);
  const signatures = shared.signatures.filter(({ key }) => key === 'p256');
  return combine({ ...shared, suites, signatures });
}
