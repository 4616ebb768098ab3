import { TLS13, TlsError } from '@proj/crypto';
import type { ClientConfig, ServerConfig } from '../../config.js';
import type { ClientHelloExtensions } from '../../extensions/client-hello-extensions.js';
import { fragmentLengthCodeOf, fragmentLengthOf } from '../../extensions/max-fragment-length.js';
import { maxRecordSizeLimit12, maxRecordSizeLimit13 } from '../../extensions/record-size-limit.js';
import type { Handshake, RecordLimits } from '../state.js';

/** Both extensions as they stand in a server's answer. */
interface LimitAnswers {
  readonly maxFragmentLength?: number;
  readonly recordSizeLimit?: number;
}

/** What a client asks for (RFC 6066, 4; RFC 8449, 4). */
export function limitValues({ maxFragmentLength, maxVersion, recordSizeLimit }: ClientConfig): LimitAnswers {
  return {
    ...(maxFragmentLength && { maxFragmentLength: fragmentLengthCodeOf(maxFragmentLength) }),
    ...(recordSizeLimit && { recordSizeLimit: ownLimit(recordSizeLimit, maxVersion) }),
  };
}

function ownLimit(configured: number | undefined, version: number): number {
  const most = version === TLS13 ? maxRecordSizeLimit13 : maxRecordSizeLimit12;
  return Math.min(configured ?? most, most);
}

/** Bytes of content and padding that a limit leaves: in TLS 1.3 it counts the content type too (RFC 8449, 4). */
function contentLimit(limit: number, version: number): number {
  return ownLimit(limit, version) - (version === TLS13 ? 1 : 0);
}

/** Settles a client's limits by the server's answer. Throws `ILLEGAL_PARAMETER` for a length that was not asked for. */
export function takeLimits(handshake: Handshake<ClientConfig>, answers: LimitAnswers): void {
  const { config, negotiated } = handshake;
  const { maxFragmentLength: code, recordSizeLimit } = answers;
  const { version = TLS13 } = negotiated;
  if (code !== undefined && fragmentLengthOf(code) !== config.maxFragmentLength) {
    // RFC 6066, 4.
    throw new TlsError(
      'ILLEGAL_PARAMETER',
      `the server answers the max_fragment_length ${fragmentLengthOf(code)}, not asked for`,
    );
  }
  if (recordSizeLimit !== undefined) {
    const own = ownLimit(config.recordSizeLimit, config.maxVersion);
    const limits = { send: contentLimit(recordSizeLimit, version), receive: contentLimit(own, version) };
    agree(handshake, limits, version === TLS13);
  } else agreeOnFragment(handshake, code);
}

/**
 * Settles a server's limits by what the client asks for, and gives the answers. record_size_limit takes the place of
 * max_fragment_length (RFC 8449, 5).
 */
export function answerLimits(
  handshake: Handshake<ServerConfig>,
  { maxFragmentLength: code, recordSizeLimit }: ClientHelloExtensions,
): LimitAnswers {
  const { config, negotiated } = handshake;
  const { version = TLS13 } = negotiated;
  if (recordSizeLimit === undefined) {
    agreeOnFragment(handshake, code);
    return code === undefined ? {} : { maxFragmentLength: code };
  }
  const own = ownLimit(config.recordSizeLimit, version);
  const limits = { send: contentLimit(recordSizeLimit, version), receive: contentLimit(own, version) };
  agree(handshake, limits, version === TLS13);
  return { recordSizeLimit: own };
}

/** RFC 8449, 4: a limit is for protected records of the keys that this handshake makes. */
function agree(handshake: Handshake, limits: RecordLimits, protectedAlready: boolean): void {
  handshake.negotiated.recordSizeLimits = limits;
  handshake.limitRecords(limits, protectedAlready);
}

/** RFC 6066, 4: it counts at once, both ways, for all records. */
function agreeOnFragment(handshake: Handshake, code: number | undefined): void {
  if (code === undefined) {
    handshake.limitRecords(undefined, false);
    return;
  }
  const length = fragmentLengthOf(code);
  handshake.negotiated.maxFragmentLength = length;
  handshake.limitRecords({ send: length, receive: length }, true);
}
