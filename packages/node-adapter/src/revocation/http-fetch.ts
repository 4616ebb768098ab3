import { request } from 'node:http';

/** What {@link httpFetch} asks for. */
export interface FetchRequest {
  readonly url: string;
  /** A body to POST, with its type; without one it is a GET. */
  readonly post?: { readonly type: string; readonly body: Uint8Array } | undefined;
  /** Milliseconds that the whole exchange may take. */
  readonly timeout: number;
  /** Bytes of the answer's body, at most. */
  readonly maxLength: number;
}

/**
 * One exchange over plain http, which is what lists and responses are fetched with: they are signed, and asking over TLS
 * would need the answer first (RFC 5280, 8). No redirects are followed. Rejects with an `Error` that names the URL.
 */
export function httpFetch({ url, post, timeout, maxLength }: FetchRequest): Promise<Uint8Array> {
  if (!url.startsWith('http://'))
    return Promise.reject(new Error(`${url} is not fetched: only http:// URLs are`));
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeout);
    const fail = (problem: string, cause?: unknown): void => {
      outgoing.destroy();
      reject(new Error(`${url} could not be fetched: ${problem}`, { cause }));
    };
    const headers = post
      ? { 'content-type': post.type, 'content-length': String(post.body.length) }
      : undefined;
    const outgoing = request(url, {
      method: post ? 'POST' : 'GET',
      signal,
      agent: false,
      ...(headers && { headers }),
    });
    outgoing.on('error', (error) =>
      fail(signal.aborted ? `no answer within ${timeout} ms` : error.message, error),
    );
    outgoing.on('response', (response) => {
      if (response.statusCode !== 200) return fail(`status ${response.statusCode}`);
      const chunks: Uint8Array[] = [];
      let length = 0;
      response.on('data', (chunk: Uint8Array) => {
        length += chunk.length;
        if (length > maxLength) fail(`an answer of more than ${maxLength} bytes`);
        else chunks.push(chunk);
      });
      response.on('error', (error) => fail(error.message, error));
      response.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    });
    outgoing.end(post?.body);
  });
}
