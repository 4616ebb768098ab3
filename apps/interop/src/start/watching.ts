import type { Ssl } from '@proj/bio';
import type { Story } from './story.ts';
import { certificateLines, messageLines } from './trace.ts';

/** What else is to be shown or kept of a connection. */
export interface Watching {
  /** Print every message. */
  readonly messages: boolean;
  /** Takes each line of the key log. */
  readonly keyLog: ((line: string) => void) | undefined;
  /** Prints the peer's certificates, where that is wanted. */
  readonly showCertificates: (story: Story, ssl: Ssl) => void;
}

/** Sets the callbacks of a connection. */
export function watch(ssl: Ssl, story: Story, { messages, keyLog }: Watching): void {
  if (messages) {
    ssl.messageCallback = (_ssl, ...message) => {
      const [title = '', ...dump] = messageLines(...message);
      story.verbatim([title], 'data');
      story.verbatim(dump);
    };
  }
  if (keyLog) ssl.keyLogCallback = (_ssl, line) => keyLog(line);
}

/** Prints the certificates that the peer sent. */
export function showCertificates(story: Story, ssl: Ssl): void {
  story.gap();
  story.verbatim(certificateLines(ssl.peerChain));
}
