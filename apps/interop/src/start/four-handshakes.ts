import { Ssl, SslContext } from '@proj/bio';
import type { CryptoProvider } from '@proj/crypto';
import { TemporaryDirectory } from '../certificates/temporary-directory.ts';
import {
  type CertificateFiles,
  certificateArguments,
  ThrowawayAuthority,
} from '../certificates/throwaway.ts';
import { Listener, SocketTransport } from '../drive/socket-transport.ts';
import type { Child } from '../peers/child.ts';
import { findOpenssl, firstLine, type Openssl, startClient, startServer } from '../peers/openssl.ts';
import { PeerError } from '../peers/peer-error.ts';
import { tellAgreed, tellVerified } from './agreed.ts';
import type { HandshakeRecord } from './handshake-record.ts';
import { printable } from './layout.ts';
import { perform, type Stage } from './scene.ts';
import type { Story } from './story.ts';
import { type Watching, watch } from './watching.ts';

/** The name that the throwaway certificate has. */
const hostName = 'localhost';

/** Milliseconds for openssl to do what it does at once. */
const patience = 10_000;

const versions = [
  { name: 'TLSv1.3', title: 'TLS 1.3', flag: '-tls1_3' },
  { name: 'TLSv1.2', title: 'TLS 1.2', flag: '-tls1_2' },
] as const;
type Version = (typeof versions)[number];

/** What all four handshakes share. */
interface Setting {
  readonly openssl: Openssl;
  readonly provider: CryptoProvider;
  readonly authority: ThrowawayAuthority;
  readonly files: CertificateFiles;
  readonly story: Story;
  readonly watching: Watching;
}

/** Which handshakes to show, and with what. */
export interface FourHandshakesOptions extends Watching {
  readonly provider: CryptoProvider;
  readonly tls12: boolean;
  readonly tls13: boolean;
}

/**
 * The main job: handshakes with the system's openssl, as client and as server, over TLS 1.3 and TLS 1.2. Throws a
 * `PeerError` when there is no openssl to be had.
 */
export async function fourHandshakes(
  options: FourHandshakesOptions,
  story: Story,
): Promise<HandshakeRecord[]> {
  const openssl = await findOpenssl();
  const directory = new TemporaryDirectory();
  try {
    const { provider } = options;
    const authority = new ThrowawayAuthority(provider, directory);
    const files = authority.issue('server');
    const setting: Setting = { openssl, provider, authority, files, story, watching: options };
    introduce(setting);
    const enabled = versions.filter(({ name }) => (name === 'TLSv1.3' ? options.tls13 : options.tls12));
    const records: HandshakeRecord[] = [];
    for (const version of enabled) records.push(await tell(story, () => beClient(setting, version)));
    for (const version of enabled) records.push(await tell(story, () => beServer(setting, version)));
    return records;
  } finally {
    directory.remove();
  }
}

function introduce({ story, openssl, provider }: Setting): void {
  story.title('SSL_DO_HANDSHAKE(3)', 'call by call');
  story.section('NAME');
  story.paragraph(
    `SSL_do_handshake - handshakes with ${openssl.banner}, cryptography from "${provider.name}"`,
  );
  story.section('DESCRIPTION');
  story.paragraph(
    'The socket beneath is non-blocking, so SSL_do_handshake() comes back whenever it would have to wait: it returns -1, ' +
      'SSL_get_error() says for what, poll() waits, and the call is repeated. When it returns 1, the handshake is complete. ' +
      '"in" are the bytes that waited to be read when a call was made, "out" those that waited to be sent when it returned.',
  );
}

/** A failure before the first call ends one handshake, not all. */
async function tell(story: Story, play: () => Promise<HandshakeRecord>): Promise<HandshakeRecord> {
  const record = await play();
  story.gap();
  if (record.ok) story.fact('result', 'handshake, data and close_notify: complete both ways', 'good');
  else story.fact('FAILED', record.error ?? '', 'bad');
  return record;
}

async function beClient(setting: Setting, version: Version): Promise<HandshakeRecord> {
  const { openssl, provider, authority, files, story, watching } = setting;
  story.section(`CLIENT, ${version.title}`);
  const server = await startServer(openssl, [
    ...['-naccept', '1', version.flag],
    ...certificateArguments(files),
  ]);
  story.command(server.child.command);
  story.paragraph('In client mode, the first call starts the handshake.');
  const ssl = new Ssl(new SslContext({ provider, trust: authority.root.pem }));
  ssl.serverName = hostName;
  watch(ssl, story, watching);
  const target = { host: server.host, port: server.port };
  const transport = SocketTransport.connect(target);
  ssl.setBio(transport.bio, transport.bio);
  ssl.setConnectState();
  story.calls();
  try {
    return await perform({ peer: 'openssl s_server', target, ssl, transport, story }, async (stage) => {
      await stage.driver.handshake();
      story.gap();
      tellAgreed(story, ssl);
      tellVerified(story, ssl, undefined);
      watching.showCertificates(story, ssl);
      story.moreCalls();
      await say(stage, server.child, 's_server');
      await listen(stage, server.child, openssl);
      await stage.driver.close();
      story.note(
        "our close_notify is out; the peer's has not come, and SSL_get_error() has nothing to say about a 0",
      );
      await stage.driver.closeBoth();
      story.note('both sides have said close_notify', 'good');
      await expectExit(server.child);
    });
  } finally {
    await server.child.stop();
  }
}

async function beServer(setting: Setting, version: Version): Promise<HandshakeRecord> {
  const { openssl, provider, authority, files, story, watching } = setting;
  story.section(`SERVER, ${version.title}`);
  const listener = await Listener.open();
  const client = startClient(openssl, listener.port, [
    ...[version.flag, '-servername', hostName, '-CAfile', authority.rootFile],
    ...['-verify_return_error', '-verify_hostname', hostName],
  ]);
  story.command(client.command);
  story.paragraph("In server mode, the first call waits for the client's hello.");
  const { chainPem, keyPem } = files.issued;
  const ssl = new Ssl(new SslContext({ provider, certificate: chainPem, privateKey: keyPem }));
  watch(ssl, story, watching);
  try {
    const transport = await accepted(listener, client);
    ssl.setBio(transport.bio, transport.bio);
    ssl.setAcceptState();
    story.calls();
    const target = { host: '127.0.0.1', port: listener.port };
    return await perform({ peer: 'openssl s_client', target, ssl, transport, story }, async (stage) => {
      await stage.driver.handshake();
      story.gap();
      tellAgreed(story, ssl);
      await tellClientsView(story, client);
      story.moreCalls();
      await listen(stage, client, openssl);
      await say(stage, client, 's_client');
      client.endInput();
      if (await stage.driver.read()) throw new Error('s_client sent data where it should have closed');
      story.note('0 and ZERO_RETURN: s_client has said close_notify; we answer');
      await stage.driver.closeBoth();
      story.note('both sides have said close_notify', 'good');
      await expectExit(client);
    });
  } finally {
    listener.close();
    await client.stop();
  }
}

/** The client's connection; a client that ends before it connects is an error with its own words. */
async function accepted(listener: Listener, client: Child): Promise<SocketTransport> {
  const ended = client.exited.then(() => {
    throw new PeerError('failed', `"${client.command}" did not connect: ${firstLine(client.stderr.text())}`);
  });
  ended.catch(() => {});
  return Promise.race([listener.accept(patience), ended]);
}

/** What s_client has to say about our certificate. */
async function tellClientsView(story: Story, client: Child): Promise<void> {
  const chain = await client.stdout.waitFor(/^Verification: (.*)$/m, patience);
  const name = await client.stdout.waitFor(/^Verified peername: (.*)$/m, patience);
  if (chain?.[1] !== 'OK' || name?.[1] !== hostName) {
    throw new Error(`s_client did not verify our certificate: ${firstLine(client.stderr.text())}`);
  }
  story.fact('chain', 's_client says "Verification: OK"', 'good');
  story.fact('host name', `s_client says "Verified peername: ${hostName}"`, 'good');
}

/** Sends a line, and sees it arrive. */
async function say(stage: Stage, peer: Child, name: string): Promise<void> {
  const text = `Hello from TypeScript, over ${stage.ssl.version}`;
  const data = new TextEncoder().encode(`${text}\n`);
  await stage.driver.write(data);
  stage.count('sent', data.length);
  if (!(await peer.stdout.waitFor(new RegExp(text.replaceAll('.', '\\.')), patience))) {
    throw new Error(`${name} did not receive what we sent`);
  }
  stage.story.note(`${name} has received "${text}"`, 'data');
}

/** Lets the peer send a line, and receives it. */
async function listen(stage: Stage, peer: Child, openssl: Openssl): Promise<void> {
  // The first letter of a line may be a command to s_server and s_client: H is none.
  const text = `Hello from ${openssl.banner}`;
  await peer.write(`${text}\n`);
  const data = await stage.driver.readAtLeast(text.length + 1);
  stage.count('received', data.length);
  const received = new TextDecoder().decode(data).trimEnd();
  if (received !== text) throw new Error(`received "${printable(received)}" instead of "${text}"`);
  stage.story.note(`received "${received}"`, 'data');
}

/** That the peer is content shows in how it ends. */
async function expectExit(peer: Child): Promise<void> {
  const { code } = await peer.exited;
  if (code !== 0) throw new Error(`openssl ended with code ${code}: ${firstLine(peer.stderr.text())}`);
}
