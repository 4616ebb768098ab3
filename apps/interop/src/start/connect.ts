import type { Readable, Writable } from 'node:stream';
import { Ssl } from '@proj/bio';
import type { CryptoProvider } from '@proj/crypto';
import { SocketTransport } from '../drive/socket-transport.ts';
import { tellAgreed, tellVerified } from './agreed.ts';
import { clientContext } from './client-context.ts';
import { converse } from './converse.ts';
import type { HandshakeRecord } from './handshake-record.ts';
import { count } from './layout.ts';
import type { StartOptions } from './options.ts';
import { perform } from './scene.ts';
import type { Story } from './story.ts';
import { formatTarget, type Target } from './target.ts';
import { type Watching, watch } from './watching.ts';

/** What a connection to a given peer is made with. */
export interface ConnectOptions {
  readonly options: StartOptions;
  readonly target: Target;
  readonly provider: CryptoProvider;
  readonly watching: Watching;
  /** What is sent after the handshake; `undefined` is nothing. */
  readonly input: Readable | undefined;
  /** Whether a person types the input. */
  readonly interactive: boolean;
  /** Takes what the peer sends. */
  readonly output: Writable | undefined;
}

/** A handshake with a given peer, call by call; then data both ways. Throws a `UsageError` for unusable options. */
export async function connectTo(connect: ConnectOptions, story: Story): Promise<HandshakeRecord> {
  const { options, target, provider, watching } = connect;
  const ssl = new Ssl(clientContext(options, provider));
  const wanted = options.serverName ?? target.host;
  ssl.serverName = options.sendServerName ? wanted : undefined;
  ssl.verification.hosts = [options.verifyHostname ?? wanted];
  watch(ssl, story, watching);
  let failure: unknown;
  ssl.verifyCallback = ({ ok, error }) => {
    failure = error;
    return ok || !options.verify;
  };

  const { host, port } = target;
  const transport = SocketTransport.connect({
    host,
    port,
    ...(options.family && { family: options.family }),
  });
  ssl.setBio(transport.bio, transport.bio);
  ssl.setConnectState();
  const peer = formatTarget(target);
  story.title('SSL_DO_HANDSHAKE(3)', peer);
  story.calls();
  const record = await perform({ peer, target, ssl, transport, story }, async (stage) => {
    await stage.driver.handshake();
    story.gap();
    tellAgreed(story, ssl);
    tellVerified(story, ssl, failure);
    watching.showCertificates(story, ssl);
    story.gap();
    if (connect.interactive) story.paragraph('Type what is to be sent; Ctrl-D closes the connection.');
    story.endCalls();
    const { input, output } = connect;
    await converse(stage, { input, output, ignoreEof: options.ignoreEof });
  });
  const { ok, sent, received } = record;
  if (ok) story.fact('closed', `${count(sent, 'byte')} sent, ${count(received, 'byte')} received`);
  return record;
}
