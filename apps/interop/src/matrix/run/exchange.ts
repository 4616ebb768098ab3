import { type Ssl, sslErrors } from '@proj/bio';
import { SilenceError } from '../../drive/driver.ts';
import type { OurEnd } from './our-end.ts';

/** Milliseconds without any progress. */
const patience = 60_000;

/** Sends all of `data` and receives `length` bytes, both at the same time, as much of each as goes. */
export async function exchange(
  { ssl, transport }: OurEnd,
  data: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  const received = new Uint8Array(length);
  let sent = data.length === 0;
  let count = 0;
  for (;;) {
    // A write that could not be completed is repeated as it was (SSL_write(3)).
    if (!sent) sent = step(ssl, ssl.write(data)) > 0;
    while (count < length) {
      const more = step(ssl, ssl.read(received.subarray(count)));
      if (more === 0) break;
      count += more;
    }
    if (sent && count === length) return received;
    if (!(await transport.poll(sent ? 'read' : 'any', patience))) {
      throw new SilenceError(`nothing moved for ${patience / 1000} s: ${count} bytes of ${length} had come`);
    }
  }
}

/** A call's count, 0 when it has to wait. Throws what ended the connection. */
function step(ssl: Ssl, ret: number): number {
  if (ret > 0) return ret;
  const error = ssl.getError(ret);
  if (error === sslErrors.WANT_READ || error === sslErrors.WANT_WRITE) return 0;
  if (error === sslErrors.ZERO_RETURN) throw new Error('the peer closed before all had come');
  throw ssl.failure ?? ssl.readBio?.cause ?? new Error(`SSL_get_error(3) says ${error}`);
}
